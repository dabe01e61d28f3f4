import { describe, expect, test } from 'vitest';
import { OperationalError } from '../../src/errors.ts';
import { createZone, offsetOf } from '../../src/lines/zone.ts';

const utc = (text: string) => Date.parse(`${text}Z`);
const iso = (at: number) => new Date(at).toISOString().slice(0, 19);

describe('offsets', () => {
  test.each([
    ['Z', 0],
    ['UTC', 0],
    ['+0200', 120],
    ['+02:00', 120],
    ['-0330', -210],
    ['-03', -180],
    ['Europe/Berlin', Number.NaN],
    ['+2', Number.NaN],
    ['+99:00', Number.NaN],
  ])('%s', (text, expected) => {
    expect(offsetOf(text)).toBe(expected);
  });
});

describe('local time becomes UTC', () => {
  test.each([
    ['winter', 'Europe/Berlin', '2026-01-15T12:00:00', '2026-01-15T11:00:00'],
    ['summer', 'Europe/Berlin', '2026-07-15T12:00:00', '2026-07-15T10:00:00'],
    ['half hours', 'Asia/Kolkata', '2026-07-15T12:00:00', '2026-07-15T06:30:00'],
    ['south', 'Australia/Sydney', '2026-01-15T12:00:00', '2026-01-15T01:00:00'],
    ['hour that the clock leaves out', 'Europe/Berlin', '2026-03-29T02:30:00', '2026-03-29T01:30:00'],
    ['before it', 'Europe/Berlin', '2026-03-29T01:59:59', '2026-03-29T00:59:59'],
    ['after it', 'Europe/Berlin', '2026-03-29T03:00:00', '2026-03-29T01:00:00'],
    ['offset', '-03:00', '2026-07-15T12:00:00', '2026-07-15T15:00:00'],
    ['UTC', 'UTC', '2026-07-15T12:00:00', '2026-07-15T12:00:00'],
  ])('%s', (_name, zone, civil, expected) => {
    expect(iso(createZone(zone).toUtc(utc(civil), Number.NaN))).toBe(expected);
  });

  test('the hour that comes twice keeps order', () => {
    const zone = createZone('Europe/Berlin');
    let last = Number.NaN;
    const result = ['01:50:00', '02:10:00', '02:50:00', '02:05:00', '02:55:00', '03:10:00'].map((clock) => {
      last = zone.toUtc(utc(`2026-10-25T${clock}`), last);
      return iso(last).slice(11);
    });
    expect(result).toEqual(['23:50:00', '00:10:00', '00:50:00', '01:05:00', '01:55:00', '02:10:00']);
  });

  test("the machine's zone is taken without a name", () => {
    const at = utc('2026-07-15T12:00:00');
    expect(createZone(undefined).offsetAt(at)).toBe(0 - new Date(at).getTimezoneOffset());
  });

  test('a zone that does not exist is an error with a next step', () => {
    expect(() => createZone('Mars/Olympus')).toThrow(OperationalError);
    expect(() => createZone('Mars/Olympus')).toThrow(/neither a zone/);
  });
});
