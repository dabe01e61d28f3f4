/**
 * Room 1, intake: compressed bytes become the bytes of the log. In: an Input of gzip, zstd, xz or bzip2 data. Out: an
 * Input of what it holds. gzip always in this process; zstd where this Node has it; the rest by the system's tools as
 * children.
 */
import { spawn } from 'node:child_process';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { OperationalError, systemCode } from '../errors.ts';
import { type Input, streamInput } from './input.ts';
import type { Compression } from './sniff.ts';

/** The system's tool for the other compressions and the Debian package that brings it. */
const TOOLS: Readonly<Record<Exclude<Compression, 'gzip'>, { program: string; debianPackage: string }>> = {
  zstd: { program: 'zstd', debianPackage: 'zstd' },
  xz: { program: 'xz', debianPackage: 'xz-utils' },
  bzip2: { program: 'bzip2', debianPackage: 'bzip2' },
};

/**
 * Compressed bytes are given to zlib in pieces of this size, so that a hostile file cannot unfold to more than 1032
 * times it at once.
 */
const PIECE_BYTES = 65_536;
/**
 * zlib unfolds so much at a time; when it meets damage on the way, that much at most is lost with it (one that ends
 * early loses nothing).
 */
const UNFOLDED_BYTES = 65_536;

type Unfolder = Transform & { readonly bytesWritten: number };

/** node:zlib of Node 22.15 and later has it; the types are those of Node 20. */
const { createZstdDecompress } = zlib as typeof zlib & {
  createZstdDecompress?: (options: { chunkSize: number }) => Unfolder;
};

function corrupt(name: string, words: string, cause?: unknown): OperationalError {
  return new OperationalError('source-corrupt', `${name} is damaged or ends early (${words})`, name, cause);
}

/** The part of `bytes` behind the NULs it begins with: padding between and after compressed members. */
function withoutPadding(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}

/**
 * Drives zlib streams by hand, one piece at a time: whatever a piece unfolds to is delivered before the next one is
 * looked at, so a file that ends early still yields all that can be read of it.
 * node:zlib goes over the members of a gzip file by itself, but stops at padding and after the first frame of a zstd
 * file; what follows goes to a fresh stream. Node 22 does not notice a zstd file that ends early; Node 24 does.
 */
function zlibInput(name: string, input: Input, create: () => Unfolder): Input {
  const unfolded: Buffer[] = [];
  /** Compressed bytes at hand that no stream has been given. */
  let rest: Buffer = Buffer.alloc(0);
  let isInputOver = false;
  let isClosed = false;
  let failure: Error | null = null;
  /** Null before the first and behind each complete stream. */
  let stream: Unfolder | null = null;
  /** Ends the wait for the stream. */
  let wake: () => void = () => undefined;

  function start(): Unfolder {
    const fresh = create();
    fresh.on('data', (bytes: Buffer) => unfolded.push(bytes));
    fresh.on('error', (error) => {
      failure = error;
      wake();
    });
    fresh.on('end', () => {
      if (stream === fresh) stream = null;
      wake();
    });
    fresh.on('close', () => wake());
    return fresh;
  }
  /** zlib does not call back for a piece that holds more than its stream; it ends instead. */
  async function unfold(into: Unfolder): Promise<void> {
    const piece = rest.subarray(0, PIECE_BYTES);
    const before = into.bytesWritten;
    await new Promise<void>((resolve) => {
      wake = resolve;
      into.write(piece, () => resolve());
    });
    // `end` may be announced one turn after the write that brought it.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const taken = stream === null ? into.bytesWritten - before : piece.length;
    if (taken === 0 && failure === null) failure = new Error('something else follows the compressed bytes');
    rest = rest.subarray(taken);
  }
  async function finish(unfinished: Unfolder): Promise<void> {
    await new Promise<void>((resolve) => {
      wake = resolve;
      unfinished.end();
    });
  }
  async function step(): Promise<void> {
    if (rest.length === 0) {
      const bytes = await input.next();
      if (bytes === null) isInputOver = true;
      else rest = bytes;
    }
    if (stream === null) {
      rest = withoutPadding(rest);
      if (rest.length > 0) stream = start();
    }
    if (stream === null) return;
    await (isInputOver && rest.length === 0 ? finish(stream) : unfold(stream));
  }

  const output: Input = {
    async next() {
      for (;;) {
        const bytes = unfolded.shift();
        if (bytes !== undefined) return bytes;
        if (failure !== null) throw corrupt(name, failure.message, failure);
        if (isClosed || (isInputOver && stream === null && rest.length === 0)) return null;
        await step();
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      stream?.destroy();
      await input.close();
    },
  };
  if (input.isDry !== undefined) {
    output.isDry = async () => unfolded.length === 0 && rest.length === 0 && !isInputOver && input.isDry!();
  }
  return output;
}

/** Gives a child all of `input`, as fast as it takes it. What goes wrong with the child shows at its exit. */
async function feed(input: Input, sink: NodeJS.WritableStream): Promise<void> {
  for (;;) {
    const bytes = await input.next();
    if (bytes === null) break;
    // A child that has exited takes nothing; the bytes are the input's own, so the write must be over before the next
    // read.
    const isTaken = await new Promise<boolean>((resolve) => sink.write(bytes, (error) => resolve(!error)));
    if (!isTaken) return;
  }
  sink.end();
}

/** Runs `program -dc` on the input. The bytes go through its standard input, so no path is ever an argument. */
function childInput(name: string, input: Input, program: string, debianPackage: string): Input {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const output = streamInput(name, child.stdout);
  let complaint = '';
  let isClosed = false;
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    if (complaint.length < 500) complaint += words;
  });
  child.stdin.on('error', () => undefined);
  let feeding: unknown = null;
  const fed = feed(input, child.stdin).catch((thrown: unknown) => {
    feeding = thrown;
    child.stdin.end();
  });
  const ended = new Promise<{ spawnError: unknown; code: number | null }>((resolve) => {
    child.on('error', (spawnError) => resolve({ spawnError, code: null }));
    child.on('close', (code) => resolve({ spawnError: null, code }));
  });
  const unfolded: Input = {
    async next() {
      const bytes = await output.next();
      if (bytes !== null || isClosed) return isClosed ? null : bytes;
      const { spawnError, code } = await ended;
      if (isClosed) return null;
      if (spawnError !== null) {
        const why = systemCode(spawnError) === 'ENOENT' ? 'is not installed' : 'cannot be run';
        throw new OperationalError(
          'decompressor-missing',
          `${name} needs ${program}, which ${why}`,
          debianPackage,
          spawnError,
        );
      }
      await fed;
      if (feeding !== null) throw feeding;
      if (code !== 0) throw corrupt(name, complaint.trim().split('\n')[0] || `${program} failed`);
      return null;
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      child.kill();
      await output.close();
      await input.close();
    },
  };
  if (input.isDry !== undefined) unfolded.isDry = () => output.isDry!();
  return unfolded;
}

/**
 * In: compressed bytes and what they are. Out: what they hold; errors `source-corrupt` and `decompressor-missing` come
 * from `next`.
 */
export function decompress(name: string, input: Input, by: Compression): Input {
  if (by === 'gzip') return zlibInput(name, input, () => zlib.createGunzip({ chunkSize: UNFOLDED_BYTES }));
  if (by === 'zstd' && createZstdDecompress !== undefined) {
    return zlibInput(name, input, () => createZstdDecompress({ chunkSize: UNFOLDED_BYTES }));
  }
  const { program, debianPackage } = TOOLS[by];
  return childInput(name, input, program, debianPackage);
}
