import { QueryClient, queryOptions } from "@tanstack/react-query";

import { get } from "./api";
import type { Command, DiskSpace, HealthItem, HistoryItem, Paged, QueueItem, SystemStatus, Task } from "./types";

/** How often to ask while no live connection tells what changed, in milliseconds. */
const UNTOLD = 15_000;
/** Progress of a running download is not told, so it is asked for. */
const PROGRESS = 3_000;

export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Infinity, retry: 1, refetchOnWindowFocus: false } },
});

/** Whether realtime messages arrive; the pages ask by themselves while they do not. */
export const connection = { live: false };

function untold(): number | false {
  return connection.live ? false : UNTOLD;
}

export const keys = {
  status: ["system/status"],
  health: ["health"],
  queue: ["queue"],
  tasks: ["system/task"],
  commands: ["command"],
  history: ["history"],
  missing: ["wanted/missing"],
  cutoff: ["wanted/cutoff"],
  disk: ["diskspace"],
} as const;

export const status = queryOptions({ queryKey: keys.status, queryFn: () => get<SystemStatus>("system/status") });

export const health = queryOptions({
  queryKey: keys.health,
  queryFn: () => get<HealthItem[]>("health"),
  refetchInterval: untold,
});

export const queue = queryOptions({
  queryKey: keys.queue,
  queryFn: () =>
    get<Paged<QueueItem>>("queue?pageSize=50&includeMovie=true&includeUnknownMovieItems=true&sortKey=timeleft"),
  refetchInterval: (query) =>
    query.state.data?.records.some((item) => item.status === "downloading") ? PROGRESS : untold(),
});

export const tasks = queryOptions({
  queryKey: keys.tasks,
  queryFn: () => get<Task[]>("system/task"),
  refetchInterval: untold,
});

export const commands = queryOptions({
  queryKey: keys.commands,
  queryFn: () => get<Command[]>("command"),
  refetchInterval: untold,
});

export const history = queryOptions({
  queryKey: keys.history,
  queryFn: () => get<Paged<HistoryItem>>("history?pageSize=12&includeMovie=true&sortKey=date&sortDirection=descending"),
  refetchInterval: untold,
});

export const missing = queryOptions({
  queryKey: keys.missing,
  queryFn: () => get<Paged<unknown>>("wanted/missing?pageSize=1"),
  refetchInterval: untold,
});

export const cutoff = queryOptions({
  queryKey: keys.cutoff,
  queryFn: () => get<Paged<unknown>>("wanted/cutoff?pageSize=1"),
  refetchInterval: untold,
});

export const disk = queryOptions({
  queryKey: keys.disk,
  queryFn: () => get<DiskSpace[]>("diskspace"),
  refetchInterval: 60_000,
});
