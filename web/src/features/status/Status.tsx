import { SimpleGrid, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Section } from "../../components/Section";
import { since } from "../../lib/format";
import { status } from "../../lib/queries";
import type { SystemStatus } from "../../lib/types";
import { useNow } from "../../lib/useNow";

export function Status() {
  const query = useQuery(status);
  const now = useNow();
  return (
    <Section title="Server" query={query}>
      {(found) => (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          {facts(found, now).map(([name, value]) => (
            <div key={name}>
              <Text size="xs" c="dimmed">
                {name}
              </Text>
              <Text size="sm" className="wrap">
                {value}
              </Text>
            </div>
          ))}
        </SimpleGrid>
      )}
    </Section>
  );
}

function facts(found: SystemStatus, now: number): [string, string][] {
  const rows: [string, string | undefined][] = [
    ["Started", since(found.startTime, now)],
    ["Speaks as version", found.version],
    ["Database", [found.databaseType, found.databaseVersion].filter(Boolean).join(" ")],
    ["Data folder", found.appData],
  ];
  return rows.filter((row): row is [string, string] => Boolean(row[1]));
}
