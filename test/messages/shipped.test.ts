import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OperationalError } from '../../src/errors.ts';
import { readStories, readWords } from '../../src/messages/artefact.ts';
import {
  artefactFiles,
  buildArtefact,
  loadDirectory,
  loadShipped,
  loadShippedStories,
  loadValid,
  mergePatterns,
  SHIPPED_DIRECTORY,
} from '../../src/messages/shipped.ts';
import { patternsSaying } from './texts.ts';

const { patterns, complaints } = loadDirectory(SHIPPED_DIRECTORY);
let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe('the artefact', () => {
  test('is what the pattern files give', () => {
    const into = join(directory, 'built');
    expect(complaints).toEqual([]);
    expect(buildArtefact(SHIPPED_DIRECTORY, into)).toBe(patterns.length);
    const files = artefactFiles(into);
    expect(readWords(readFileSync(files.words, 'utf8'))).toEqual(
      patterns.map(({ name, means, groups, levels, ids, yields, says }) => ({
        name,
        means,
        groups,
        levels,
        ids,
        yields,
        says,
      })),
    );
    expect(readStories(readFileSync(files.stories, 'utf8'))).toEqual(
      patterns.map(({ tells, source, file, line, samples }) => ({
        tells,
        source,
        file: file.slice(file.lastIndexOf('patterns/')),
        line,
        samples,
      })),
    );
  });

  test('is what loadShipped reads', () => {
    expect(loadShipped().map(({ name }) => name)).toEqual(patterns.map(({ name }) => name));
    expect([...loadShippedStories().keys()]).toEqual(patterns.map(({ name }) => name));
  });

  test('is not built from files with a mistake', () => {
    const from = join(directory, 'wrong');
    mkdirSync(from);
    writeFileSync(join(from, 'a.pattern'), 'pattern a\n  from IKE 1\n');
    expect(() => buildArtefact(from, join(directory, 'nowhere'))).toThrow(/a\.pattern:1:1: pattern a lacks `says`/);
  });
});

describe('a directory', () => {
  test('is read with those below it, in the order of names', () => {
    const from = join(directory, 'several');
    mkdirSync(join(from, 'vendors'), { recursive: true });
    for (const name of ['b', 'a', 'vendors/c']) {
      writeFileSync(
        join(from, `${name}.pattern`),
        `pattern ${name.replace('/', '-')}\n  from IKE 1\n  says from ${name}\n`,
      );
    }
    writeFileSync(join(from, 'notes.txt'), 'no pattern');
    expect(loadValid(from).map(({ name, file }) => [name, file])).toEqual([
      ['a', join(from, 'a.pattern')],
      ['b', join(from, 'b.pattern')],
      ['vendors-c', join(from, 'vendors/c.pattern')],
    ]);
  });

  test('that is not there is an operational error', () => {
    expect(() => loadDirectory(join(directory, 'absent'))).toThrow(OperationalError);
  });

  test('that is a file is an operational error', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(() => loadDirectory(file)).toThrow(OperationalError);
  });
});

test("the user's patterns replace shipped ones of their name and are marked", () => {
  const [p0, p1] = patternsSaying('one thing', 'another thing');
  const merged = mergePatterns([p0!, p1!], patternsSaying('the same thing'));
  expect(merged.map(({ name, says, isAdded }) => [name, says[0], isAdded === true])).toEqual([
    ['p1', 'another thing', false],
    ['p0', 'the same thing', true],
  ]);
});
