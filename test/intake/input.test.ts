import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../src/intake/chunk.ts';
import { createGate } from '../../src/intake/gate.ts';
import { fileInput, type Input, peek, pump, streamInput } from '../../src/intake/input.ts';
import { createNap } from '../../src/intake/reading.ts';
import { createTaker } from './taker.ts';

/** An input of these pieces that uses one buffer for all of them, as a file does. */
function inputOf(pieces: readonly Buffer[]): Input {
  const buffer = Buffer.alloc(64);
  const left = [...pieces];
  return {
    async next() {
      const piece = left.shift();
      if (piece === undefined) return null;
      piece.copy(buffer);
      return buffer.subarray(0, piece.length);
    },
    async close() {},
  };
}

async function drain(input: Input): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for (let bytes = await input.next(); bytes !== null; bytes = await input.next()) pieces.push(Buffer.from(bytes));
  return Buffer.concat(pieces);
}

describe('peek', () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 10 });

  it('however much is looked at, and in whatever pieces it comes, all bytes are there afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.nat(100), async (chopped, wanted) => {
        const buffers = chopped.map((piece) => Buffer.from(piece));
        const all = Buffer.concat(buffers);
        const { head, input } = await peek(inputOf(buffers), (seen) => seen.length >= wanted);
        expect(head).toEqual(all.subarray(0, head.length));
        expect(head.length).toBeGreaterThanOrEqual(Math.min(wanted, all.length));
        expect(await drain(input)).toEqual(all);
      }),
    );
  });

  it('what goes wrong on the way is heard behind the bytes before it', async () => {
    let calls = 0;
    const failing: Input = {
      async next() {
        calls++;
        if (calls === 1) return Buffer.from('one');
        throw new Error('damaged');
      },
      async close() {},
    };
    const { head, input } = await peek(failing, (seen) => seen.length > 10);
    expect(head.toString()).toBe('one');
    expect((await input.next())?.toString()).toBe('one');
    await expect(input.next()).rejects.toThrow('damaged');
  });
});

describe('streamInput', () => {
  const source: Source = { id: 0, name: '-', stream: '-', live: true };

  it('is dry only when nothing more is at hand', async () => {
    const stream = new PassThrough();
    const input = streamInput('-', stream);
    const taker = createTaker();
    await taker.emit({ kind: 'opened', source });
    const pumped = pump(input, source, createGate(taker.emit));
    stream.write('one\n');
    stream.write('two\n');
    await taker.until(() => taker.moments().at(-1) === 'idle');
    stream.end('three\n');
    await pumped;
    expect(taker.moments().filter((moment, i, all) => moment !== 'idle' || i < all.length - 1)).toEqual([
      'opened',
      'one\ntwo\n',
      'idle',
      'three\n',
    ]);
  });

  it('what had been read ahead still comes after close', async () => {
    const stream = new PassThrough();
    const input = streamInput('-', stream);
    stream.write('one');
    stream.write('two');
    await input.isDry!();
    await input.close();
    expect((await drain(input)).toString()).toBe('onetwo');
  });

  it('reads ahead so far and no further', async () => {
    const stream = new PassThrough();
    const input = streamInput('-', stream);
    const piece = Buffer.alloc(1 << 18, 'a');
    for (let i = 0; i < 20; i++) stream.write(piece);
    await input.isDry!();
    await new Promise((resolve) => setImmediate(resolve));
    expect(stream.isPaused()).toBe(true);
    stream.end();
    expect((await drain(input)).length).toBe(20 << 18);
  });

  it('close ends a next that waits', async () => {
    const input = streamInput('-', new PassThrough());
    const waiting = input.next();
    await input.close();
    expect(await waiting).toBeNull();
    await input.close();
  });

  it('an error of the stream is an operational error', async () => {
    const stream = new PassThrough();
    const input = streamInput('standard input', stream);
    stream.destroy(Object.assign(new Error('i/o error, read'), { code: 'EIO' }));
    await expect(input.next()).rejects.toMatchObject({
      code: 'source-unreadable',
      message: 'standard input cannot be read: i/o error, read',
    });
  });
});

describe('fileInput', () => {
  it('is closed only when no read is under way', async () => {
    const order: string[] = [];
    let finish: () => void = () => undefined;
    const handle = {
      read: () =>
        new Promise<{ bytesRead: number }>((resolve) => {
          finish = () => {
            order.push('read');
            resolve({ bytesRead: 1 });
          };
        }),
      close: async () => {
        order.push('closed');
      },
    };
    const input = fileInput('charon.log', handle, 10);
    void input.next();
    const closing = input.close();
    finish();
    await closing;
    expect(order).toEqual(['read', 'closed']);
    expect(await input.next()).toBeNull();
  });

  it('a failing disk is said to be so', async () => {
    const handle = {
      read: () => Promise.reject(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' })),
      close: async () => undefined,
    };
    await expect(fileInput('charon.log', handle, 10).next()).rejects.toMatchObject({ code: 'source-unreadable' });
  });
});

describe('nap', () => {
  it('a wake ends the sleep, and one before it is not forgotten', async () => {
    const nap = createNap();
    const asleep = nap.sleep(3_600_000);
    nap.wake();
    await asleep;
    nap.wake();
    await nap.sleep(3_600_000);
    expect(await Promise.race([nap.sleep(3_600_000), Promise.resolve('asleep')])).toBe('asleep');
    nap.wake();
  });
});
