/**
 * Room 2: reads one source: bytes become lines, lines become records, and what is no message is counted.
 */
import type { Source } from '../intake/index.ts';
import { BYTES, lazyBuffer } from './bytes.ts';
import type { InputCounts } from './counts.ts';
import { copyCounts, createCounts, restoreCounts } from './counts.ts';
import { withoutColour } from './decoration.ts';
import { createDetector } from './detect.ts';
import type { DialectName } from './dialects.ts';
import type { IsKnownText } from './envelopes/bare.ts';
import { createPrefixReader } from './envelopes/charon-prefix.ts';
import type { Context } from './envelopes/envelope.ts';
import type { Verdict } from './envelopes/verdict.ts';
import { VERDICTS } from './envelopes/verdict.ts';
import type { Intern, Speakers } from './intern.ts';
import type { Line } from './line.ts';
import { lossesIn } from './losses.ts';
import type { Record } from './record.ts';
import { createRecord } from './record-copy.ts';
import { createSplit, MAX_LINE } from './split.ts';
import type { ClockOptions, StreamTimes } from './time.ts';
import { createClock } from './time.ts';

const { LF } = BYTES;
const { broken: BROKEN, charon: CHARON, foreign: FOREIGN, misfit: MISFIT, part: PART, repeated: REPEATED } = VERDICTS;

/** A clock that steps back less than this is not noted: threads take their time before they queue for the log. */
const CLOCK_BACK = 1000;
/** Beyond it JavaScript has no dates. */
const LATEST = 8.64e15;

export interface ReaderOptions extends ClockOptions {
  dialect: DialectName | undefined;
  isKnownText: IsKnownText | undefined;
  /**
   * A line that is no message: `other`, or `broken` when it looks like charon's. The line is valid during the call
   * only.
   */
  onOther: ((line: Line, why: 'other' | 'broken') => void) | undefined;
}

/** What the sources of a run share. */
export interface Shared {
  names: Intern<string>;
  speakers: Speakers;
  /** Last time of each speaker by its id; NaN before the first. */
  lastAt: Float64Array;
}

/** Who takes messages. `isStable`: the record's bytes stay as they are until the reader is asked for more. */
export type TakeRecord = (record: Record, counts: InputCounts, isStable: boolean) => void;

/**
 * Where a reader's messages go. An object whose `take` is exchanged, not a function handed over: readers then call one
 * and the same function from one place, which the engine can inline (a quarter of the time per line).
 */
export interface Outlet {
  take: TakeRecord;
}

export interface Reader {
  readonly counts: InputCounts;
  /** The line at hand; whoever fills it asks readLine. */
  readonly line: Line;
  chunk(bytes: Buffer, offset: number): void;
  readLine(): void;
  /** Nothing more is to be read just now. */
  idle(): void;
  /** The file ended, for good or because another takes its place. */
  finish(): void;
  /**
   * Reads the first bytes for a trial: messages go to `take`, nothing is counted or remembered. `isWhole`: there is no
   * more. Answers the dialect.
   */
  rehearse(bytes: Buffer, isWhole: boolean, take: TakeRecord): DialectName | null;
}

export function createReader(
  source: Source,
  options: ReaderOptions,
  shared: Shared,
  times: StreamTimes,
  outlet: Outlet,
): Reader {
  const counts = createCounts(source);
  const number = source.linesBefore ?? 0;
  const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number, offset: 0, cut: false };
  const record = createRecord(source, shared.speakers.find(source.stream, null, null, null));
  const split = createSplit(line, counts, onLine);
  const context: Context = {
    stream: source.stream,
    clock: createClock(options, source, counts, times),
    counts,
    names: shared.names,
    readPrefix: createPrefixReader(shared.names),
    speakers: shared.speakers,
    presence: split.presence,
    takeRaw: split.takeRaw,
    dialect: 'charon-file',
    hasNewline: false,
  };
  const detector = createDetector(context, options.dialect, options.isKnownText);
  const plainBytes = lazyBuffer(MAX_LINE);
  // Invariant: the record holds the last line's message while isMessage; then "last message repeated" means it.
  let isMessage = false;
  let dialect: DialectName | null = null;
  let inDialect = 0;
  let { onOther } = options;

  function onLine(): void {
    record.line = line.number;
    record.offset = line.offset;
    context.hasNewline = false;
    if (split.presence.escape) readColoured();
    else judge(detector.read(line.bytes, line.start, line.end, record));
  }

  function readColoured(): void {
    const plain = plainBytes();
    const length = withoutColour(line.bytes, line.start, line.end, plain);
    judge(
      length < 0 ? detector.read(line.bytes, line.start, line.end, record) : detector.read(plain, 0, length, record),
    );
  }

  function judge(verdict: Verdict): void {
    if (verdict === CHARON) {
      take();
      return;
    }
    if (verdict === REPEATED && isMessage) {
      repeat();
      return;
    }
    isMessage = false;
    if (verdict === PART) counts.parts++;
    else if (verdict === BROKEN) {
      counts.broken++;
      onOther?.(line, 'broken');
    } else {
      counts.other++;
      if (verdict !== FOREIGN) counts.lost += lossesIn(line.bytes, line.start, line.end);
      onOther?.(line, 'other');
    }
  }

  function take(): void {
    counts.charonLines++;
    isMessage = true;
    if (context.dialect === dialect) inDialect++;
    else switchDialect();
    if (record.count > 1) counts.repeated += record.count;
    if (context.hasNewline && record.bytes.subarray(record.start, record.end).includes(LF)) emitLines();
    else deliver();
  }

  function switchDialect(): void {
    if (dialect !== null) counts.dialects.set(dialect, (counts.dialects.get(dialect) ?? 0) + inDialect);
    dialect = context.dialect;
    inDialect = 1;
    counts.dialect ??= dialect;
  }

  /** A message of several lines becomes as many records, as charon's file log has it. */
  function emitLines(): void {
    const { start, end } = record;
    let from = start;
    for (let at = start; at <= end; at++) {
      if (at < end && record.bytes[at] !== LF) continue;
      record.start = from;
      record.end = at;
      if (at > from) deliver();
      record.messageId = -1;
      from = at + 1;
    }
  }

  function repeat(): void {
    counts.charonLines++;
    counts.repeated += record.count;
    deliver();
    record.count = 1;
  }

  function deliver(): void {
    noteClock();
    outlet.take(record, counts, record.bytes === line.bytes);
  }

  function noteClock(): void {
    if (!(Math.abs(record.at) <= LATEST)) record.at = Number.NaN;
    const { id } = record.speaker;
    if (id >= shared.lastAt.length) shared.lastAt = longer(shared.lastAt, id);
    const { lastAt } = shared;
    if (record.at <= lastAt[id]! - CLOCK_BACK) counts.clockBack++;
    if (!Number.isNaN(record.at)) lastAt[id] = record.at;
  }

  function chunk(bytes: Buffer, offset: number): void {
    split.chunk(bytes, offset);
    if (isMessage) preserve();
  }

  /** The chunk's bytes go away; the last message may still be repeated. */
  function preserve(): void {
    record.bytes = Buffer.from(record.bytes.subarray(record.start, record.end));
    record.start = 0;
    record.end = record.bytes.length;
  }

  function flush(): void {
    const verdict = detector.flush(record);
    if (verdict === MISFIT) return;
    // Its lines were counted as parts: one of them is the entry.
    counts.parts--;
    judge(verdict);
  }

  function finish(): void {
    split.restart();
    flush();
    if (dialect !== null) switchDialectAtEnd();
  }

  function switchDialectAtEnd(): void {
    counts.dialects.set(dialect!, (counts.dialects.get(dialect!) ?? 0) + inDialect);
    inDialect = 0;
    let most = 0;
    for (const [name, lines] of counts.dialects) {
      if (lines > most) counts.dialect = name;
      most = Math.max(most, lines);
    }
  }

  function rehearse(bytes: Buffer, isWhole: boolean, take: TakeRecord): DialectName | null {
    const before = { ...times };
    const countsBefore = copyCounts(counts);
    const lastAt = shared.lastAt.slice();
    outlet.take = take;
    onOther = undefined;
    counts.dialect = null;
    split.chunk(bytes, 0);
    if (isWhole) finish();
    else flush();
    const found = counts.dialect;
    Object.assign(times, before);
    shared.lastAt = lastAt;
    onOther = options.onOther;
    forget();
    restoreCounts(counts, countsBefore);
    return found;
  }

  function forget(): void {
    split.forget();
    detector.forget();
    context.clock.forget();
    isMessage = false;
    dialect = null;
    inDialect = 0;
  }

  return { counts, line, chunk, readLine: onLine, idle: flush, finish, rehearse };
}

/** The same times with room for speaker `id`. */
function longer(times: Float64Array, id: number): Float64Array {
  const result = new Float64Array(2 * id + 16).fill(Number.NaN);
  result.set(times);
  return result;
}
