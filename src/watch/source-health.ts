/**
 * Room 8: whether each source is read, gone or stuck. Pieces of logs enter, and what an independent look at the source saw; a verdict with its reason leaves.
 * Pure: the looks are made and the clock is asked elsewhere.
 *
 * Silence proves nothing: a quiet tunnel says nothing for hours. Stuck is what has more than was read of it and goes on to, for STUCK_AFTER, while no piece comes:
 * a file that is longer (or shorter, or another) than what was read; a journal in which a second journalctl finds entries behind the last one read; and what does
 * not answer when it is looked at. A pipe cannot be looked into: bytes in it are read as they come, and a writer that hangs is the same as one that is quiet.
 */
import { type Break, type Chunk, cursorOf } from '../intake/index.ts';

/** What an independent look saw. `missing`: there is no file; reading says that itself. `failed`: `why` is a clause without subject, `ends with status 1`. */
export type Look =
  | { readonly kind: 'file'; readonly ino: number; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'journal'; readonly hasMore: boolean }
  | { readonly kind: 'failed'; readonly why: string };

/** Where reading of a source stands, which a look needs to know. */
export interface Reached {
  /** Of a journal: the last entry that was read; null before the first. */
  readonly cursor: string | null;
}

export interface SourceState {
  readonly stream: string;
  /** False: it is gone, or was not there yet. */
  readonly isUp: boolean;
  /** Clock time of its last piece of log, NaN before the first. */
  readonly lastLineAt: number;
  /** Why it is stuck, a clause without subject; null while it is not. */
  readonly stuck: string | null;
}

/** What a source is, and where reading of it begins: bytes of a file, an entry of the journal. */
export interface WatchedSource {
  readonly stream: string;
  readonly kind: 'follow' | 'journal' | 'stdin';
  readonly position?: number;
  readonly cursor?: string | null;
}

/** What was there and not read for so long is not on its way. */
export const STUCK_AFTER = 30_000;
/** Ticks farther apart than this were not ticks: this program was stopped, or its machine was, and nobody had time to read. */
const PAUSED = 10_000;

interface Watched extends Omit<WatchedSource, 'position' | 'cursor'> {
  isUp: boolean;
  lastLineAt: number;
  stuck: string | null;
  /** Bytes read of the present file. */
  position: number;
  /** The file that was as long as what was read of it; null when that is not known. */
  ino: number | null;
  cursor: string | null;
  /** Clock: since when it has what was not read; null while it has nothing. */
  behindSince: number | null;
  /** Clock: since when looks at it fail. */
  failingSince: number | null;
  /** Clock: when the look began that has not ended; null when none is under way. */
  lookingSince: number | null;
}

const seconds = (milliseconds: number) => `${Math.round(milliseconds / 1000)} s`;

export function createSourceHealth(sources: readonly WatchedSource[], now: () => number) {
  const all = new Map<string, Watched>();
  for (const { stream, kind, position = 0, cursor = null } of sources)
    all.set(stream, {
      stream,
      kind,
      // A pipe is there from the beginning, though its first line may take hours.
      isUp: kind === 'stdin',
      lastLineAt: Number.NaN,
      stuck: null,
      position,
      ino: null,
      cursor,
      behindSince: null,
      failingSince: null,
      lookingSince: null,
    });
  let tickedAt = now();

  function takeChunk(source: Watched, { source: from, bytes, offset }: Chunk): void {
    source.lastLineAt = now();
    source.behindSince = null;
    source.ino = null;
    source.stuck = null;
    if (source.kind === 'journal')
      source.cursor = cursorOf(bytes.subarray(bytes.lastIndexOf(0x0a, bytes.length - 2) + 1)) ?? source.cursor;
    // An older file of a rotated set is read to its end before.
    else if (from.live) source.position = offset + bytes.length;
  }

  function fileReason(source: Watched, { ino, size }: { readonly ino: number; readonly size: number }): string | null {
    const { position } = source;
    // A new file is read when it has content; until then its predecessor is.
    if (size === 0) return null;
    if (size > position) return `has ${size - position} bytes that were not read`;
    if (size < position) return 'became shorter, which was not noticed';
    if (source.ino !== null && ino !== source.ino) return 'was replaced, which was not noticed';
    source.ino = ino;
    return null;
  }

  function judgeBehind(source: Watched, reason: string | null, clock: number): void {
    if (reason === null) {
      source.behindSince = null;
      source.stuck = null;
      return;
    }
    source.behindSince ??= clock;
    const span = clock - source.behindSince;
    source.stuck = span >= STUCK_AFTER ? `${reason} for ${seconds(span)}` : source.stuck;
  }

  return {
    /** Call for every piece. */
    piece(piece: Chunk | Break): void {
      const source = all.get(piece.source.stream);
      if (source === undefined) return;
      if (piece.kind === 'chunk') takeChunk(source, piece);
      else if (piece.kind === 'rotated' || piece.kind === 'truncated') {
        source.position = 0;
        source.ino = null;
        source.behindSince = null;
      }
      source.isUp = piece.kind !== 'gone' && !(piece.kind === 'end' && piece.source.live);
    },
    /** A look begins: where reading stands. Null when the last one has not ended, or there is nothing to look at. */
    look(stream: string): Reached | null {
      const source = all.get(stream);
      if (source === undefined || source.kind === 'stdin' || source.lookingSince !== null) return null;
      source.lookingSince = now();
      return { cursor: source.cursor };
    },
    /** What it saw. `reached`: as it was given. */
    saw(stream: string, reached: Reached, look: Look): void {
      const source = all.get(stream);
      if (source === undefined) return;
      const clock = now();
      source.lookingSince = null;
      if (look.kind === 'failed') {
        source.failingSince ??= clock;
        if (clock - source.failingSince >= STUCK_AFTER) source.stuck = look.why;
        return;
      }
      source.failingSince = null;
      if (look.kind === 'missing') judgeBehind(source, null, clock);
      else if (look.kind === 'file') judgeBehind(source, fileReason(source, look), clock);
      else {
        // The journal answers, though it may have nothing of charon's yet.
        source.isUp = true;
        // What was read meanwhile may be what it found.
        const isBehind = look.hasMore && reached.cursor === source.cursor;
        judgeBehind(source, isBehind ? 'has entries that were not read' : null, clock);
      }
    },
    /** Call once a second. */
    tick(): void {
      const clock = now();
      const wasPaused = clock - tickedAt > PAUSED || clock < tickedAt;
      tickedAt = clock;
      for (const source of all.values()) {
        if (wasPaused) {
          if (source.behindSince !== null) source.behindSince = clock;
          if (source.failingSince !== null) source.failingSince = clock;
          if (source.lookingSince !== null) source.lookingSince = clock;
        }
        const { lookingSince } = source;
        if (lookingSince !== null && clock - lookingSince >= STUCK_AFTER)
          source.stuck = `has not answered for ${seconds(clock - lookingSince)}`;
      }
    },
    states: (): SourceState[] =>
      [...all.values()].map(({ stream, isUp, lastLineAt, stuck }) => ({ stream, isUp, lastLineAt, stuck })),
  };
}

export type SourceHealth = ReturnType<typeof createSourceHealth>;
