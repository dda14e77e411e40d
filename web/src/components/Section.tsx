import { Alert, Button, Card, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

interface SectionProps<T> {
  title: string;
  note?: ReactNode;
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** A titled card around one answer of the API: a skeleton before it, a way out when it fails. */
export function Section<T>({ title, note, query, children }: SectionProps<T>) {
  return (
    <Card component="section" withBorder padding="md" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" align="baseline" wrap="nowrap">
          <Title order={2} size="h4">
            {title}
          </Title>
          {note && (
            <Text size="sm" c="dimmed" className="numbers">
              {note}
            </Text>
          )}
        </Group>
        {query.isPending && <Skeleton height={72} />}
        {query.isError && (
          <Alert color="red" title="This could not be loaded" variant="light">
            <Stack gap="xs" align="flex-start">
              <Text size="sm">{query.error.message}</Text>
              <Button size="xs" variant="default" onClick={() => void query.refetch()}>
                Try again
              </Button>
            </Stack>
          </Alert>
        )}
        {query.data !== undefined && children(query.data)}
      </Stack>
    </Card>
  );
}

export function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
