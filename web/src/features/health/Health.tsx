import { Alert, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { health } from "../../lib/queries";

const COLOURS = { ok: "teal", notice: "blue", warning: "orange", error: "red" } as const;

/** What needs a person, in words; nothing when nothing does. */
export function Health() {
  const found = (useQuery(health).data ?? []).filter((item) => item.type !== "ok");
  if (found.length === 0) return null;
  return (
    <Alert variant="light" color={found.some((item) => item.type === "error") ? "red" : "orange"} title="Needs attention">
      <Stack gap={4}>
        {found.map((item) => (
          <Text key={item.source + item.message} size="sm" c={COLOURS[item.type]}>
            {item.message}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
