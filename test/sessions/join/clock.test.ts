// How far two clocks are apart: bounds from packets either way in, an estimate out.
import { describe, expect, test } from 'vitest';
import { type Bound, estimateOffset, offsetAt } from '../../../src/sessions/join/clock.ts';

const HOUR = 3_600_000;
/** A packet that this end sent at `at` came `delay` later, by a clock that is `ahead`; and one that the peer sent. */
const there = (at: number, ahead: number, delay: number): Bound => ({
  at,
  low: Number.NEGATIVE_INFINITY,
  high: ahead + delay,
});
const back = (at: number, ahead: number, delay: number): Bound => ({
  at,
  low: ahead - delay,
  high: Number.POSITIVE_INFINITY,
});

describe('the offset', () => {
  test.each([
    ['equal delays', [there(0, 500, 4), back(5, 500, 4)], 500, 4],
    [
      'the quickest packets bound it',
      [there(0, -20, 90), there(9, -20, 2), back(20, -20, 30), back(40, -20, 2)],
      -20,
      2,
    ],
    ['a slow way and a quick one', [there(0, 0, 10), back(5, 0, 2)], 4, 6],
  ] as const)('%s', (_, bounds, offsetMs, uncertaintyMs) => {
    expect(estimateOffset(bounds)).toMatchObject({ offsetMs, uncertaintyMs, driftPpm: 0, isOneWay: false });
  });

  test('of packets of one direction only is half a guess, and says so', () => {
    expect(estimateOffset([there(0, 2000, 3), there(50, 2000, 1)])).toMatchObject({
      offsetMs: 1501,
      uncertaintyMs: 500,
      isOneWay: true,
    });
  });

  test('of nothing is not known', () => {
    expect(estimateOffset([])).toBeNull();
  });

  test.each([
    ['an hour', HOUR + 20, 1],
    ['five hours and a half behind', -5.5 * HOUR, -5.5],
    ['37 s are no zone', 37_000, 0],
    ['two days are no zone', -48 * HOUR, 0],
    ['an hour and a minute are none', HOUR + 60_000, 0],
  ])('as a time zone: %s', (_, ahead, zoneHours) => {
    expect(estimateOffset([there(0, ahead, 2), back(5, ahead, 2)])?.zoneHours).toBe(zoneHours);
  });
});

describe('a clock that drifts', () => {
  // 50 ppm: 180 ms an hour.
  const aheadAt = (at: number) => 1000 + at * 50e-6;
  const bounds = Array.from({ length: 48 }, (_, i) => i * (HOUR / 2)).flatMap((at) => [
    there(at, aheadAt(at), 3),
    back(at + 10, aheadAt(at + 10), 3),
  ]);
  const offset = estimateOffset(bounds);

  test('is seen to', () => {
    expect(offset?.driftPpm).toBeCloseTo(50, 0);
    expect(Math.abs(offset!.offsetMs - aheadAt(23.5 * HOUR))).toBeLessThanOrEqual(offset!.uncertaintyMs + 1);
  });

  test.each([0, 5.25 * HOUR, 12 * HOUR, 23 * HOUR])('at %d ms has the offset of that time', (at) => {
    expect(Math.abs(offsetAt(offset!, at) - aheadAt(at))).toBeLessThan(100);
  });
});
