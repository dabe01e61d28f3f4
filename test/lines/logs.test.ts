/**
 * Real logs beside the project, when they are there: every line that charon wrote is recognised as such.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLines } from '../fixtures/read-lines.ts';

const SHARED = join(import.meta.dirname, '../../../shared');
const LAB = join(SHARED, 'charon-lab-logs');
const SCALE = join(SHARED, 'real/scale-100');

/** Own reading of a line, by the book: charon-log-facts.md 1.8. */
const LINE = /^(?:.*? )?(\d{2,})\[([A-Z]{3})([0-4])?\](?: <(?:(.*?)\|)?(\d+)>)? (.*)$/;

function byTheBook(path: string) {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, thread, group, level, name, id, text] = LINE.exec(line)!;
      return {
        thread: Number(thread),
        group,
        level: level === undefined ? -1 : Number(level),
        tag: id === undefined ? '' : name === undefined ? `<${id}>` : `<${name}|${id}>`,
        text,
      };
    });
}

function logsOf(version: string): string[] {
  return readdirSync(join(LAB, version)).flatMap((scenario) =>
    readdirSync(join(LAB, version, scenario))
      .filter((name) => name.endsWith('.log'))
      .map((name) => join(LAB, version, scenario, name)),
  );
}

describe.skipIf(!existsSync(LAB))('logs of the lab (skipped where ../shared is absent)', () => {
  test.each(['5.9.8', '6.0.6'])("%s: every line is charon's, none is a copy, none is out of order", (version) => {
    const odd: unknown[] = [];
    for (const path of logsOf(version)) {
      const { counts, records } = readLines(readFileSync(path));
      if (
        counts.charonLines !== counts.lines ||
        counts.duplicates > 0 ||
        counts.order !== 'oldest-first' ||
        records.length < counts.lines
      )
        odd.push([path, counts]);
    }
    expect(odd).toEqual([]);
  });

  test('the same messages in the same order in all shapes of one run', () => {
    for (const scenario of readdirSync(join(LAB, '6.0.6')).slice(0, 30)) {
      const path = (shape: string) => join(LAB, '6.0.6', scenario, shape);
      if (!existsSync(path('a.json.log'))) continue;
      const strip = (name: string) =>
        readLines(readFileSync(path(name))).records.map(({ thread, group, text }) => `${thread}${group}${text}`);
      expect(strip('a.plain.log')).toEqual(strip('a.l1.log'));
      expect(strip('a.json.log')).toEqual(strip('a.l1.log'));
    }
  });

  test('every field as the book reads it', () => {
    for (const scenario of readdirSync(join(LAB, '5.9.8')).slice(0, 30)) {
      const path = join(LAB, '5.9.8', scenario, 'b.l1.log');
      if (!existsSync(path)) continue;
      const records = readLines(readFileSync(path)).records.map(({ thread, group, level, tag, text }) => ({
        thread,
        group,
        level,
        tag,
        text,
      }));
      expect(records).toEqual(byTheBook(path));
    }
  });
});

describe.skipIf(!existsSync(SCALE))('100 connections at once (skipped where ../shared is absent)', () => {
  test('the journal as JSON and as text are the same messages', () => {
    const json = readLines(readFileSync(join(SCALE, 'journal-json.log')));
    const short = readLines(readFileSync(join(SCALE, 'journal-short-precise.log')));
    expect(json.counts).toMatchObject({ charonLines: json.counts.lines, dialect: 'journal-json', duplicates: 0 });
    expect(short.counts).toMatchObject({ charonLines: json.counts.lines, dialect: 'journal-short', duplicates: 0 });
    const of = (reading: typeof json) => reading.records.map(({ at, pid, text }) => `${at} ${pid} ${text}`);
    expect(of(short)).toEqual(of(json));
  });

  test('with and without tag (two loggers may order threads differently)', () => {
    const named = readLines(readFileSync(join(SCALE, 'moon/named.log')), { chop: [7777] });
    const plain = readLines(readFileSync(join(SCALE, 'moon/plain.log')));
    const of = (reading: typeof named) =>
      reading.records.map(({ thread, group, text, at }) => `${thread}${group}${at}${text}`).sort();
    expect(of(plain)).toEqual(of(named));
    expect(named.records.some((record) => record.tag.startsWith('<c0'))).toBe(true);
  });
});
