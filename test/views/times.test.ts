import { describe, expect, it } from 'vitest';
import { clockTime, dayOf, duration, isoTime } from '../../src/views/times.ts';

const AT = Date.UTC(2026, 10, 23, 23, 30, 5, 138);

describe('isoTime', () => {
  it.each([
    ['in UTC', AT, 0, true, '2026-11-23T23:30:05.138Z'],
    ['east of UTC, over midnight', AT, 60, true, '2026-11-24T00:30:05.138+01:00'],
    ['west of UTC by half hours', AT, -210, true, '2026-11-23T20:00:05.138-03:30'],
    ['epoch times have no zone and are UTC', AT, Number.NaN, true, '2026-11-23T23:30:05.138Z'],
    ['local time alone where the log states no zone', AT, 60, false, '2026-11-24T00:30:05.138'],
    ['whole seconds stay whole', AT - 138, 0, true, '2026-11-23T23:30:05Z'],
    ['no time', Number.NaN, 0, true, null],
    ['beyond what a date can be', 1e20, 0, true, null],
  ])('%s', (_, at, zone, isStated, iso) => {
    expect(isoTime(at, zone, isStated)).toBe(iso);
  });
});

describe('clockTime and dayOf', () => {
  it('show what the clock of the log showed', () => {
    expect(clockTime(AT, 60, true)).toBe('00:30:05.138');
    expect(clockTime(AT, 60, false)).toBe('00:30:05');
    expect(dayOf(AT, 60)).toBe('2026-11-24');
  });
  it('say nothing of what is unknown', () => {
    expect(clockTime(Number.NaN, 0, true)).toBe('');
    expect(dayOf(Number.NaN, 0)).toBe('');
  });
  it('seconds since the start of a machine have no day', () => {
    expect(dayOf(3_039_283, Number.NaN)).toBe('');
    expect(clockTime(3_039_283, Number.NaN, false)).toBe('00:50:39');
  });
});

describe('duration', () => {
  it.each([
    [0, '0 ms'],
    [38, '38 ms'],
    [4000, '4 s'],
    [7240, '7.2 s'],
    [165_066, '165 s'],
    [720_000, '12 min'],
    [12_240_000, '3.4 h'],
    [190_080_000, '2.2 d'],
    [-1500, '-1.5 s'],
    [Number.NaN, ''],
  ])('%d ms', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
