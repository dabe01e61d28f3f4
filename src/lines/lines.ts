/**
 * Room 2, lines: chunks and breaks of all sources of a run enter, records leave.
 */
import type { Break, Chunk, Source } from '../intake/index.ts';
import type { InputCounts } from './counts.ts';
import type { DialectName } from './dialects.ts';
import { createNames, createSpeakers } from './intern.ts';
import type { Line } from './line.ts';
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
  /** The present in milliseconds since 1970 UTC. The year that a log lacks is the latest that makes no line later than this. */
  now: () => number;
  /** When a file was last written to, if known: better than `now` for old files. */
  writtenAt?: (source: Source) => number | undefined;
  /** Called for each line that is no message, with the reason. The line is valid during the call only. */
  onOther?: (line: Line, why: 'other' | 'broken') => void;
}

export interface Lines {
  feed(piece: Chunk | Break): void;
  /** The run is over: everything that waits is emitted. */
  end(): void;
  /** What became of each source's lines, in order of opening. */
  inputs(): readonly InputCounts[];
}

/**
 * Reads all sources of a run. Records reach `emit` one by one in the order of the log; the object is reused.
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
    onOther: options.onOther,
  };
  const shared: Shared = { names: createNames(), speakers: createSpeakers(), lastAt: new Float64Array(0) };
  const readers = new Map<Source, Reader>();
  const streams = new Map<string, StreamTimes>();
  // Invariant: `reader` reads `source`; kept because chunks of one source follow each other.
  let source: Source | undefined;
  let reader: Reader | undefined;

  function readerOf(wanted: Source): Reader {
    if (wanted === source && reader !== undefined) return reader;
    let found = readers.get(wanted);
    if (found === undefined) {
      const times = streams.get(wanted.stream) ?? createStreamTimes();
      streams.set(wanted.stream, times);
      found = createReader(wanted, settings, shared, times, emit);
      readers.set(wanted, found);
    }
    source = wanted;
    reader = found;
    return found;
  }

  function feed(piece: Chunk | Break): void {
    const target = readerOf(piece.source);
    if (piece.kind === 'chunk') target.chunk(piece.bytes, piece.offset);
    else if (piece.kind === 'idle') target.idle();
    else if (piece.kind !== 'opened') target.finish();
  }

  function end(): void {
    for (const each of readers.values()) each.finish();
  }

  return { feed, end, inputs: () => [...readers.values()].map((each) => each.counts) };
}
