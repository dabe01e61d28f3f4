/**
 * Room 8: what every sink is. An alert enters; the promise says whether it arrived. Sinks make text safe for where it goes, and know nothing of
 * retries: delivery.ts asks again.
 */
import type { Alert } from '../alert.ts';

export interface Sink {
  /** Unique among the sinks of a run: lower case letters, digits, `-` and `_`. Names its directory in the spool, and labels metrics. */
  readonly name: string;
  /**
   * Resolves when the alert arrived; the same alert (by its `key`) may come again. Rejects with a DeliveryFailure. When `signal` aborts (time
   * is up, or the program ends) the attempt is given up at once.
   */
  deliver(alert: Alert, signal: AbortSignal): Promise<void>;
}

/** What may be a sink's name: it becomes the name of a directory. */
export const SINK_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Why an attempt failed. The message is one sentence without a full stop and has no secret (an URL's path, a token) in it. */
export class DeliveryFailure extends Error {
  /** True: the receiver understood and refused; the same alert would be refused again. */
  readonly isFinal: boolean;
  /** How long the receiver asked to be left alone, in milliseconds; 0 when it did not. */
  readonly retryAfter: number;

  constructor(message: string, isFinal: boolean, retryAfter = 0) {
    super(message);
    this.name = 'DeliveryFailure';
    this.isFinal = isFinal;
    this.retryAfter = retryAfter;
  }
}

/** At most `length` UTF-16 units of a text, an ellipsis where something is missing. Never cuts a character in two. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = length - 1;
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end)}…`;
}

/** The alert as one end of a sentence sees it: `home (203.0.113.9)`, or whichever of the two is known; `40 connections` of a group. Raw text. */
export function subjectOf(alert: Alert): string {
  const { connection, group } = alert;
  const host = alert.remote.host;
  if (group !== null) return `${group.size} connections${host === null ? '' : ` with ${host}`}`;
  if (connection === null) return host ?? alert.daemon.host ?? 'the daemon';
  return host === null || connection.includes(host) ? connection : `${connection} (${host})`;
}

/**
 * A time of an alert in milliseconds since 1970 UTC; `otherwise` where it cannot be read. A log that states no zone gives a time without offset,
 * whose fields are taken for UTC, as everywhere (views/times.ts).
 */
export function instantOf(iso: string, otherwise: number): number {
  const at = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
  return Number.isNaN(at) ? otherwise : at;
}

/** The connections of a group, one line each: `home{net} (203.0.113.9)`, and how many are not listed. Raw text; empty when it is about one. */
export function membersOf({ group }: Alert, most: number): string[] {
  if (group === null) return [];
  const lines = group.connections.slice(0, most).map(({ connection, child, host, isUp }) => {
    const name = child === null ? connection : `${connection}{${child}}`;
    const where = host === null || connection.includes(host) ? '' : ` (${host})`;
    return `${name}${where}${isUp ? ', works again' : ''}`;
  });
  return group.size > lines.length ? [...lines, `and ${group.size - lines.length} more`] : lines;
}
