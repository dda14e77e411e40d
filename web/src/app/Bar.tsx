import { ActionIcon, Badge, Container, Group, Title, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";

import type { Liveness } from "../lib/live";

const LIVENESS: Record<Liveness, [string, string]> = {
  connecting: ["connecting", "gray"],
  live: ["live", "teal"],
  lost: ["connection lost", "orange"],
};

export function Bar({ liveness }: { liveness: Liveness }) {
  const [word, colour] = LIVENESS[liveness];
  return (
    <header className="bar">
      <Container size="lg" py="xs">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <img src="./favicon.svg" alt="" width={28} height={28} />
            <Title order={1} size="h3">
              Cinearr
            </Title>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Badge variant="dot" color={colour} role="status">
              {word}
            </Badge>
            <SchemeSwitch />
          </Group>
        </Group>
      </Container>
    </header>
  );
}

function SchemeSwitch() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const next = isDark ? "light" : "dark";
  return (
    <ActionIcon size="lg" variant="default" aria-label={`Use ${next} colours`} onClick={() => setColorScheme(next)}>
      <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true">
        {isDark ? (
          <>
            <circle cx="12" cy="12" r="4.5" />
            <path d="M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2 19 19M19 5l-1.8 1.8M6.8 17.2 5 19" />
          </>
        ) : (
          <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z" />
        )}
      </svg>
    </ActionIcon>
  );
}
