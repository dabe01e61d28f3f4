/**
 * Room 2, lines: chunks and breaks of all sources of a run enter, records leave.
 */
import type { Break, Chunk, Source } from '../intake/index.ts';
import type { InputCounts } from './counts.ts';
import type { DialectName } from './dialects.ts';
import type { Duplicates, Exit } from './duplicates.ts';
import { createDuplicates } from './duplicates.ts';
import { createNames, createSpeakers } from './intern.ts';
import type { Line } from './line.ts';
import type { Beginning } from './oldest-first.ts';
import { createOldestFirst } from './oldest-first.ts';
import { createVotes } from './order.ts';
import type { Reader, ReaderOptions, Shared } from './reader.ts';
import { createReader } from './reader.ts';
import type { Record } from './record.ts';
import type { StreamTimes } from './time.ts';
import { createStreamTimes } from './time.ts';
import { createZone } from './zone.ts';

export interface LinesOptions {
  /** The only dialect that counts; without it the dialect is seen from the lines. */
  dialect?: DialectName;
  /** Year of the first line, for logs that do not print one. */
  year?: number;
  /** Zone of times without one: an IANA name or an offset; the machine's own when absent. */
  timezone?: string;
  /**
   * The present in milliseconds since 1970 UTC. The year that a log lacks is the latest that makes no line later than
   * this.
   */
  now: () => number;
  /** When a file was last written to, if known: better than `now` for old files. */
  writtenAt?: (source: Source) => number | undefined;
  /**
   * Whether charon is known to print that text. Without it, bare messages (`journalctl -o cat`) are not told from prose
   * and not looked for.
   */
  isKnownText?: (bytes: Buffer, start: number, end: number) => boolean;
  /** Called for each line that is no message, with the reason. The line is valid during the call only. */
  onOther?: (line: Line, why: 'other' | 'broken') => void;
}

export interface Lines {
  feed(piece: Chunk | Break): void;
  /** The run is over: everything that waits is emitted. */
  end(): void;
  /** What became of each source's lines, in order of opening. Complete after `end`. */
  inputs(): readonly InputCounts[];
}

/** What the sources of one stream hand on to each other. */
interface Stream {
  times: StreamTimes;
  exit: Exit;
  duplicates: Duplicates;
  /** No source of it has been read yet. */
  isNew: boolean;
}

const LEAP_DAY = 'Feb 29 ';

/**
 * Reads all sources of a run. Records reach `emit` one by one, the oldest of a source first; the object is reused.
 * Throws the operational error `usage` when `timezone` names no zone.
 */
export function createLines(options: LinesOptions, emit: (record: Record) => void): Lines {
  const settings: ReaderOptions = {
    dialect: options.dialect,
    zone: createZone(options.timezone),
    isZoneGiven: options.timezone !== undefined,
    year: options.year,
    now: options.now,
    writtenAt: options.writtenAt,
    isKnownText: options.isKnownText,
    onOther: options.onOther,
  };
  const shared = createShared();
  const readers = new Map<Source, Reader>();
  const streams = new Map<string, Stream>();
  // Invariant: `reader` reads `source` into `stream`; kept because chunks of one source follow each other.
  let source: Source | undefined;
  let reader: Reader | undefined;
  let stream: Stream | undefined;

  function streamOf(name: string): Stream {
    let found = streams.get(name);
    if (found === undefined) {
      const exit: Exit = { emit };
      found = { times: createStreamTimes(), exit, duplicates: createDuplicates(exit), isNew: true };
      streams.set(name, found);
    }
    return found;
  }

  /**
   * Reads the beginning of a source for a trial: who wrote it last, and for the first source of a stream what copies to
   * expect in it. Of a live one too little is seen at once, and how little depends on its chunks.
   */
  function lookAt(source: Source, stream: Stream, reader: Reader, bytes: Buffer, isWhole: boolean): Beginning {
    const votes = createVotes();
    if (!stream.isNew)
      return { dialect: reader.rehearse(bytes, isWhole, votes.take), isNewestFirst: votes.isNewestFirst() };
    stream.isNew = false;
    stream.times.hasLeapDay = !source.live && bytes.includes(LEAP_DAY);
    stream.exit.emit = votes.take;
    const dialect = reader.rehearse(bytes, isWhole, stream.duplicates.take);
    stream.duplicates.flush();
    stream.duplicates.forget(!source.live);
    stream.exit.emit = emit;
    return { dialect, isNewestFirst: votes.isNewestFirst() };
  }

  function open(source: Source, stream: Stream): Reader {
    return createOldestFirst({
      source,
      createReader: (outlet) => createReader(source, settings, shared, stream.times, outlet),
      lookAt: (reader, bytes, isWhole) => lookAt(source, stream, reader, bytes, isWhole),
      take: stream.duplicates.take,
    });
  }

  function use(wanted: Source): Reader {
    if (wanted === source && reader !== undefined) return reader;
    const found = streamOf(wanted.stream);
    const known = readers.get(wanted) ?? open(wanted, found);
    readers.set(wanted, known);
    source = wanted;
    stream = found;
    reader = known;
    return known;
  }

  function feed(piece: Chunk | Break): void {
    const target = use(piece.source);
    if (piece.kind === 'chunk') {
      target.chunk(piece.bytes, piece.offset);
      stream!.duplicates.preserve();
    } else if (piece.kind === 'idle') {
      target.idle();
      stream!.duplicates.flush();
    } else if (piece.kind !== 'opened') target.finish();
  }

  function end(): void {
    for (const each of readers.values()) each.finish();
    for (const { duplicates } of streams.values()) duplicates.flush();
  }

  return { feed, end, inputs: () => [...readers.values()].map((each) => each.counts) };
}

function createShared(): Shared {
  return { names: createNames(), speakers: createSpeakers(), lastAt: new Float64Array(0) };
}
