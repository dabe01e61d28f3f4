// A file that grows: appends, unfinished lines, bytes of every kind, what is no log, and a taker that is slow or fails. Rotation is in follow-rotation.test.ts, links,
// missing files, permissions and directories are in follow-places.test.ts.
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { follow } from './following.ts';
import { createTaker, temporaryDirectory } from './taker.ts';

describe('follow: file stories', () => {
  it('append: what is there first, then what comes', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    await followed.stop();
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'end']);
    expect(followed.sources()).toEqual([{ id: 0, name: log, stream: log, live: true }]);
    expect(followed.troubles()).toEqual([]);
  });

  it('idle: after the old content and after each append, not at every look', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'two\n');
    await followed.until(() => followed.moments().at(-1) === 'idle' && followed.moments().length > 3);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(followed.moments()).toEqual(['opened', 'one\n', 'idle', 'two\n', 'idle']);
  });

  it('from the end: only new lines', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'old\n');
    const followed = follow(log, { fromEnd: true });
    await followed.until(() => followed.story().length === 1);
    appendFileSync(log, 'new\n');
    await followed.untilText('new\n');
    expect(followed.story()).toEqual(['opened', 'new\n']);
  });

  it('partial line: handed on as it is, its rest later', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\nhal');
    const followed = follow(log);
    await followed.untilText('hal');
    appendFileSync(log, 'f\n');
    await followed.untilText('half\n');
    expect(followed.story()).toEqual(['opened', 'one\nhalf\n']);
  });

  it('no newline at the end, then stop', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'last words');
    await followed.stop();
    expect(followed.story()).toEqual(['opened', 'one\nlast words', 'end']);
  });

  it('a UTF-8 character split at the end of the file', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    const line = Buffer.from('CN=Zürich\n');
    writeFileSync(log, line.subarray(0, 5));
    const followed = follow(log);
    await followed.until(() => followed.bytes().length === 5);
    appendFileSync(log, line.subarray(5));
    await followed.until(() => followed.bytes().length === line.length);
    expect(followed.story()).toEqual(['opened', 'CN=Zürich\n']);
  });

  it('CRLF, NUL and bytes that are not UTF-8 come through as they are', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    const bytes = Buffer.from([0x61, 0x0d, 0x0a, 0x00, 0xff, 0xfe, 0x0a]);
    writeFileSync(log, 'one\r\n');
    const followed = follow(log);
    await followed.untilText('one\r\n');
    appendFileSync(log, bytes);
    await followed.until(() => followed.bytes().length === 5 + bytes.length);
    expect(followed.bytes()).toEqual(Buffer.concat([Buffer.from('one\r\n'), bytes]));
  });
});

describe('follow: the notices of the file system', () => {
  it('are enough for appends, a rotation and a stop, without a look', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log, { lookEvery: 3_600_000 });
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'three\n');
    await followed.untilText('three\n');
    await followed.stop();
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'rotated', 'three\n', 'end']);
  });
});

describe('follow: what is no log', () => {
  it.each([
    ['a directory', (path: string) => mkdirSync(path), 'source-unreadable'],
    ['a compressed file', (path: string) => writeFileSync(path, Buffer.from([0x1f, 0x8b, 8, 0])), 'source-binary'],
    ['a journal file', (path: string) => writeFileSync(path, 'LPKSHHRH'), 'source-binary'],
  ])('%s is refused with a sentence', async (_what, make, code) => {
    const path = join(await temporaryDirectory(), 'thing');
    make(path);
    const followed = follow(path);
    await followed.until(() => followed.troubles().length > 0);
    if (code === 'source-binary') await followed.done;
    await followed.stop();
    expect(followed.troubles()).toEqual([`${code} ${path}`]);
    expect(followed.story()).toEqual([]);
  });
});

describe('follow: back-pressure and failure of the taker', () => {
  it('reads no more while the taker is busy', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taker = createTaker((piece) => (piece.kind === 'chunk' && piece.bytes.includes('two') ? busy : undefined));
    const followed = follow(log, {}, taker);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    appendFileSync(log, 'three\n');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n']);
    release();
    await followed.untilText('three\n');
  });

  it('stopped while far behind: the last read has a bound, and what is left out is said to be missing', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    let release: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taker = createTaker((piece) => (piece.kind === 'chunk' && piece.bytes.includes('two') ? busy : undefined));
    const followed = follow(log, {}, taker);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    appendFileSync(log, Buffer.alloc(17 << 20, 'x\n'));
    const stopped = followed.stop();
    release();
    await stopped;
    expect(followed.bytes().length).toBe(8 + (16 << 20));
    expect(followed.story().slice(-2)).toEqual(['gap', 'end']);
  });

  it.each(['at once', 'later'])('what the taker throws %s ends the reading with it', async (when) => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const taker = createTaker((piece) => {
      if (piece.kind !== 'chunk' || !piece.bytes.includes('two')) return undefined;
      if (when === 'later') return Promise.reject(new Error('full'));
      throw new Error('full');
    });
    const followed = follow(log, {}, taker);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    appendFileSync(log, 'two\n');
    await expect(followed.done).rejects.toThrow('full');
    expect(followed.troubles()).toEqual([]);
  });
});
