/**
 * Room 8: the bound on alerts per minute. Alerts enter in the order in which they are due and leave as fast as the bound allows; one about what is over
 * before it was told is taken out again.
 */
import type { Alert } from './alert.ts';

/** More are not kept waiting; the oldest is dropped, and counted. */
const MAX_WAITING = 10_000;
const MINUTE = 60_000;

export interface SavedQueue {
  readonly waiting: readonly Alert[];
  /** Clock times of what was told within the last minute. */
  readonly recent: readonly number[];
  readonly dropped: number;
}

export function createQueue(emit: (alert: Alert) => void, saved?: SavedQueue) {
  const waiting: Alert[] = [...(saved?.waiting ?? [])];
  let recent: number[] = [...(saved?.recent ?? [])];
  let dropped = saved?.dropped ?? 0;

  return {
    add(alert: Alert): void {
      if (waiting.length >= MAX_WAITING) {
        waiting.shift();
        dropped++;
      }
      waiting.push(alert);
    },
    /** Hands on what may be told at `now`. */
    pump(now: number, perMinute: number): void {
      // A clock that was set back must not silence the program.
      recent = recent.filter((at) => now - at < MINUTE && at <= now);
      while (waiting.length > 0 && recent.length < perMinute) {
        recent.push(now);
        emit(waiting.shift()!);
      }
    },
    /** Takes out what waits of an incident. True when its `raised` was among it: nobody knows of it yet. */
    withdraw(id: string): boolean {
      let wasRaised = false;
      for (let i = waiting.length - 1; i >= 0; i--) {
        if (waiting[i]!.id !== id) continue;
        wasRaised ||= waiting[i]!.edge === 'raised';
        waiting.splice(i, 1);
      }
      return wasRaised;
    },
    has: (id: string) => waiting.some((alert) => alert.id === id),
    get waiting() {
      return waiting.length;
    },
    dropped: () => dropped,
    save: (): SavedQueue => ({ waiting: [...waiting], recent: [...recent], dropped }),
  };
}
