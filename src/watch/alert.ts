/**
 * Room 8, the atom: an alert. What is told to people and machines when something breaks, goes on being broken, or works again.
 */
import type { Certainty, Severity } from '../triage/index.ts';

export const EDGES = ['raised', 'repeated', 'recovered'] as const;
/** `raised`: it broke; `repeated`: it broke again since it was told; `recovered`: it works again. */
export type Edge = (typeof EDGES)[number];

/** One end of the connection; null where the log did not say. */
export interface AlertEnd {
  readonly host: string | null;
  readonly port: number | null;
  /** The IKE identity. Chosen by the peer, who may be a stranger: every sink makes it safe for where it goes. */
  readonly id: string | null;
}

/** One of those that a grouped alert is about. */
export interface AlertMember {
  /** Name of the connection, or its pair of addresses. */
  readonly connection: string;
  /** The CHILD_SA, where it is about one. */
  readonly child: string | null;
  /** The peer's address. */
  readonly host: string | null;
  /** It works again. */
  readonly isUp: boolean;
}

export interface AlertGroup {
  /** What they have in common beside the machine: the cause, or the cause and the peer's address. */
  readonly by: 'cause' | 'peer';
  /** How many they are, and how many of them do not work. */
  readonly size: number;
  readonly broken: number;
  /** The first fifty, what is broken first. */
  readonly connections: readonly AlertMember[];
}

/**
 * An alert. Text in it is the log's own, unescaped: each sink makes it safe for where it goes. Every field is plain data: an alert survives
 * JSON.stringify and JSON.parse unchanged, as it waits in the spool.
 */
export interface Alert {
  /** What is broken: the same for every edge of one connection and cause, and over restarts. */
  readonly id: string;
  /** Idempotency key: the same for every delivery of this very alert, and of no other. */
  readonly key: string;
  readonly edge: Edge;
  /** Time of the log line that made it. ISO 8601. */
  readonly at: string;
  readonly severity: Severity;
  /** Name of the connection, or its pair of addresses; null when it is about the daemon, a group of strangers, or several (`group`). */
  readonly connection: string | null;
  /** Host and program of the daemon that logged it. */
  readonly daemon: { readonly host: string | null; readonly program: string | null };
  readonly local: AlertEnd;
  readonly remote: AlertEnd;
  /** A symptom of report-interface.md, or `missing`: a connection that is expected up is not. */
  readonly symptom: string;
  /** The first cause: an id of the catalogue, or `missing`. */
  readonly cause: string;
  readonly certainty: Certainty;
  /** One sentence with the values in it. */
  readonly summary: string;
  /** What to do, one sentence each: `local: ...`, `peer: ...`, `network: ...`. */
  readonly fix: readonly string[];
  /** The log lines that prove it. */
  readonly evidence: readonly { readonly source: string; readonly line: number; readonly text: string }[];
  /** How often it was seen since it was raised. */
  readonly count: number;
  /** ISO 8601. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Since when the connection is down; null when it is up (a warning), or when it was never seen up. ISO 8601. */
  readonly downSince: string | null;
  /** Of `recovered`: how long the connection was down, in seconds; null when that is not known. */
  readonly downtime: number | null;
  /** Several connections that broke together; null when it is about one. */
  readonly group: AlertGroup | null;
}
