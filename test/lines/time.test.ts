import { describe, expect, test } from 'vitest';
import { createMoment, readFreeTime } from '../../src/lines/time-free.ts';
import { NOW, readLines, readSources, sourceOf } from '../fixtures/read-lines.ts';

const times = (stamps: readonly string[], options = {}) =>
  readLines(
    stamps.map((stamp) => `${stamp} 13[IKE] text`),
    options,
  ).records.map((record) => record.at?.slice(0, 19) ?? null);

describe('the year that syslog lacks', () => {
  test('is the latest that is not in the future', () => {
    expect(times(['Nov 24 11:00:00'])).toEqual(['2026-11-24T11:00:00']);
    expect(times(['Nov 26 11:00:00'])).toEqual(['2025-11-26T11:00:00']);
  });

  test("grows over a year's end", () => {
    expect(times(['Dec 30 23:00:00', 'Dec 31 23:59:59', 'Jan  1 00:00:00', 'Feb  1 00:00:00'])).toEqual([
      '2025-12-30T23:00:00',
      '2025-12-31T23:59:59',
      '2026-01-01T00:00:00',
      '2026-02-01T00:00:00',
    ]);
  });

  test("lines out of order at a year's end", () => {
    expect(times(['Dec 31 23:59:59', 'Jan  1 00:00:00', 'Dec 31 23:59:59', 'Jan  1 00:00:01'])).toEqual([
      '2025-12-31T23:59:59',
      '2026-01-01T00:00:00',
      '2025-12-31T23:59:59',
      '2026-01-01T00:00:01',
    ]);
  });

  test('half a year of silence', () => {
    expect(times(['Feb  1 00:00:00', 'Sep  1 00:00:00'])).toEqual(['2026-02-01T00:00:00', '2026-09-01T00:00:00']);
  });

  test('a clock that ran back by months stays in its year', () => {
    expect(times(['Oct  1 00:00:00', 'Mar  1 00:00:00'])).toEqual(['2026-10-01T00:00:00', '2026-03-01T00:00:00']);
  });

  test('29 February needs a leap year', () => {
    expect(times(['Feb 28 10:00:00', 'Feb 29 10:00:00', 'Mar  1 10:00:00'])).toEqual([
      '2024-02-28T10:00:00',
      '2024-02-29T10:00:00',
      '2024-03-01T10:00:00',
    ]);
  });

  test('is what the user says', () => {
    expect(times(['Dec 31 10:00:00', 'Jan  1 10:00:00'], { year: 2019 })).toEqual([
      '2019-12-31T10:00:00',
      '2020-01-01T10:00:00',
    ]);
    expect(readLines('Dec 31 10:00:00 13[IKE] text\n', { year: 2019 }).counts.assumed).toEqual([]);
  });

  test('is seen from when the file was written', () => {
    expect(times(['Nov 23 10:00:00'], { writtenAt: () => Date.UTC(2021, 11, 1) })).toEqual(['2021-11-23T10:00:00']);
  });

  test('goes on over the files of a rotated set', () => {
    const [older, newer] = [
      sourceOf('charon.log.1', 0, false, 'charon.log'),
      sourceOf('charon.log', 1, false, 'charon.log'),
    ];
    const { records, inputs } = readSources([
      [older, 'Dec 31 10:00:00 13[IKE] a\n'],
      [newer, 'Jan  1 10:00:00 13[IKE] b\n'],
    ]);
    expect(records.map((record) => [record.source, record.line, record.at?.slice(0, 10)])).toEqual([
      ['charon.log.1', 1, '2025-12-31'],
      ['charon.log', 1, '2026-01-01'],
    ]);
    expect(inputs.map((counts) => counts.assumed)).toEqual([['year'], ['year']]);
  });

  test('files of a set written years apart', () => {
    const [older, newer] = [
      sourceOf('charon.log.1', 0, false, 'charon.log'),
      sourceOf('charon.log', 1, false, 'charon.log'),
    ];
    const written = new Map([
      [older, Date.UTC(2021, 5, 1)],
      [newer, Date.UTC(2024, 5, 1)],
    ]);
    const { records } = readSources(
      [
        [older, 'May  1 10:00:00 13[IKE] a\n'],
        [newer, 'May  1 10:00:00 13[IKE] b\n'],
      ],
      { writtenAt: (source) => written.get(source) },
    );
    expect(records.map((record) => record.at?.slice(0, 10))).toEqual(['2021-05-01', '2024-05-01']);
  });
});

describe('the zone that syslog lacks', () => {
  test('is the one given', () => {
    const { records, counts } = readLines('Jul 15 12:00:00 13[IKE] text\n', { timezone: 'Europe/Berlin' });
    expect(records[0]?.at).toBe('2026-07-15T10:00:00.000000Z');
    expect(counts.assumed).toEqual(['year']);
  });

  test('order holds over the hour that comes twice', () => {
    const clocks = ['01:59:59', '02:00:00', '02:59:59', '02:00:00', '02:30:00', '02:59:59', '03:00:00'];
    const result = times(
      clocks.map((clock) => `2026-10-25 ${clock}`),
      { timezone: 'Europe/Berlin' },
    );
    expect(result).toEqual([...result].sort());
    expect(result.at(-1)).toBe('2026-10-25T02:00:00');
  });

  test('a zone in the line is obeyed', () => {
    expect(times(['2026-10-25 12:00:00 +0500'], { timezone: 'Europe/Berlin' })).toEqual(['2026-10-25T07:00:00']);
  });

  test('what is assumed is said once', () => {
    const { counts } = readLines('Jul 15 12:00:00 13[IKE] text\n', { timezone: undefined as unknown as string });
    expect(counts.assumed).toEqual(['year', 'zone']);
  });
});

describe('time of day only', () => {
  test('midnight is the next day', () => {
    expect(times(['23:59:59', '00:00:01'])).toEqual(['2026-11-23T23:59:59', '2026-11-24T00:00:01']);
  });
});

describe('a clock that runs back', () => {
  test('is counted from a second on', () => {
    const { counts } = readLines(
      [
        '2026-11-23 09:00:09.000',
        '2026-11-23 09:00:10.500',
        '2026-11-23 09:00:10.400',
        '2026-11-23 09:00:01.000',
        '2026-11-23 09:00:02.000',
      ].map((stamp) => `${stamp} 13[IKE] a`),
    );
    expect(counts.clockBack).toBe(1);
  });

  test('two hosts with clocks of their own do not count', () => {
    const line = (clock: string, host: string) => `Nov 23 09:00:${clock} ${host} charon: 13[IKE] a${clock}${host}`;
    const { counts } = readLines(
      [line('50', 'a'), line('10', 'b'), line('51', 'a'), line('11', 'b'), line('52', 'a')],
      { live: true },
    );
    expect(counts.clockBack).toBe(0);
  });
});

describe('times as free text', () => {
  test.each([
    ['12:30', { clock: 45_000_000 }],
    ['2026-W', null],
    ['see also', null],
    ['12:30:15.250', { clock: 45_015_000, fraction: 250 }],
    ['31/12/2026 00:00:01', { year: 2026, month: 12, day: 31 }],
    ['12/31/2026 00:00:01', { year: 2026, month: 12, day: 31 }],
    ['20261123T090857', { year: 2026, month: 11, day: 23, clock: 32_937_000 }],
    ['Mon 23 Nov 2026 09:08:57 PM CET', { month: 11, day: 23, clock: 76_137_000, zone: 60 }],
    ['1795424937751', { epoch: 1_795_424_937_751 }],
    ['99:99:99', null],
    ['2026-13-01 10:00:00', null],
  ])('%s', (text, expected) => {
    const moment = createMoment();
    const bytes = Buffer.from(text);
    expect(readFreeTime(bytes, 0, bytes.length, moment) ? moment : null).toEqual(
      expected === null ? null : expect.objectContaining(expected),
    );
  });

  test('the present is asked for, never the clock', () => {
    expect(times(['Jan  1 00:00:00'], { now: () => Date.UTC(1999, 5, 1) })).toEqual(['1999-01-01T00:00:00']);
    expect(NOW).toBe(Date.UTC(2026, 10, 24, 12));
  });
});
