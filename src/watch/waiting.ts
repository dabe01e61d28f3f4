/**
 * Room 8: the alerts that wait for one sink, and which is next. Pure: no clock, no disk.
 *
 * Alerts of one id leave in the order they came, so that `recovered` never overtakes `raised`. Between different ids the oldest goes first, but
 * one that failed again and again lets the others pass: a receiver that chokes on one alert still gets the rest.
 */
import type { Alert } from './alert.ts';

export interface WaitingAlert {
  readonly alert: Alert;
  /** What it weighs: the length of its JSON, in UTF-16 units. */
  readonly size: number;
  /** When it was queued, milliseconds since 1970 UTC. */
  readonly since: number;
  /** Its file in the spool; null while it is in memory only. */
  file: string | null;
  /** Attempts that failed. */
  attempts: number;
}

/** After as many failures an alert lets others pass. */
const PATIENCE = 5;

export interface WaitingBounds {
  readonly maxAlerts: number;
  readonly maxSize: number;
  /** Milliseconds; 0 for no end. */
  readonly maxAge: number;
}

export function createWaiting(bounds: WaitingBounds) {
  /** In order of arrival. Invariant: at most `maxAlerts` long and `maxSize` heavy, but for one that is being delivered. */
  const waiting = new Set<WaitingAlert>();
  const keys = new Set<string>();
  let size = 0;
  /** The one that is being delivered; it is not given up. */
  let taken: WaitingAlert | null = null;

  function remove(entry: WaitingAlert): void {
    if (!waiting.delete(entry)) return;
    keys.delete(entry.alert.key);
    size -= entry.size;
    if (taken === entry) taken = null;
  }

  /** Whom to give up when there are too many: what only says again what was said, then the oldest. */
  function victim(): WaitingAlert | null {
    let oldest: WaitingAlert | null = null;
    for (const entry of waiting) {
      if (entry === taken) continue;
      if (entry.alert.edge === 'repeated') return entry;
      oldest ??= entry;
    }
    return oldest;
  }

  /** Adds one. Gives those that had to go for it; it may be among them. */
  function add(entry: WaitingAlert): WaitingAlert[] {
    waiting.add(entry);
    keys.add(entry.alert.key);
    size += entry.size;
    const gone: WaitingAlert[] = [];
    while (waiting.size > bounds.maxAlerts || size > bounds.maxSize) {
      const out = victim();
      if (out === null) break;
      remove(out);
      gone.push(out);
    }
    return gone;
  }

  /** Takes out those that wait for longer than they may. */
  function expire(now: number): WaitingAlert[] {
    if (bounds.maxAge === 0) return [];
    const old = [...waiting].filter((entry) => entry !== taken && now - entry.since > bounds.maxAge);
    for (const entry of old) remove(entry);
    return old;
  }

  /** The one to deliver now; null when none waits. It stays in the queue until it is removed. */
  function take(): WaitingAlert | null {
    const seen = new Set<string>();
    let best: WaitingAlert | null = null;
    const rank = (entry: WaitingAlert) => Math.floor(entry.attempts / PATIENCE);
    for (const entry of waiting) {
      if (seen.has(entry.alert.id)) continue;
      seen.add(entry.alert.id);
      if (best === null || rank(entry) < rank(best)) best = entry;
      if (rank(best) === 0) break;
    }
    taken = best;
    return best;
  }

  return {
    add,
    remove,
    expire,
    take,
    /** The one that was taken is not being delivered any more. */
    release: (): void => {
      taken = null;
    },
    has: (key: string) => keys.has(key),
    all: waiting as ReadonlySet<WaitingAlert>,
    size: () => size,
  };
}
