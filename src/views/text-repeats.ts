/**
 * Room 7: stretches of a timeline that repeat, as a rekeying that fails every ten seconds or succeeds every hour does: shown once, then
 * counted.
 */
import type { TimelineEntry } from '../sessions/index.ts';

/** A stretch that was just shown comes `times` more, `from` to `to`. */
export interface Repeat {
  readonly times: number;
  readonly from: TimelineEntry;
  readonly to: TimelineEntry;
}

/** Entries of the longest stretch that is looked for: a reauthentication with certificates. */
const LONGEST = 24;
/** A stretch of two or less has to come three times to be worth folding. */
const SHORT = 2;

/** What makes two entries alike: the same message with the same payloads, or the same remark whatever its numbers. */
function likeness({ event, kind, side }: TimelineEntry): string {
  if (event.type === 'message.generated' || event.type === 'message.parsed') {
    const { exchange, direction, payloads } = event.fields;
    return `${side} ${kind} ${exchange} ${direction} ${payloads}`;
  }
  return `${side} ${event.type}`;
}

/** How often the `length` keys at `at` come again right behind. */
function repeatsAt(keys: readonly string[], at: number, length: number): number {
  let times = 0;
  for (let from = at + length; from + length <= keys.length; from += length) {
    for (let i = 0; i < length; i++) if (keys[from + i] !== keys[at + i]) return times;
    times++;
  }
  return times;
}

/** The entries in order; in place of a stretch's repetitions one Repeat. */
export function foldRepeats(entries: readonly TimelineEntry[]): (TimelineEntry | Repeat)[] {
  const keys = entries.map(likeness);
  const out: (TimelineEntry | Repeat)[] = [];
  for (let at = 0; at < entries.length; ) {
    let best = { length: 1, times: 0 };
    for (let length = 1; length <= LONGEST && at + 2 * length <= entries.length; length++) {
      const times = repeatsAt(keys, at, length);
      const isWorth = times > (length <= SHORT ? 1 : 0);
      if (isWorth && times * length > best.times * best.length) best = { length, times };
    }
    out.push(...entries.slice(at, at + best.length));
    const end = at + best.length * (best.times + 1);
    if (best.times > 0) out.push({ times: best.times, from: entries[at + best.length]!, to: entries[end - 1]! });
    at = end;
  }
  return out;
}
