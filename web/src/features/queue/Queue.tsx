import { Badge, Group, Progress, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Nothing, Section } from "../../components/Section";
import { bytes, duration, words } from "../../lib/format";
import { queue } from "../../lib/queries";
import type { QueueItem } from "../../lib/types";

export function Queue() {
  const query = useQuery(queue);
  const total = query.data?.totalRecords;
  return (
    <Section title="Queue" note={total ? `${total} ${total === 1 ? "download" : "downloads"}` : undefined} query={query}>
      {({ records }) =>
        records.length === 0 ? (
          <Nothing>Nothing is being downloaded.</Nothing>
        ) : (
          <Stack gap="md">
            {records.map((item) => (
              <Download key={item.id} item={item} />
            ))}
          </Stack>
        )
      }
    </Section>
  );
}

function Download({ item }: { item: QueueItem }) {
  const share = item.size > 0 ? (100 * (item.size - item.sizeleft)) / item.size : 0;
  const colour = colourOf(item);
  return (
    <Stack gap={6}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <div>
          {item.movie && <Text fw={600}>{`${item.movie.title} (${item.movie.year})`}</Text>}
          <Text size={item.movie ? "sm" : "md"} c={item.movie ? "dimmed" : undefined} className="wrap">
            {item.title}
          </Text>
        </div>
        {item.quality && (
          <Badge variant="light" color="gray" style={{ flexShrink: 0 }}>
            {item.quality.quality.name}
          </Badge>
        )}
      </Group>
      <Progress value={share} color={colour} aria-label={`Progress of ${item.title}`} />
      <Group justify="space-between" gap="xs">
        <Badge variant="light" color={colour}>
          {stateOf(item)}
        </Badge>
        <Text size="sm" c="dimmed" className="numbers">
          {[
            `${Math.floor(share)} %`,
            `${bytes(item.size - item.sizeleft)} of ${bytes(item.size)}`,
            item.sizeleft > 0 && item.timeleft && `${duration(item.timeleft)} left`,
            item.downloadClient,
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </Group>
      {reasonsOf(item).map((reason) => (
        <Text key={reason} size="sm" c={colour === "red" ? "red" : undefined} className="wrap">
          {reason}
        </Text>
      ))}
    </Stack>
  );
}

function stateOf(item: QueueItem): string {
  // Until it is there, what the client does says more than what we wait for.
  const isUnderWay = !item.trackedDownloadState || item.trackedDownloadState === "downloading";
  return words(isUnderWay ? item.status : (item.trackedDownloadState ?? item.status));
}

function colourOf(item: QueueItem): string {
  if (item.trackedDownloadStatus === "error" || item.status === "failed") return "red";
  if (item.trackedDownloadStatus === "warning" || item.status === "warning") return "orange";
  return item.status === "paused" || item.status === "delay" ? "gray" : "teal";
}

function reasonsOf(item: QueueItem): string[] {
  const told = (item.statusMessages ?? []).flatMap((message) => message.messages);
  return [...new Set(item.errorMessage ? [item.errorMessage, ...told] : told)];
}
