/** Room 8, watch: findings become alerts, while following. The door. */
export { type Alert, type AlertEnd, EDGES, type Edge } from './alert.ts';
export { type AlertingOptions, createAlerting, type Mood, type SavedAlerting } from './alerting.ts';
export type { Connection } from './connections.ts';
