// What is read as it comes, and several sources of a run, one after the other and side by side.
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource, openSources, type SourceSpec } from '../../src/intake/index.ts';
import { LINES, read, written } from './reading.ts';
import { createTaker, temporaryDirectory } from './taker.ts';

describe('pipes', () => {
  async function fifo(): Promise<string> {
    const path = join(await temporaryDirectory(), 'fifo');
    execFileSync('mkfifo', [path]);
    return path;
  }

  it('a FIFO is live: each write is shown at once, and its end is the end', async () => {
    const path = await fifo();
    const taker = createTaker();
    const { done } = openSource({ kind: 'file', path, stream: path }, taker.emit, { report: taker.report });
    const writer = openSync(path, 'w');
    writeSync(writer, 'one\n');
    await taker.until(() => taker.moments().at(-1) === 'idle');
    writeSync(writer, 'two\n');
    await taker.until(() => taker.moments().length === 5);
    closeSync(writer);
    await done;
    expect(taker.moments()).toEqual(['opened', 'one\n', 'idle', 'two\n', 'idle', 'end']);
    expect(taker.sources()[0]?.live).toBe(true);
  });

  it('a FIFO nobody writes to can be stopped', async () => {
    const path = await fifo();
    const taker = createTaker();
    const reading = openSource({ kind: 'file', path, stream: path }, taker.emit, { report: taker.report });
    await reading.stop();
    expect(taker.troubles()).toEqual([]);
  });

  it('standard input that is a pipe: all of a large input, held back by the taker', async () => {
    const path = await fifo();
    const child = spawn('sh', ['-c', 'seq 1 200000 > "$1"', 'sh', path], { stdio: 'ignore' });
    const stdin = openSync(path, 'r');
    const taker = createTaker((piece) =>
      piece.kind === 'chunk' ? new Promise((resolve) => setImmediate(resolve)) : undefined,
    );
    await openSource({ kind: 'stdin' }, taker.emit, { report: taker.report, stdin }).done;
    expect(child.exitCode ?? 0).toBe(0);
    const expected = Array.from({ length: 200_000 }, (_, i) => `${i + 1}\n`).join('');
    expect(taker.bytes().toString()).toBe(expected);
    expect(taker.sources()).toEqual([{ id: 0, name: '-', stream: '-', live: true }]);
  });

  it('standard input that is a file is not live', async () => {
    const stdin = openSync(await written('charon.log', LINES), 'r');
    const taker = createTaker();
    await openSource({ kind: 'stdin' }, taker.emit, { report: taker.report, stdin }).done;
    expect(taker.story()).toEqual(['opened', LINES, 'end']);
    expect(taker.sources()).toEqual([{ id: 0, name: '-', stream: '-', live: false }]);
  });

  it('standard input may be compressed, even when it comes byte by byte', async () => {
    const path = await fifo();
    const stdin = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, 'w');
    const taker = createTaker();
    const { done } = openSource({ kind: 'stdin' }, taker.emit, { report: taker.report, stdin });
    for (const byte of gzipSync('one\ntwo\n')) {
      writeSync(writer, Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    closeSync(writer);
    await done;
    expect(taker.story()).toEqual(['opened', 'one\ntwo\n', 'end']);
  });

  it('standard input that is closed is said to be so', async () => {
    const taker = createTaker();
    await openSource({ kind: 'stdin' }, taker.emit, { report: taker.report, stdin: 999_999 }).done;
    expect(taker.troubles()).toEqual(['source-unreadable -']);
    expect(taker.sentences()[0]).toContain('standard input');
  });

  it('/dev/null is an empty log', async () => {
    expect((await read('/dev/null')).story()).toEqual(['opened', 'end']);
  });
});

describe('several sources', () => {
  const spec = (path: string): SourceSpec => ({ kind: 'file', path, stream: 'charon.log' });

  it('saved ones are read one after the other, and one that is missing does not keep the others back', async () => {
    const directory = await temporaryDirectory();
    const paths = ['b.log', 'missing.log', 'a.log'].map((name) => join(directory, name));
    writeFileSync(paths[0]!, 'first\n');
    writeFileSync(paths[2]!, 'second\n');
    const taker = createTaker();
    await openSources(paths.map(spec), taker.emit, { report: taker.report, firstId: 7 }).done;
    expect(taker.story()).toEqual(['opened', 'first\n', 'end', 'opened', 'second\n', 'end']);
    expect(taker.sources().map(({ id }) => id)).toEqual([7, 8]);
    expect(taker.troubles()).toEqual([`source-missing ${paths[1]}`]);
  });

  it('live ones are read side by side, after the saved ones', async () => {
    const directory = await temporaryDirectory();
    const paths = ['a.log', 'b.log', 'old.log'].map((name) => join(directory, name));
    for (const path of paths) writeFileSync(path, 'begun\n');
    const taker = createTaker();
    const specs: SourceSpec[] = [
      { kind: 'follow', path: paths[0]!, stream: 'a' },
      { kind: 'follow', path: paths[1]!, stream: 'b' },
      spec(paths[2]!),
    ];
    const reading = openSources(specs, taker.emit, { report: taker.report, lookEvery: 5 });
    await taker.until(() => taker.moments().filter((moment) => moment === 'idle').length === 2);
    writeFileSync(paths[1]!, 'more of b\n', { flag: 'a' });
    await taker.untilText('more of b\n');
    writeFileSync(paths[0]!, 'more of a\n', { flag: 'a' });
    await taker.untilText('more of a\n');
    await reading.stop();
    expect(taker.storyOf(paths[0]!)).toEqual(['opened', 'begun\nmore of a\n', 'end']);
    expect(taker.storyOf(paths[1]!)).toEqual(['opened', 'begun\nmore of b\n', 'end']);
    expect(taker.sources()[0]?.name).toBe(paths[2]);
  });

  it('stopped, those not yet opened stay closed', async () => {
    const directory = await temporaryDirectory();
    const paths = ['a.log', 'b.log'].map((name) => join(directory, name));
    for (const path of paths) writeFileSync(path, 'one\n');
    const taker = createTaker((piece) => {
      if (piece.kind === 'opened') void reading.stop();
    });
    const reading = openSources(paths.map(spec), taker.emit, { report: taker.report });
    await reading.done;
    expect(taker.sources().map(({ name }) => name)).toEqual([paths[0]]);
  });
});
