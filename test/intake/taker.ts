/**
 * For the tests of room 1: a taker that writes down what it is given, as a story to compare: text between breaks, and
 * the breaks' names.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { OperationalError } from '../../src/errors.ts';
import type { Break, Chunk, Source, TakePiece } from '../../src/intake/index.ts';

export interface Taker {
  readonly emit: TakePiece;
  readonly report: (error: OperationalError, name: string) => void;
  /** Breaks by name, and between them what came as text in one piece. `idle` is left out. */
  story(): string[];
  /** The same of one source. */
  storyOf(name: string): string[];
  /** As `story`, with `idle`. */
  moments(): string[];
  /** All bytes, end to end. */
  bytes(): Buffer;
  chunks(): number;
  sources(): Source[];
  /** `code name` of what was reported. */
  troubles(): string[];
  sentences(): string[];
  /** Resolves as soon as `holds` does. Rejects, showing the story, when that takes longer than any test should. */
  until(holds: () => boolean): Promise<void>;
  /** Resolves when all the text so far ends like this. */
  untilText(ending: string): Promise<void>;
}

interface Entry {
  readonly source: Source;
  readonly kind: Break['kind'] | 'chunk';
  readonly bytes: Buffer;
}

function tell(entries: readonly Entry[]): string[] {
  const told: string[] = [];
  let text: Buffer[] = [];
  for (const entry of [...entries, null]) {
    if (entry?.kind === 'chunk') {
      text.push(entry.bytes);
      continue;
    }
    if (text.length > 0) told.push(Buffer.concat(text).toString('utf8'));
    text = [];
    if (entry !== null) told.push(entry.kind);
  }
  return told;
}

/** Offsets begin at 0 and go on without a hole until a new file begins; a hole throws. */
function createOffsetWatch() {
  const next = new Map<Source, number | null>();
  return (piece: Chunk | Break): void => {
    if (piece.kind !== 'chunk') {
      if (piece.kind === 'opened' && next.has(piece.source)) throw new Error('opened twice');
      if (piece.kind === 'opened') next.set(piece.source, null);
      if (piece.kind === 'rotated' || piece.kind === 'truncated') next.set(piece.source, 0);
      return;
    }
    if (piece.bytes.length === 0) throw new Error('an empty chunk');
    const expected = next.get(piece.source);
    if (expected === undefined) throw new Error('a chunk before opened');
    if (expected !== null && expected !== piece.offset)
      throw new Error(`offset ${piece.offset} instead of ${expected}`);
    next.set(piece.source, piece.offset + piece.bytes.length);
  };
}

/** `before` is called with each piece and may hold the reader back. */
export function createTaker(before: TakePiece = () => undefined): Taker {
  const entries: Entry[] = [];
  const errors: { error: OperationalError; name: string }[] = [];
  const waiting = new Set<() => void>();
  const checkOffset = createOffsetWatch();
  const withoutIdle = () => entries.filter(({ kind }) => kind !== 'idle');
  const bytes = () => Buffer.concat(entries.map((entry) => entry.bytes));

  async function until(holds: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const tooLong = setTimeout(() => {
        waiting.delete(check);
        reject(new Error(`still waiting after 4 s; the story so far: ${JSON.stringify(tell(entries))}`));
      }, 4000);
      function check(): void {
        if (!holds()) return;
        clearTimeout(tooLong);
        waiting.delete(check);
        resolve();
      }
      waiting.add(check);
      check();
    });
  }

  return {
    emit(piece) {
      checkOffset(piece);
      const copy = piece.kind === 'chunk' ? Buffer.from(piece.bytes) : Buffer.alloc(0);
      entries.push({ source: piece.source, kind: piece.kind, bytes: copy });
      const held = before(piece);
      for (const check of [...waiting]) check();
      return held;
    },
    report(error, name) {
      errors.push({ error, name });
      for (const check of [...waiting]) check();
    },
    story: () => tell(withoutIdle()),
    storyOf: (name) => tell(withoutIdle().filter(({ source }) => source.name === name)),
    moments: () => tell(entries),
    bytes,
    chunks: () => entries.filter(({ kind }) => kind === 'chunk').length,
    sources: () => [...new Set(entries.map(({ source }) => source))],
    troubles: () => errors.map(({ error, name }) => `${error.code} ${name}`),
    sentences: () => errors.map(({ error }) => error.message),
    until,
    untilText: (ending) => until(() => bytes().toString('utf8').endsWith(ending)),
  };
}

/** Directories of the running test, removed after it. */
const directories: string[] = [];
afterEach(async () => {
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
});

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'intake-'));
  directories.push(directory);
  return directory;
}

/** Does something as a user who is not root, for whom permissions count. */
export async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return act();
  process.seteuid!(65_534);
  try {
    return await act();
  } finally {
    process.seteuid!(0);
  }
}
