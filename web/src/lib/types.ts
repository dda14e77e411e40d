/** The members of v3 resources that these pages read. */

export interface Paged<T> {
  totalRecords: number;
  records: T[];
}

export interface SystemStatus {
  version: string;
  appData: string;
  osName?: string;
  databaseType?: string;
  databaseVersion?: string;
  startTime: string;
  cinearr?: { version?: string };
}

export interface HealthItem {
  source: string;
  type: "ok" | "notice" | "warning" | "error";
  message: string;
}

export interface Quality {
  quality: { id: number; name: string };
}

export interface QueueItem {
  id: number;
  movieId?: number;
  movie?: { title: string; year: number };
  title: string;
  quality?: Quality;
  size: number;
  sizeleft: number;
  timeleft?: string;
  status: string;
  trackedDownloadState?: string;
  trackedDownloadStatus?: string;
  statusMessages?: { title: string; messages: string[] }[];
  errorMessage?: string;
  downloadClient?: string;
  indexer?: string;
}

export interface Task {
  id: number;
  name: string;
  taskName: string;
  interval: number;
  lastExecution: string;
  lastDuration: string;
  nextExecution: string;
}

export interface Command {
  id: number;
  name: string;
  commandName: string;
  message?: string;
  status: "queued" | "started" | "completed" | "failed" | "aborted" | "cancelled" | "orphaned";
  queued: string;
  started?: string;
  ended?: string;
}

export interface HistoryItem {
  id: number;
  eventType: string;
  sourceTitle: string;
  date: string;
  quality?: Quality;
  movie?: { title: string; year: number };
}

export interface DiskSpace {
  path: string;
  freeSpace: number;
  totalSpace: number;
}
