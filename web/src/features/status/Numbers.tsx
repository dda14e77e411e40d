import { Card, Group, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { bytes } from "../../lib/format";
import { cutoff, disk, missing, queue } from "../../lib/queries";

/** The few numbers to know at a glance. */
export function Numbers() {
  const space = useQuery(disk);
  const widest = space.data?.reduce((one, other) => (other.totalSpace > one.totalSpace ? other : one), space.data[0]!);
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
      <Number label="Missing films" value={useQuery(missing).data?.totalRecords} />
      <Number label="Could be better" value={useQuery(cutoff).data?.totalRecords} />
      <Number label="Downloads" value={useQuery(queue).data?.totalRecords} />
      <Number
        label="Free space"
        value={space.isSuccess ? (widest ? bytes(widest.freeSpace) : "–") : undefined}
        note={widest ? `of ${bytes(widest.totalSpace)}` : undefined}
      />
    </SimpleGrid>
  );
}

function Number({ label, value, note }: { label: string; value: ReactNode; note?: string }) {
  return (
    <Card withBorder padding="sm">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
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
