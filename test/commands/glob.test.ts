// Patterns of includes, as glob(3) has them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expand, fits } from '../../src/commands/glob.ts';

test.each([
  ['*.conf', 'a.conf', true],
  ['*.conf', '.conf', false],
  ['.*', '.conf', true],
  ['*', 'a', true],
  ['a*b*c', 'axxbyyc', true],
  ['a*b*c', 'axxbyy', false],
  ['?.conf', 'a.conf', true],
  ['?.conf', '.conf', false],
  ['[ab].conf', 'b.conf', true],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[^a]x', 'bx', true],
  ['[]]x', ']x', true],
  ['[x', '[x', true],
  ['**', 'abc', true],
  ['a', 'b', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(fits(pattern, name)).toBe(expected);
});

test('many stars take no long time', () => {
  expect(fits('*a'.repeat(50), `${'a'.repeat(200)}b`)).toBe(false);
});

describe('expand', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ike-trace-glob-'));
    for (const path of ['conf.d', 'conf.e']) mkdirSync(join(directory, path));
    for (const path of [
      'conf.d/b.conf',
      'conf.d/a.conf',
      'conf.d/B.conf',
      'conf.e/x.conf',
      'conf.d/a.txt',
      'conf.d/.h.conf',
    ])
      writeFileSync(join(directory, path), '');
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test.each([
    ['conf.d/*.conf', ['conf.d/B.conf', 'conf.d/a.conf', 'conf.d/b.conf']],
    ['conf.?/*.conf', ['conf.d/B.conf', 'conf.d/a.conf', 'conf.d/b.conf', 'conf.e/x.conf']],
    ['conf.d/a.conf', ['conf.d/a.conf']],
    ['nowhere/*.conf', []],
    ['conf.d/../conf.e/*', ['conf.e/x.conf']],
  ])('%s', (pattern, expected) => {
    expect(expand(join(directory, pattern))).toEqual(expected.map((path) => join(directory, path)));
  });
});
