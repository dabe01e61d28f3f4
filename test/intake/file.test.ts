// A file read once: plain, in UTF-16, or not to be read at all. Packed ones are in compressed.test.ts, what is no regular file in pipes.test.ts.
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSource, type SourceSpec } from '../../src/intake/index.ts';
import { LINES, read, written } from './reading.ts';
import { asNobody, createTaker, temporaryDirectory } from './taker.ts';

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
