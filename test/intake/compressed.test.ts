// Packed files, by whatever packer, whole, damaged and cut short.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/intake/index.ts';
import { LINES, read, written } from './reading.ts';
import { createTaker } from './taker.ts';

/** Tools that this machine may lack. */
const has = (tool: string) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error === undefined;
const compressed = (tool: string, content: string) => execFileSync(tool, ['-c'], { input: content });

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
