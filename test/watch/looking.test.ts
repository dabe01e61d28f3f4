// The looks themselves, on real files and with a journalctl that a test wrote.
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createLooking, LOOK } from '../../src/commands/watch/looking.ts';
import { createSourceHealth, type Look, type SourceConfig } from '../../src/watch/index.ts';
import { temporaryDirectory } from '../intake/taker.ts';

const signal = new AbortController().signal;
const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

/** A program of that name which is found first. */
async function journalctl(script: string): Promise<void> {
  const directory = await temporaryDirectory();
  const program = join(directory, 'journalctl');
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  process.env.PATH = `${directory}${delimiter}${path}`;
}
const journal: SourceConfig = { kind: 'journal', unit: 'strongswan.service' };

test.each<[string, string, string | null, Look]>([
  ['nothing new', '', 's=a;i=1', { kind: 'journal', hasMore: false }],
  ['an entry behind the last one', 'echo "{}"', 's=a;i=1', { kind: 'journal', hasMore: true }],
  [
    'how it is asked',
    'case "$*" in *--unit=strongswan.service*--after-cursor=s=a\\;i=1*--lines=1*) echo "{}";; esac',
    's=a;i=1',
    { kind: 'journal', hasMore: true },
  ],
  ['an error', 'exit 1', null, { kind: 'failed', why: 'cannot be read: journalctl ends with 1' }],
  ['a crash', 'kill -SEGV $$', null, { kind: 'failed', why: 'cannot be read: journalctl ends with SIGSEGV' }],
])('the journal: %s', async (_, script, cursor, expected) => {
  await journalctl(script);
  expect(await LOOK(journal, { cursor }, signal)).toEqual(expected);
});

test('a journalctl that is not there is a look that failed', async () => {
  process.env.PATH = await temporaryDirectory();
  expect(await LOOK(journal, { cursor: null }, signal)).toEqual({
    kind: 'failed',
    why: 'cannot be read: journalctl ends with ENOENT',
  });
});

describe('files', () => {
  test('a file has its size', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'ten bytes\n');
    expect(await LOOK({ kind: 'follow', path: log }, { cursor: null }, signal)).toMatchObject({
      kind: 'file',
      size: 10,
    });
  });

  test.each([
    ['/nowhere/charon.log', { kind: 'missing' }],
    [`/${'x'.repeat(300)}`, { kind: 'failed', why: 'cannot be looked at (ENAMETOOLONG)' }],
  ])('%s', async (log, expected) => {
    expect(await LOOK({ kind: 'follow', path: log }, { cursor: null }, signal)).toEqual(expected);
  });
});

test('looks are made one at a time, at their intervals, and not after the end', () => {
  let clock = 0;
  const begun: { source: string; answer: (look: Look) => void }[] = [];
  const sources: SourceConfig[] = [{ kind: 'follow', path: '/a' }, journal, { kind: 'stdin' }];
  const health = createSourceHealth(
    [
      { stream: '/a', kind: 'follow' },
      { stream: 'journal:strongswan.service', kind: 'journal' },
      { stream: '-', kind: 'stdin' },
    ],
    () => clock,
  );
  const looking = createLooking(
    sources,
    health,
    (source) => new Promise((answer) => begun.push({ source: source.kind, answer })),
  );
  const kinds = () => begun.map(({ source }) => source);
  looking.tick(clock);
  expect(kinds()).toEqual(['follow', 'journal']);
  clock = 15_000;
  looking.tick(clock);
  expect(kinds()).toEqual(['follow', 'journal']);
  looking.stop();
  begun[0]!.answer({ kind: 'missing' });
  clock = 60_000;
  looking.tick(clock);
  expect(kinds()).toEqual(['follow', 'journal']);
});
