/**
 * Room 6: the retransmission schedule of this side, as the gaps between its packets tell it (libcharon/sa/ikev2/task_manager_v2.c: the n-th
 * wait is retransmit_timeout * retransmit_base ^ n). Times of sending enter, the settings of strongswan.conf leave.
 */

export interface Schedule {
  /** retransmit_timeout, in seconds. */
  readonly timeout: number;
  /** retransmit_base. */
  readonly base: number;
  /** retransmit_tries; null while it has not given up. */
  readonly tries: number | null;
}

/** charon's defaults: 4.0 s, 1.8, 5 times, given up after 165 s. */
export const DEFAULT_SCHEDULE: Schedule = { timeout: 4, base: 1.8, tries: 5 };

/** Gaps shorter than this, in milliseconds, tell nothing in a log of whole seconds. */
const LEAST_GAP_MS = 3000;

/**
 * The schedule that explains the times (milliseconds, ascending) of the first sending and of each retransmission. `gaveUpAt` is NaN while it has not given up.
 * Null when the times do not tell: fewer than two retransmissions, none of them with a time, or gaps too short for the clock.
 */
export function scheduleOf(sentAt: readonly number[], gaveUpAt: number): Schedule | null {
  const gaps = sentAt.slice(1).map((at, i) => at - sentAt[i]!);
  if (gaps.length < 2 || gaps.some((gap) => !(gap > 0))) return null;
  const isWhole = sentAt.every((at) => at % 1000 === 0);
  const first = gaps[0]!;
  const last = gaps.at(-1)!;
  if (isWhole && first < LEAST_GAP_MS) return null;
  const base = (last / first) ** (1 / (gaps.length - 1));
  return {
    timeout: round(first / 1000, isWhole ? 0 : 1),
    base: round(base, 1),
    tries: Number.isNaN(gaveUpAt) ? null : gaps.length,
  };
}

/** `2.0 s, base 1.5, 3 tries`, when it is not charon's default schedule as far as it was seen; else null. */
export function unusualSchedule(schedule: Schedule | null): string | null {
  if (schedule === null) return null;
  const { timeout, base, tries } = schedule;
  const isDefault =
    Math.abs(timeout - DEFAULT_SCHEDULE.timeout) <= 1 &&
    Math.abs(base - DEFAULT_SCHEDULE.base) <= 0.2 &&
    (tries === null || tries === DEFAULT_SCHEDULE.tries);
  if (isDefault) return null;
  return `retransmit_timeout ${timeout.toFixed(1)} s, retransmit_base ${base.toFixed(1)}${tries === null ? '' : `, retransmit_tries ${tries}`}`;
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
