import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IntakeOptions, openSource, openSources, type SourceSpec } from '../../src/intake/index.ts';
import { asNobody, createTaker, type Taker, temporaryDirectory } from './taker.ts';

const LINES = Array.from(
  { length: 4000 },
  (_, i) => `Jan  1 00:00:01 moon charon: ${i % 16}[IKE] line ${i} CN=Zürich\r\n`,
).join('');

async function read(path: string, options: Partial<IntakeOptions> = {}): Promise<Taker> {
  const taker = createTaker();
  await openSource({ kind: 'file', path, stream: path }, taker.emit, { report: taker.report, ...options }).done;
  return taker;
}

async function written(name: string, content: string | Buffer): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

/** Tools that this machine may lack. */
const has = (tool: string) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;
const compressed = (tool: string, content: string) => execFileSync(tool, ['-c'], { input: content });

describe('a plain file', () => {
  it('is opened, read and ended', async () => {
    const path = await written('charon.log', LINES);
    const taker = await read(path);
    expect(taker.story()).toEqual(['opened', LINES, 'end']);
    expect(taker.sources()).toEqual([{ id: 0, name: path, stream: path, live: false }]);
    expect(taker.troubles()).toEqual([]);
    expect(taker.moments()).not.toContain('idle');
  });

  it('that is empty is opened and ended', async () => {
    const taker = await read(await written('charon.log', ''));
    expect(taker.story()).toEqual(['opened', 'end']);
    expect(taker.troubles()).toEqual([]);
  });

  it('keeps NULs, CRLF and a last line without newline', async () => {
    const content = 'one\r\n\0\0two';
    const taker = await read(await written('charon.log', content));
    expect(taker.bytes().toString()).toBe(content);
  });

  it('is read by a symbolic link', async () => {
    const path = await written('charon.log', 'one\n');
    symlinkSync(path, `${path}.link`);
    expect((await read(`${path}.link`)).story()).toEqual(['opened', 'one\n', 'end']);
  });

  it('any chunk size gives the same bytes', async () => {
    const path = await written('charon.log', LINES.slice(0, 1000));
    const content = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1200 }), async (chunkBytes) => {
        expect((await read(path, { chunkBytes })).bytes()).toEqual(content);
      }),
      { numRuns: 25 },
    );
  });

  it('waits for the taker, and uses its buffer again', async () => {
    const path = await written('charon.log', LINES);
    let isBusy = false;
    const buffers = new Set<ArrayBufferLike>();
    const taker = createTaker(async (piece) => {
      expect(isBusy).toBe(false);
      isBusy = true;
      if (piece.kind === 'chunk') buffers.add(piece.bytes.buffer);
      await new Promise((resolve) => setImmediate(resolve));
      isBusy = false;
    });
    const spec: SourceSpec = { kind: 'file', path, stream: path };
    await openSource(spec, taker.emit, { report: taker.report, chunkBytes: HEAD }).done;
    expect(taker.bytes().toString()).toBe(LINES);
    expect(taker.chunks()).toBeGreaterThan(3);
    expect(buffers.size).toBe(1);
  });

  it('ends early when stopped', async () => {
    const path = await written('charon.log', LINES);
    const taker = createTaker((piece) => {
      if (piece.kind === 'chunk') void reading.stop();
    });
    const spec: SourceSpec = { kind: 'file', path, stream: path };
    const reading = openSource(spec, taker.emit, { report: taker.report, chunkBytes: HEAD });
    await reading.done;
    expect(taker.chunks()).toBe(1);
    expect(taker.story().at(-1)).toBe('end');
  });

  it('what the taker throws comes out of done, not as trouble with the file', async () => {
    const path = await written('charon.log', LINES);
    const taker = createTaker((piece) => {
      if (piece.kind === 'chunk') throw new Error('full');
    });
    const { done } = openSource({ kind: 'file', path, stream: path }, taker.emit, { report: taker.report });
    await expect(done).rejects.toThrow('full');
    expect(taker.troubles()).toEqual([]);
  });
});

const HEAD = 65_536;

describe('a compressed file', () => {
  const cases: [string, () => Buffer, boolean][] = [
    ['gzip', () => gzipSync(LINES), true],
    ['gzip of several members', () => Buffer.concat([gzipSync(LINES.slice(0, 999)), gzipSync(LINES.slice(999))]), true],
    ['gzip padded with NULs', () => Buffer.concat([gzipSync(LINES), Buffer.alloc(512)]), true],
    ['zstd', () => compressed('zstd', LINES), has('zstd')],
    [
      'zstd of several frames',
      () => Buffer.concat([compressed('zstd', LINES.slice(0, 999)), compressed('zstd', LINES.slice(999))]),
      has('zstd'),
    ],
    ['xz', () => compressed('xz', LINES), has('xz')],
    ['bzip2', () => compressed('bzip2', LINES), has('bzip2')],
  ];
  for (const [name, make, isPossible] of cases) {
    // Without the tool on this machine there is no such file to read.
    describe.runIf(isPossible)(name, () => {
      it.each([1 << 20, 100])('in chunks of %d bytes', async (chunkBytes) => {
        const taker = await read(await written('charon.log.1', make()), { chunkBytes });
        // No `idle` either: a saved file is not live because its tool is slow.
        expect(taker.moments()).toEqual(['opened', LINES, 'end']);
        expect(taker.troubles()).toEqual([]);
      });
    });
  }

  it('is known by its bytes, not its name', async () => {
    const taker = await read(await written('charon.log.gz', 'plain\n'));
    expect(taker.story()).toEqual(['opened', 'plain\n', 'end']);
  });

  it('that ends early gives what can be read, and says so', async () => {
    const whole = gzipSync(LINES);
    for (const share of [0.2, 0.5, 0.9, 0.999]) {
      const path = await written('charon.log.gz', whole.subarray(0, Math.floor(whole.length * share)));
      const expected = spawnSync('gzip', ['-dc'], { input: readFileSync(path), maxBuffer: 1e8 }).stdout;
      const taker = await read(path);
      expect(taker.troubles()).toEqual([`source-corrupt ${path}`]);
      expect(taker.bytes().length).toBeGreaterThanOrEqual(expected.length);
      expect(LINES.startsWith(taker.bytes().toString().slice(0, -4))).toBe(true);
      expect(taker.story().at(-1)).toBe('end');
    }
  });

  it('that is small and ends early too', async () => {
    const whole = gzipSync('one\ntwo\n');
    const path = await written('charon.log.gz', whole.subarray(0, whole.length - 4));
    const taker = await read(path);
    expect(taker.story()).toEqual(['opened', 'one\ntwo\n', 'end']);
    expect(taker.sentences()).toEqual([`${path} is damaged or ends early (unexpected end of file)`]);
  });

  it.each([
    ['other bytes behind it', (whole: Buffer) => Buffer.concat([whole, Buffer.from('something else')])],
    ['a damaged place', (whole: Buffer) => Buffer.from(whole).fill(0xff, whole.length - 40, whole.length - 20)],
  ])('with %s gives what comes before, but for one piece at most, and says so', async (_what, damage) => {
    const path = await written('charon.log.gz', damage(gzipSync(LINES)));
    const taker = await read(path);
    const text = taker
      .bytes()
      .toString()
      .replace(/\ufffd$/, '');
    expect(text.length).toBeGreaterThan(LINES.length - 70_000);
    expect(LINES.startsWith(text)).toBe(true);
    expect(taker.troubles()).toEqual([`source-corrupt ${path}`]);
    expect(taker.story().at(-1)).toBe('end');
  });

  it.runIf(has('xz'))('of xz that ends early: the tool says what is wrong', async () => {
    const whole = compressed('xz', LINES);
    const path = await written('charon.log.xz', whole.subarray(0, whole.length >> 1));
    const taker = await read(path);
    expect(taker.troubles()).toEqual([`source-corrupt ${path}`]);
    expect(taker.sentences()[0]).toContain('Unexpected end of input');
  });

  it('whose tool is missing: the package is named', async () => {
    const path = await written('charon.log.bz2', Buffer.from('BZh91AY&SY'));
    const search = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      const taker = await read(path);
      expect(taker.troubles()).toEqual([`decompressor-missing ${path}`]);
      expect(taker.sentences()).toEqual([`${path} needs bzip2, which is not installed`]);
      expect(taker.story()).toEqual([]);
    } finally {
      process.env.PATH = search;
    }
  });

  it.runIf(has('xz'))('stops while it is read by a tool', async () => {
    const path = await written('charon.log.xz', compressed('xz', LINES.repeat(4)));
    const taker = createTaker((piece) => {
      if (piece.kind === 'chunk') void reading.stop();
    });
    const reading = openSource({ kind: 'file', path, stream: path }, taker.emit, { report: taker.report });
    await reading.done;
    expect(taker.story().at(-1)).toBe('end');
    expect(taker.troubles()).toEqual([]);
  });
});

describe('other text', () => {
  it.each(['utf-16le', 'utf-16be'])('%s with its mark becomes UTF-8', async (encoding) => {
    const content = Buffer.from(`\ufeff${LINES}`, 'utf16le');
    const path = await written('charon.log', encoding === 'utf-16le' ? content : content.swap16());
    const taker = await read(path, { chunkBytes: HEAD + 1 });
    expect(taker.story()).toEqual(['opened', LINES, 'end']);
  });
});

describe('what cannot be read', () => {
  it.each<[string, (path: string) => void, string, string]>([
    ['a missing file', () => undefined, 'source-missing', 'PATH does not exist'],
    ['a directory', (path) => mkdirSync(path), 'source-unreadable', 'PATH is a directory, not a file'],
    [
      'a journal file',
      (path) => writeFileSync(path, 'LPKSHHRH'),
      'source-binary',
      'PATH is a file of the systemd journal, which only journalctl can read',
    ],
    [
      'a tar archive in gzip',
      (path) => writeFileSync(path, gzipSync(Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar')]))),
      'source-binary',
      'PATH is a tar archive, which must be unpacked first',
    ],
    [
      'gzip in gzip',
      (path) => writeFileSync(path, gzipSync(gzipSync('one'))),
      'source-binary',
      'PATH is compressed twice',
    ],
    [
      'a link to itself',
      (path) => symlinkSync(path, path),
      'source-unreadable',
      'PATH is a symbolic link that leads back to itself',
    ],
  ])('%s', async (_name, make, code, sentence) => {
    const path = join(await temporaryDirectory(), 'thing');
    make(path);
    const taker = await read(path);
    expect(taker.troubles()).toEqual([`${code} ${path}`]);
    expect(taker.sentences()).toEqual([sentence.replace('PATH', path)]);
    expect(taker.story()).toEqual([]);
  });

  it('a file without permission', async () => {
    const path = await written('charon.log', 'one\n');
    chmodSync(join(path, '..'), 0o755);
    chmodSync(path, 0o000);
    const taker = await asNobody(() => read(path));
    expect(taker.troubles()).toEqual([`source-denied ${path}`]);
    expect(taker.sentences()).toEqual([`${path} may not be read by this user`]);
  });

  it('a socket', async () => {
    const path = join(await temporaryDirectory(), 'socket');
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    const taker = await read(path);
    server.close();
    expect(taker.troubles()).toEqual([`source-unreadable ${path}`]);
  });
});

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
