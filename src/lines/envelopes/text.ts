/**
 * Room 2, envelopes: a line of text, `[<PRI>][time ][host ][program[pid]: ]13[IKE] message`, in any combination. That
 * covers charon's own file, syslog by RFC 3164 and with ISO times, journalctl's short formats and what web pages make
 * of them. Which time shape the source has is learned; the rest is seen from each line, because such files are mixed.
 * What follows the time is read in text-rest.ts.
 */
import { BYTES, isBlank, isDigit, lazyBuffer, skipDigits } from '../bytes.ts';
import type { DialectName } from '../dialects.ts';
import type { Record, Speaker } from '../record.ts';
import { createSight, isSeen, remember } from '../sight.ts';
import type { ReadStamp } from '../time.ts';
import type { Measure, Shape } from '../time-shapes.ts';
import { MEASURES, SHAPES } from '../time-shapes.ts';
import { hasThreadPrefix } from './charon-prefix.ts';
import type { Context, Envelope } from './envelope.ts';
import { isForeign } from './foreign.ts';
import { undoEscapes } from './rsyslog-escapes.ts';
import { createParts, createRest } from './text-rest.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { GREATER, LESS, OPEN_BRACKET, SPACE } = BYTES;
const { broken: BROKEN, charon: CHARON, foreign: FOREIGN, misfit: MISFIT, other: OTHER } = VERDICTS;

/** charon's prefix is looked for so far into a line whose time has an unknown shape. */
const LONGEST_PREFIX = 100;
/** Host and program. */
const MOST_WORDS_BETWEEN = 2;
/** Longer headers are not remembered. */
const LONGEST_HEADER = 128;

export function createText(context: Context): Envelope {
  const rest = createRest(context);
  const parts = createParts();
  const scratch = lazyBuffer(0x10000);
  // Invariant: `measure` and `readStamp` belong to `shape`; measure is undefined while no shape is known and for
  // `custom`.
  let shape: Shape = 'none';
  let measure: Measure | undefined;
  let readStamp: ReadStamp = context.clock.reading(shape);
  let isProven = false;
  // Invariant: `header` is what stood between time and prefix of the last message that had a prefix, with its blanks;
  // the others belong to it.
  const header = createSight(LONGEST_HEADER);
  let speaker: Speaker | undefined;
  let dialect: DialectName = 'charon-file';
  let isHeaded = false;

  /** The same time shape and header as the line before: nearly every line of a log that is charon's alone. */
  function readLikeBefore(bytes: Buffer, at: number, stop: number, end: number, record: Record): Verdict {
    const body = stop + header.length;
    if (speaker === undefined || body >= end || (header.length > 0 && !isSeen(header, bytes, stop))) return MISFIT;
    if (!hasThreadPrefix(bytes, body, end)) return MISFIT;
    if (!context.readPrefix(bytes, body, end, record)) return BROKEN;
    record.messageId = -1;
    record.count = 1;
    record.speaker = speaker;
    readStamp(bytes, at, stop, record);
    context.dialect = dialect;
    if (context.presence.octal && isHeaded) undoEscapes(record, scratch);
    return CHARON;
  }

  function learnHeader(bytes: Buffer, record: Record): void {
    if (parts.prefix < 0) return;
    remember(header, bytes, parts.stampEnd, parts.prefix);
    speaker = record.speaker;
    dialect = context.dialect;
    isHeaded = parts.head < parts.body;
  }

  /** Reads what follows the stamp `[at, stop)` of a line of the present shape. */
  function readRest(bytes: Buffer, at: number, stop: number, end: number, record: Record): Verdict {
    parts.shape = shape;
    parts.readStamp = readStamp;
    parts.stamp = at;
    parts.stampEnd = stop;
    parts.end = end;
    const verdict = rest(bytes, parts, record);
    if (verdict === CHARON) {
      isProven = true;
      learnHeader(bytes, record);
      if (context.presence.octal && parts.head < parts.body) undoEscapes(record, scratch);
    }
    return verdict;
  }

  function setShape(wanted: Shape): void {
    shape = wanted;
    readStamp = context.clock.reading(wanted);
  }

  /** The line does not have the shape learned so far: tries the others. */
  function readOtherShape(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const learned = shape;
    const wasProven = isProven;
    for (const candidate of SHAPES) {
      if (candidate === 'custom' || (candidate === learned && measure !== undefined)) continue;
      const stop = MEASURES[candidate](bytes, start, end);
      if (stop < 0 || stop > end) continue;
      setShape(candidate);
      const verdict = readRest(bytes, start, stop, end, record);
      if (verdict === MISFIT) continue;
      // Other programs' lines do not take the place of a shape that charon is known to use.
      if (verdict === OTHER && wasProven) setShape(learned);
      else measure = MEASURES[candidate];
      return verdict;
    }
    setShape('custom');
    const verdict = readCustom(bytes, start, end, record);
    if (verdict === MISFIT) setShape(learned);
    else measure = undefined;
    return verdict;
  }

  /** Any time, if only charon's prefix follows it, maybe behind host and program. */
  function readCustom(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const prefix = findPrefix(bytes, start, end);
    let stop = prefix;
    for (let words = 0; words <= MOST_WORDS_BETWEEN && stop > start; words++) {
      while (stop > start && isBlank(bytes[stop - 1])) stop--;
      if (stop > start && readStamp(bytes, start, stop, record)) return readRest(bytes, start, stop, end, record);
      while (stop > start && !isBlank(bytes[stop - 1])) stop--;
    }
    return MISFIT;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const at = bytes[start] === LESS ? skipPriority(bytes, start, end) : start;
    const stop = measure === undefined ? -1 : measure(bytes, at, end);
    let verdict: Verdict = MISFIT;
    if (stop >= 0) {
      verdict = readLikeBefore(bytes, at, stop, end, record);
      if (verdict === MISFIT)
        verdict = stop > at && isForeign(bytes, stop, end) ? FOREIGN : readRest(bytes, at, stop, end, record);
    } else if (shape === 'custom') verdict = readCustom(bytes, at, end, record);
    return verdict === MISFIT ? readOtherShape(bytes, at, end, record) : verdict;
  }

  function forget(): void {
    setShape('none');
    measure = undefined;
    isProven = false;
    header.length = 0;
    speaker = undefined;
  }

  return { read, flush: () => MISFIT, forget };
}

/** Where charon's prefix stands in a line, behind a blank; -1 when it does not. */
function findPrefix(bytes: Buffer, start: number, end: number): number {
  const last = Math.min(end, start + LONGEST_PREFIX);
  for (let at = start + 3; at < last; at++) {
    if (bytes[at] !== OPEN_BRACKET || !isDigit(bytes[at - 1])) continue;
    let digits = at;
    while (digits > start && isDigit(bytes[digits - 1])) digits--;
    if (digits > start && isBlank(bytes[digits - 1]) && hasThreadPrefix(bytes, digits, end)) return digits;
  }
  return -1;
}

/** Where the line begins behind `<30>`; RFC 5424's version digit is left to its own envelope. */
function skipPriority(bytes: Buffer, start: number, end: number): number {
  const stop = skipDigits(bytes, start + 1, Math.min(end, start + 4));
  return stop > start + 1 && bytes[stop] === GREATER && bytes[stop + 1] !== SPACE ? stop + 1 : start;
}
