/**
 * Room 1, intake: an Input is bytes that can be asked for, whatever they come from: a file, a pipe, a decompressor.
 * Inputs wrap one another; `pump` turns the outermost into chunks.
 */
import type { Readable } from 'node:stream';
import type { Source } from './chunk.ts';
import type { Gate } from './gate.ts';
import { troubleWith } from './trouble.ts';

export interface Input {
  /** The next bytes, never empty, valid until the next call; null at the end. Rejects with an OperationalError. */
  next(): Promise<Buffer | null>;
  /** True when nothing more is to be had without waiting. Absent where nothing ever waits. */
  isDry?(): Promise<boolean>;
  /** Ends a `next` that waits; what had been read ahead still comes, then null. May be called twice. */
  close(): Promise<void>;
}

/** What of an open file is needed: sequential reads from its position, and its end. */
export interface Handle {
  read(buffer: Buffer, offset: number, length: number, position: null): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

/**
 * A regular file, read from the handle's position into one buffer that is used again for every chunk. Owns the handle.
 */
export function fileInput(name: string, handle: Handle, chunkBytes: number): Input {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  let isClosed = false;
  /**
   * The last read, over or not: a descriptor must not be closed, and so given to another file, while one is under way.
   */
  let reading: Promise<{ bytesRead: number }> | null = null;
  return {
    async next() {
      if (isClosed) return null;
      try {
        reading = handle.read(buffer, 0, chunkBytes, null);
        const { bytesRead } = await reading;
        return bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
      } catch (thrown) {
        throw troubleWith(name, thrown);
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await reading?.catch(() => undefined);
      await handle.close();
    },
  };
}

/** One turn of the event loop, in which it asks the system for what has arrived. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A pipe is read ahead by so much: its writer works on meanwhile, and the system is asked less often. */
const AHEAD_BYTES = 1 << 20;

/** A pipe, a terminal, a child's output. */
export function streamInput(name: string, stream: Readable): Input {
  /** Read and not yet asked for; `ahead` is its size in bytes. */
  const queue: Buffer[] = [];
  let ahead = 0;
  let failure: unknown = null;
  let isOver = false;
  let wake: () => void = () => undefined;
  function finish(): void {
    isOver = true;
    wake();
  }
  stream.on('data', (bytes: Buffer) => {
    queue.push(bytes);
    ahead += bytes.length;
    if (ahead >= AHEAD_BYTES) stream.pause();
    wake();
  });
  stream.on('end', finish);
  stream.on('close', finish);
  stream.on('error', (error) => {
    failure = error;
    finish();
  });
  return {
    async next() {
      for (;;) {
        const bytes = queue.shift();
        if (bytes !== undefined) {
          ahead -= bytes.length;
          if (ahead < AHEAD_BYTES / 2 && stream.isPaused()) stream.resume();
          return bytes;
        }
        if (failure !== null) throw troubleWith(name, failure);
        if (isOver) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    async isDry() {
      // Two turns: the first may have been past its poll when the last bytes were taken.
      for (let i = 0; i < 2; i++) {
        if (isOver || queue.length > 0) return false;
        await turn();
      }
      return !isOver && queue.length === 0;
    },
    async close() {
      if (isOver) return;
      stream.destroy();
      finish();
    },
  };
}

/**
 * Looks ahead: reads until `isEnough` says so, or the end. Out: the bytes seen, and an input that begins with them
 * again. What goes wrong after the first bytes is kept until they have been taken.
 */
export async function peek(input: Input, isEnough: (head: Buffer) => boolean): Promise<{ head: Buffer; input: Input }> {
  let head = (await input.next()) ?? Buffer.alloc(0);
  let failure: unknown = null;
  while (head.length > 0 && !isEnough(head)) {
    const seen = Buffer.from(head);
    head = seen;
    const more = await input.next().catch((thrown: unknown) => {
      failure = thrown;
      return null;
    });
    if (more === null) break;
    head = Buffer.concat([seen, more]);
  }
  let isTaken = head.length === 0;
  const again: Input = {
    async next() {
      if (isTaken && failure !== null) throw failure;
      if (isTaken) return input.next();
      isTaken = true;
      return head;
    },
    close: () => input.close(),
  };
  if (input.isDry !== undefined) again.isDry = () => (isTaken ? input.isDry!() : Promise.resolve(false));
  return { head, input: again };
}

/**
 * Hands on all that `input` has as chunks of `source`, with `idle` when it runs dry. Ends at its end.
 * `from` is the offset of its first byte. Out: the offset reached.
 */
export async function pump(input: Input, source: Source, gate: Gate, from = 0): Promise<number> {
  for (let offset = from; ; ) {
    const bytes = await input.next();
    if (bytes === null) return offset;
    const taken = gate.hand({ kind: 'chunk', source, bytes, offset });
    if (taken !== undefined) await taken;
    offset += bytes.length;
    if (input.isDry !== undefined && (await input.isDry())) await gate.hand({ kind: 'idle', source });
  }
}
