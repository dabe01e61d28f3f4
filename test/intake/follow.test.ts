import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type IntakeOptions, openSource, type Reading } from '../../src/intake/index.ts';
import { asNobody, createTaker, type Taker, temporaryDirectory } from './taker.ts';

/** Every reading a test opened is stopped, even when the test fails. */
const readings: Reading[] = [];
afterEach(async () => {
  for (const reading of readings.splice(0)) await reading.stop().catch(() => undefined);
});

function follow(path: string, options: Partial<IntakeOptions> = {}, taker = createTaker()): Taker & Reading {
  const reading = openSource({ kind: 'follow', path, stream: path }, taker.emit, {
    report: taker.report,
    lookEvery: 5,
    ...options,
  });
  readings.push(reading);
  return { ...taker, ...reading };
}

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

  it('rename and create', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    appendFileSync(log, 'three\n');
    await followed.untilText('three\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'rotated', 'two\nthree\n']);
  });

  it('rename and create again and again, while lines are written', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, '');
    const followed = follow(log);
    let expected = '';
    for (let rotation = 0; rotation < 6; rotation++) {
      for (let i = 0; i < 200; i++) {
        const line = `rotation ${rotation} line ${i}\n`;
        appendFileSync(log, line);
        expected += line;
      }
      // The last line of one file is waited for, else two renames may fall between two looks: that is the story of the
      // gap.
      await followed.untilText(expected.slice(-20));
      renameSync(log, `${log}.${rotation}`);
      writeFileSync(log, '');
    }
    await followed.stop();
    expect(followed.bytes().toString()).toBe(expected);
  });

  it('copytruncate', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\ntwo\n');
    const followed = follow(log);
    await followed.untilText('two\n');
    copyFileSync(log, `${log}.1`);
    truncateSync(log);
    appendFileSync(log, 'three\n');
    await followed.untilText('three\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'truncated', 'three\n']);
  });

  it('copytruncate, and at once more content than before', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'the first line of the old content\nthe second line\n');
    const followed = follow(log);
    await followed.until(() => followed.moments().at(-1) === 'idle');
    const renewed = `${'another line, longer than all of the old content together\n'.repeat(3)}last\n`;
    writeFileSync(log, renewed);
    await followed.untilText('last\n');
    expect(followed.story().at(-1)).toBe(renewed);
    expect(followed.story()).toContain('truncated');
  });

  it('away for a while between rename and create', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.1`);
    await followed.until(() => followed.story().at(-1) === 'gone');
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'rotated', 'two\n']);
    expect(followed.troubles()).toEqual([]);
  });

  it('gap: rotated twice while the taker was busy, so that one file was never read', async () => {
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
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'never read\n');
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'three\n');
    release();
    await followed.untilText('three\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'gap', 'rotated', 'three\n']);
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

  it('no newline at the end, then rotation', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    appendFileSync(log, 'last words');
    renameSync(log, `${log}.1`);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\nlast words', 'rotated', 'two\n']);
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

  it('symbolic link: the file it leads to is followed', async () => {
    const directory = await temporaryDirectory();
    mkdirSync(join(directory, 'disk'));
    const file = join(directory, 'disk', 'charon.log');
    const link = join(directory, 'charon.log');
    writeFileSync(file, 'one\n');
    symlinkSync(file, link);
    const followed = follow(link);
    await followed.untilText('one\n');
    appendFileSync(file, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n']);
    expect(followed.sources()[0]?.name).toBe(link);
  });

  it('symbolic link switched to another file', async () => {
    const directory = await temporaryDirectory();
    const [old, young, link] = ['charon-1.log', 'charon-2.log', 'current'].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(old, 'one\n');
    symlinkSync(old, link);
    const followed = follow(link);
    await followed.untilText('one\n');
    appendFileSync(old, 'two\n');
    writeFileSync(young, 'three\n');
    symlinkSync(young, `${link}.new`);
    renameSync(`${link}.new`, link);
    await followed.untilText('three\n');
    appendFileSync(young, 'four\n');
    await followed.untilText('four\n');
    expect(followed.story()).toEqual(['opened', 'one\ntwo\n', 'rotated', 'three\nfour\n']);
  });

  it('missing at the start, created later: said once, then all of it is read', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(`${log}.1`, 'of another time\n');
    const followed = follow(log, { fromEnd: true });
    await followed.until(() => followed.troubles().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeFileSync(log, 'one\n');
    await followed.untilText('one\n');
    expect(followed.story()).toEqual(['opened', 'one\n']);
    expect(followed.troubles()).toEqual([`source-missing ${log}`]);
  });

  it('directory missing at the start, created later', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    const followed = follow(log);
    await followed.until(() => followed.troubles().length > 0);
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    await followed.untilText('one\n');
    expect(followed.story()).toEqual(['opened', 'one\n']);
  });

  it('never there: stops without a piece', async () => {
    const followed = follow(join(await temporaryDirectory(), 'charon.log'));
    await followed.until(() => followed.troubles().length > 0);
    await followed.stop();
    expect(followed.story()).toEqual([]);
  });

  it('permission denied, then granted', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'charon.log');
    chmodSync(directory, 0o755);
    writeFileSync(log, 'one\n', { mode: 0o000 });
    const followed = await asNobody(async () => {
      const denied = follow(log);
      await denied.until(() => denied.troubles().length > 0);
      return denied;
    });
    chmodSync(log, 0o644);
    await followed.untilText('one\n');
    expect(followed.troubles()).toEqual([`source-denied ${log}`]);
    expect(followed.story()).toEqual(['opened', 'one\n']);
  });

  it('permission denied after a rotation, then granted', async () => {
    const directory = await temporaryDirectory();
    const log = join(directory, 'charon.log');
    chmodSync(directory, 0o777);
    writeFileSync(log, 'one\n');
    writeFileSync(`${log}.new`, 'two\n', { mode: 0o000 });
    const followed = await asNobody(async () => {
      const reading = follow(log);
      await reading.untilText('one\n');
      renameSync(log, `${log}.1`);
      renameSync(`${log}.new`, log);
      await reading.until(() => reading.troubles().length > 0);
      return reading;
    });
    chmodSync(log, 0o644);
    await followed.untilText('two\n');
    expect(followed.troubles()).toEqual([`source-denied ${log}`]);
    expect(followed.story().filter((moment) => moment !== 'gone')).toEqual(['opened', 'one\n', 'rotated', 'two\n']);
  });

  it('directory replaced', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(directory, `${directory}.old`);
    mkdirSync(directory);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    appendFileSync(log, 'three\n');
    await followed.untilText('three\n');
    expect(followed.story().filter((moment) => moment !== 'gone')).toEqual([
      'opened',
      'one\n',
      'rotated',
      'two\nthree\n',
    ]);
  });

  it('directory removed, created again', async () => {
    const directory = join(await temporaryDirectory(), 'strongswan');
    const log = join(directory, 'charon.log');
    mkdirSync(directory);
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    rmSync(directory, { recursive: true });
    await followed.until(() => followed.story().at(-1) === 'gone');
    mkdirSync(directory);
    writeFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'rotated', 'two\n']);
  });

  it('the file is moved away and back: nothing is read twice', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    writeFileSync(log, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.away`);
    await followed.until(() => followed.story().at(-1) === 'gone');
    renameSync(`${log}.away`, log);
    appendFileSync(log, 'two\n');
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'two\n']);
  });

  it('the old descriptor is still written to after the rename', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    const descriptor = openSync(log, 'a');
    writeSync(descriptor, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
    writeSync(descriptor, 'still the old file\n');
    await followed.untilText('still the old file\n');
    writeSync(descriptor, 'until it is closed\n');
    closeSync(descriptor);
    appendFileSync(log, 'the new file\n');
    await followed.untilText('the new file\n');
    expect(followed.story()).toEqual([
      'opened',
      'one\nstill the old file\nuntil it is closed\n',
      'rotated',
      'the new file\n',
    ]);
  });

  it('deleted while it is still written to', async () => {
    const log = join(await temporaryDirectory(), 'charon.log');
    const descriptor = openSync(log, 'a');
    writeSync(descriptor, 'one\n');
    const followed = follow(log);
    await followed.untilText('one\n');
    unlinkSync(log);
    await followed.until(() => followed.story().at(-1) === 'gone');
    writeSync(descriptor, 'two\n');
    closeSync(descriptor);
    await followed.untilText('two\n');
    expect(followed.story()).toEqual(['opened', 'one\n', 'gone', 'two\n']);
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
