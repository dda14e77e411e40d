import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Nothing, Section } from "../../components/Section";
import { since, words } from "../../lib/format";
import { history } from "../../lib/queries";
import type { HistoryItem } from "../../lib/types";
import { useNow } from "../../lib/useNow";

const EVENTS: Record<string, [string, string]> = {
  grabbed: ["Grabbed", "blue"],
  downloadFolderImported: ["Imported", "teal"],
  movieFolderImported: ["Found on disk", "teal"],
  downloadFailed: ["Failed", "red"],
  downloadIgnored: ["Ignored", "gray"],
  movieFileDeleted: ["File removed", "orange"],
  movieFileRenamed: ["Renamed", "gray"],
};

export function History() {
  const query = useQuery(history);
  const now = useNow();
  return (
    <Section title="Lately" query={query}>
      {({ records }) =>
        records.length === 0 ? (
          <Nothing>Nothing has happened yet.</Nothing>
        ) : (
          <Stack gap="sm">
            {records.map((item) => (
              <Event key={item.id} item={item} now={now} />
            ))}
          </Stack>
        )
      }
    </Section>
  );
}

function Event({ item, now }: { item: HistoryItem; now: number }) {
  const [word, colour] = EVENTS[item.eventType] ?? [words(item.eventType), "gray"];
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="xs" align="baseline">
        <Text size="sm" fw={500}>
          {item.movie ? `${item.movie.title} (${item.movie.year})` : item.sourceTitle}
        </Text>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }} title={new Date(item.date).toLocaleString()}>
          {since(item.date, now)}
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Badge size="sm" variant="light" color={colour} style={{ flexShrink: 0 }}>
          {word}
        </Badge>
        <Text size="xs" c="dimmed" className="wrap">
          {item.sourceTitle}
        </Text>
      </Group>
    </div>
  );
}
