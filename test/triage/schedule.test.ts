import { describe, expect, test } from 'vitest';
import { scheduleOf, unusualSchedule } from '../../src/triage/schedule.ts';

/** Times of sending with these waits, in seconds, from `at` on. */
const times = (waits: readonly number[], at = 1_795_000_000_123) => {
  let now = at;
  return [now, ...waits.map((wait) => (now += wait * 1000))];
};

describe('the schedule', () => {
  test.each([
    ['charon by default', times([4, 7.2, 12.96, 23.33, 41.99]), 1, { timeout: 4, base: 1.8, tries: 5 }],
    ['not yet given up', times([4, 7.2, 12.96]), Number.NaN, { timeout: 4, base: 1.8, tries: null }],
    ['a short one', times([1, 1, 1]), 1, { timeout: 1, base: 1, tries: 3 }],
    ['whole seconds', times([4, 7, 13, 24, 42], 1_795_000_000_000), 1, { timeout: 4, base: 1.8, tries: 5 }],
    ['whole seconds, too short to tell', times([1, 2, 4], 1_795_000_000_000), 1, null],
    ['one retransmission', times([4]), 1, null],
    ['no times', [Number.NaN, Number.NaN, Number.NaN], 1, null],
    ['a clock that ran back', times([4, -3600, 12]), 1, null],
  ])('of %s', (_, sentAt, gaveUpAt, schedule) => {
    expect(scheduleOf(sentAt, gaveUpAt)).toEqual(schedule);
  });

  test.each([
    [{ timeout: 4, base: 1.8, tries: 5 }, null],
    [{ timeout: 4.2, base: 1.8, tries: null }, null],
    [{ timeout: 4, base: 1.8, tries: 3 }, 'retransmit_timeout 4.0 s, retransmit_base 1.8, retransmit_tries 3'],
    [{ timeout: 1, base: 1, tries: null }, 'retransmit_timeout 1.0 s, retransmit_base 1.0'],
    [null, null],
  ])('%j is told as %j', (schedule, told) => {
    expect(unusualSchedule(schedule)).toBe(told);
  });
});
