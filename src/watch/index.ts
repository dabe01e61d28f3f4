/** Room 8, watch: findings become alerts, while following. The door. */
export { type Alert, type AlertEnd, EDGES, type Edge } from './alert.ts';
export { createAlerting, type SavedAlerting } from './alerting.ts';
export { createBookmarks, type Reopened, type SavedBookmarks } from './bookmarks.ts';
export {
  ALERTING_DEFAULTS,
  parseConfig,
  readConfig,
  type SinkConfig,
  type SourceConfig,
  SPOOL_DEFAULTS,
  type WatchConfig,
} from './config.ts';
export { parseDuration } from './config-shape.ts';
export { type ConnectionReportOptions, createConnectionReport } from './connection-report.ts';
export type { Connection } from './connections.ts';
export { createDelivery, type Delivery, type LaneStats, type Leftovers, lost } from './delivery.ts';
export { createFailureLog } from './failure-log.ts';
export { lockDirectory } from './lock.ts';
export { createMetrics, type Metrics, type WatchFacts } from './metrics.ts';
export { type Health, openServer, parseListen, type WatchServer } from './server.ts';
export { createCommandSink } from './sinks/command.ts';
export { createLogSink } from './sinks/log.ts';
export type { Sink } from './sinks/sink.ts';
export { createWebhookSink, WEBHOOK_FORMATS } from './sinks/webhook.ts';
export {
  createSourceHealth,
  type Look,
  type Reached,
  type SourceHealth,
  type SourceState,
  type WatchedSource,
} from './source-health.ts';
export { createStateFile, DISK, type Disk, type StateFile } from './state-file.ts';
export type { AlertingOptions } from './telling.ts';
export type { SavedTrack } from './track.ts';
