import { Card, Group, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";

import { bytes } from "../../lib/format";
import { cutoff, disk, missing, queue } from "../../lib/queries";
import type { DiskSpace, Paged } from "../../lib/types";

/** The few numbers to know at a glance. */
export function Numbers() {
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Number label="Missing films" query={useQuery(missing)} show={total} />
      <Number label="Could be better" query={useQuery(cutoff)} show={total} />
      <Number label="Downloads" query={useQuery(queue)} show={total} />
      <Number label="Free space" query={useQuery(disk)} show={space} />
    </SimpleGrid>
  );
}

type Shown = [value: string, note?: string];

function total({ totalRecords }: Paged<unknown>): Shown {
  return [totalRecords.toLocaleString()];
}

/** Of the largest disk, which is where a library lies. */
function space(disks: DiskSpace[]): Shown {
  const [largest] = [...disks].sort((one, other) => other.totalSpace - one.totalSpace);
  return largest ? [bytes(largest.freeSpace), `of ${bytes(largest.totalSpace)}`] : ["–"];
}

interface NumberProps<T> {
  label: string;
  query: UseQueryResult<T>;
  show: (data: T) => Shown;
}

function Number<T>({ label, query, show }: NumberProps<T>) {
  const [value, note] = query.data === undefined ? ["–", query.error?.message] : show(query.data);
  return (
    <Card withBorder padding="sm">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {query.isPending ? (
        <Skeleton height={28} width={72} mt={4} />
      ) : (
        <Group gap={6} align="baseline" className="numbers">
          <Text size="xl" fw={650}>
            {value}
          </Text>
          <Text size="sm" c="dimmed">
            {note}
          </Text>
        </Group>
      )}
    </Card>
  );
}
