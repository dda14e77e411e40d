import { Badge, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";

import { Section } from "../../components/Section";
import { post } from "../../lib/api";
import { ago, duration, since } from "../../lib/format";
import { commands, keys, queryClient, tasks } from "../../lib/queries";
import type { Command, Task } from "../../lib/types";
import { useNow } from "../../lib/useNow";

/** What the server does by itself, when it did it last, and what of it runs at this moment. */
export function Tasks() {
  const scheduled = useQuery(tasks);
  const running = (useQuery(commands).data ?? []).filter(isRunning);
  const now = useNow();
  return (
    <Section title="Tasks" note={running.length ? `${running.length} running` : undefined} query={scheduled}>
      {(rows) => (
        <Stack gap="sm">
          {running
            .filter((command) => !rows.some((task) => task.taskName === command.name))
            .map((command) => (
              <Running key={command.id} command={command} />
            ))}
          {[...rows]
            .sort((one, other) => Date.parse(one.nextExecution) - Date.parse(other.nextExecution))
            .map((task) => (
              <Row key={task.id} task={task} now={now} running={running.find((one) => one.name === task.taskName)} />
            ))}
        </Stack>
      )}
    </Section>
  );
}

function Running({ command }: { command: Command }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <Loader size="xs" />
      <Text size="sm" fw={500}>
        {command.commandName}
      </Text>
      <Text size="sm" c="dimmed" truncate>
        {command.message}
      </Text>
    </Group>
  );
}

function Row({ task, now, running }: { task: Task; now: number; running?: Command }) {
  const start = useMutation({
    mutationFn: () => post<Command>("command", { name: task.taskName }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.commands }),
  });
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={500}>
          {task.name}
        </Text>
        <Text size="xs" c={start.isError ? "red" : "dimmed"} className="numbers">
          {start.error?.message ?? running?.message ?? times(task, now)}
        </Text>
      </div>
      {running ? (
        <Badge variant="light" leftSection={<Loader size={10} />} style={{ flexShrink: 0 }}>
          {running.status === "queued" ? "queued" : "running"}
        </Badge>
      ) : (
        <Button
          size="compact-sm"
          variant="default"
          loading={start.isPending}
          onClick={() => start.mutate()}
          aria-label={`Run ${task.name} now`}
          style={{ flexShrink: 0 }}
        >
          Run now
        </Button>
      )}
    </Group>
  );
}

function times(task: Task, now: number): string {
  const last = since(task.lastExecution, now);
  const took = last === "never" ? "" : duration(task.lastDuration);
  const next = task.interval > 0 ? `next ${Date.parse(task.nextExecution) <= now ? "now" : ago(task.nextExecution, now)}` : "off";
  return [`last ${last}`, took && `took ${took}`, next].filter(Boolean).join(" · ");
}

function isRunning(command: Command): boolean {
  return command.status === "queued" || command.status === "started";
}
