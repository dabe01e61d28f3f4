/**
 * Room 1, intake: reads a file once, from its first byte to its last, whatever it is packed in; and standard input,
 * which is a file or a pipe. In: a path or a descriptor. Out: `opened`, chunks of the text, `idle` where a pipe runs
 * dry, `end`.
 */
import net from 'node:net';
import tty from 'node:tty';
import { OperationalError } from '../errors.ts';
import type { Source } from './chunk.ts';
import { closeDescriptor, descriptorOf, openDescriptor, readDescriptor, statDescriptor } from './descriptor.ts';
import { fileInput, type Input, peek, pump, streamInput } from './input.ts';
import type { Start } from './plan.ts';
import type { Reading, Surroundings } from './reading.ts';
import { HEAD_BYTES, isUndecided, judge } from './sniff.ts';
import { troubleWith } from './trouble.ts';

/** An input and whether more may come to it while it is read. */
interface Opened {
  readonly input: Input;
  readonly isLive: boolean;
}

/** In: an open descriptor of any kind, which the input then owns. */
async function descriptorInput(name: string, fd: number, chunkBytes: number): Promise<Opened> {
  const stats = await statDescriptor(fd);
  if (stats.isFIFO() || stats.isSocket()) {
    return { input: streamInput(name, new net.Socket({ fd, readable: true, writable: false })), isLive: true };
  }
  if (tty.isatty(fd)) return { input: streamInput(name, new tty.ReadStream(fd)), isLive: true };
  const handle = {
    read: (buffer: Buffer, offset: number, length: number) => readDescriptor(fd, buffer, offset, length, null),
    // The first three stay as they are, or the next file opened would become standard input.
    close: async () => (fd > 2 ? closeDescriptor(fd) : undefined),
  };
  return { input: fileInput(name, handle, chunkBytes), isLive: false };
}

async function pathInput(path: string, chunkBytes: number): Promise<Opened> {
  const inherited = descriptorOf(path);
  if (inherited !== null) return descriptorInput(path, inherited, chunkBytes);
  return descriptorInput(path, await openDescriptor(path), chunkBytes);
}

/** UTF-16, as Windows tools save it, to UTF-8. Half characters wait for their other half. */
function utf16Input(input: Input, encoding: 'utf-16le' | 'utf-16be'): Input {
  const decoder = new TextDecoder(encoding);
  let isOver = false;
  const output: Input = {
    async next() {
      while (!isOver) {
        const bytes = await input.next();
        isOver = bytes === null;
        const text = bytes === null ? decoder.decode() : decoder.decode(bytes, { stream: true });
        if (text.length > 0) return Buffer.from(text, 'utf8');
      }
      return null;
    },
    close: () => input.close(),
  };
  if (input.isDry !== undefined) output.isDry = () => input.isDry!();
  return output;
}

/**
 * Takes off what the text is packed in, by its first bytes; a compressed file may hold one more such layer. Throws
 * `source-binary`.
 */
async function unpack(name: string, packed: Input, isLive: boolean): Promise<Input> {
  let input = packed;
  for (let layer = 0; layer < 2; layer++) {
    const isEnough = isLive ? (head: Buffer) => !isUndecided(head) : (head: Buffer) => head.length >= HEAD_BYTES;
    const seen = await peek(input, isEnough);
    const verdict = judge(seen.head);
    if (verdict.kind === 'binary') throw new OperationalError('source-binary', `${name} is ${verdict.what}`, name);
    if (verdict.kind === 'text') return seen.input;
    if (verdict.kind === 'utf-16') return utf16Input(seen.input, verdict.encoding);
    if (layer === 1) throw new OperationalError('source-binary', `${name} is compressed twice`, name);
    const { decompress } = await import('./decompress.ts');
    input = decompress(name, seen.input, verdict.by);
  }
  return input;
}

/** An open file, whatever it is packed in, from its beginning. Whoever has the input closes it, and with it `fd`. Throws OperationalError or what the system says. */
export async function openInput(name: string, fd: number, chunkBytes: number): Promise<Input> {
  const { input, isLive } = await descriptorInput(name, fd, chunkBytes);
  try {
    return await unpack(name, input, isLive);
  } catch (thrown) {
    await input.close();
    throw thrown;
  }
}

/** What to read: a path, or (`-`) a descriptor that is open already. */
interface Origin {
  readonly name: string;
  readonly stream: string;
  readonly open: (spoken: string) => Promise<Opened>;
  readonly from?: Start | undefined;
}

/** Leaves out the first bytes. */
async function passOver(input: Input, bytes: number): Promise<Input> {
  let left = bytes;
  while (left > 0) {
    const read = await input.next();
    if (read === null) return input;
    if (read.length > left) return { ...input, next: firstThen(Buffer.from(read.subarray(left)), input) };
    left -= read.length;
  }
  return input;
}

function firstThen(bytes: Buffer, input: Input): Input['next'] {
  let isTaken = false;
  return async () => {
    if (isTaken) return input.next();
    isTaken = true;
    return bytes;
  };
}

/** Reads a file or a pipe to its end. A source that cannot be read is reported and never `opened`. */
function readOnce(origin: Origin, { gate, introduce, settings }: Surroundings): Reading {
  const spoken = origin.name === '-' ? 'standard input' : origin.name;
  let isStopped = false;
  let input: Input | null = null;

  async function run(): Promise<void> {
    let source: Source | null = null;
    try {
      const opened = await origin.open(spoken);
      input = opened.input;
      if (isStopped) await input.close();
      input = await unpack(spoken, input, opened.isLive);
      const { from } = origin;
      if (from !== undefined) input = await passOver(input, from.position);
      source = introduce(origin.name, origin.stream, opened.isLive, from?.lines);
      await gate.hand({ kind: 'opened', source });
      await pump(input, source, gate, from?.position);
    } catch (thrown) {
      if (gate.hasFailed()) throw thrown;
      settings.report(troubleWith(spoken, thrown), origin.name);
    } finally {
      await input?.close();
    }
    if (source !== null) await gate.hand({ kind: 'end', source });
  }

  const done = run();
  async function stop(): Promise<void> {
    isStopped = true;
    await input?.close();
    await done;
  }
  return { done, stop };
}

/** Reads a file once, from its beginning or from `from` on. `stream` as in Source. Errors, reported: `source-*` and `decompressor-missing`. */
export function readFile(path: string, stream: string, surroundings: Surroundings, from?: Start): Reading {
  const { chunkBytes } = surroundings.settings;
  const open = (spoken: string) =>
    from === undefined ? pathInput(spoken, chunkBytes) : descriptorInput(spoken, from.fd, chunkBytes);
  return readOnce({ name: path, stream, open, from }, surroundings);
}

/** Reads standard input to its end. */
export function readStdin(surroundings: Surroundings): Reading {
  const { stdin, chunkBytes } = surroundings.settings;
  const open = (spoken: string) => descriptorInput(spoken, stdin, chunkBytes);
  return readOnce({ name: '-', stream: '-', open }, surroundings);
}
