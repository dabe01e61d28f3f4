/**
 * Room 2, envelopes: charon's JSON file log (since 6.0.0). The order of keys is fixed; only the message is escaped, so
 * quotes and control bytes of a name or a time stand there raw. (libcharon/bus/listeners/file_logger.c)
 */
import { BYTES, isDigit, numberOf, skipDigits, startsWith } from '../bytes.ts';
import type { Record, Speaker } from '../record.ts';
import type { Shape } from '../time-shapes.ts';
import { MEASURES, SHAPES } from '../time-shapes.ts';
import { groupAt } from './charon-prefix.ts';
import type { Context, Envelope } from './envelope.ts';
import { clearRecord } from './envelope.ts';
import { createColumns, createObjectReader, hasEscape, unescapeString } from './json.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { OPEN_BRACE } = BYTES;
const { broken: BROKEN, charon: CHARON, misfit: MISFIT } = VERDICTS;

const TIME = Buffer.from('{"time":"');
const THREAD_FIRST = Buffer.from('{"thread":');
const THREAD = Buffer.from('","thread":');
const GROUP = Buffer.from(',"group":"');
const LEVEL = Buffer.from('","level":');
const UNIQUE_ID = Buffer.from(',"ikesa-uniqueid":"');
const NAME = Buffer.from('","ikesa-name":"');
const MESSAGE = Buffer.from('"msg":"');
const COLUMNS = ['time', 'thread', 'group', 'level', 'ikesa-uniqueid', 'ikesa-name', 'msg'] as const;
const columnOf = createColumns(COLUMNS);

/** Bounds of the values; -1 when missing. The order is that of COLUMNS, two numbers each. */
type Spans = Int32Array;

/** Position of `literal` from `start`, or -1; never beyond `end`. */
function find(bytes: Buffer, start: number, end: number, literal: Buffer): number {
  const last = end - literal.length;
  for (let at = start; at <= last; at++) {
    if (bytes[at] === literal[0] && startsWith(bytes, at, end, literal)) return at;
  }
  return -1;
}

/** Reads the line as charon writes it: keys in their order. False when it is not so. */
function readOrdered(bytes: Buffer, start: number, end: number, spans: Spans): boolean {
  spans.fill(-1);
  let at = start;
  if (startsWith(bytes, at, end, TIME)) {
    const stop = find(bytes, at + TIME.length, end, THREAD);
    if (stop < 0) return false;
    spans[0] = at + TIME.length;
    spans[1] = stop;
    at = stop + THREAD.length;
  } else if (startsWith(bytes, at, end, THREAD_FIRST)) at += THREAD_FIRST.length;
  else return false;
  spans[2] = at;
  at = skipDigits(bytes, at, end);
  spans[3] = at;
  if (!startsWith(bytes, at, end, GROUP)) return false;
  spans[4] = at + GROUP.length;
  spans[5] = at + GROUP.length + 3;
  at = spans[5]!;
  if (!startsWith(bytes, at, end, LEVEL)) return false;
  spans[6] = at + LEVEL.length;
  at = skipDigits(bytes, spans[6]!, end);
  spans[7] = at;
  return readTagAndMessage(bytes, at, end, spans);
}

function readTagAndMessage(bytes: Buffer, from: number, end: number, spans: Spans): boolean {
  let at = from;
  if (startsWith(bytes, at, end, UNIQUE_ID)) {
    spans[8] = at + UNIQUE_ID.length;
    at = skipDigits(bytes, spans[8]!, end);
    spans[9] = at;
    if (startsWith(bytes, at, end, NAME)) {
      spans[10] = at + NAME.length;
      at = findNameEnd(bytes, spans[10]!, end);
      if (at < 0) return false;
      spans[11] = at;
    }
    at++;
  }
  if (bytes[at] !== 0x2c || !startsWith(bytes, at + 1, end, MESSAGE)) return false;
  spans[12] = at + 1 + MESSAGE.length;
  // Nothing follows the message but the closing quote and brace; a line that was cut has neither.
  spans[13] = bytes[end - 1] === 0x7d && bytes[end - 2] === 0x22 && end - 2 >= spans[12]! ? end - 2 : end;
  return true;
}

/** A name ends before `","msg":"`, whatever bytes it holds. */
function findNameEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x22 && bytes[at + 1] === 0x2c && startsWith(bytes, at + 2, end, MESSAGE)) return at;
  }
  return -1;
}

export function createCharonJson(context: Context): Envelope {
  const spans: Spans = new Int32Array(2 * COLUMNS.length);
  const readObject = createObjectReader(columnOf);
  const text = Buffer.alloc(0x11000);
  const nobody: Speaker = context.speakers.find(context.stream, null, null, null);
  let shape: Shape = 'iso';

  function setTime(bytes: Buffer, record: Record): void {
    const start = spans[0]!;
    const end = spans[1]!;
    if (start < 0) {
      record.at = record.zone = Number.NaN;
      return;
    }
    if (shape === 'custom' || MEASURES[shape](bytes, start, end) !== end) {
      shape =
        SHAPES.find(
          (candidate) =>
            candidate !== 'custom' && candidate !== 'none' && MEASURES[candidate](bytes, start, end) === end,
        ) ?? 'custom';
    }
    context.clock.reading(shape)(bytes, start, end, record);
  }

  function setText(bytes: Buffer, record: Record): void {
    record.bytes = bytes;
    record.start = spans[12]!;
    record.end = spans[13]!;
    if (!hasEscape(bytes, record.start, record.end)) return;
    record.end = unescapeString(bytes, record.start, record.end, text, 0);
    record.bytes = text;
    record.start = 0;
    context.hasNewline = true;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (bytes[start] !== OPEN_BRACE) return MISFIT;
    if (!readOrdered(bytes, start, end, spans)) {
      readObject(bytes, start, end, spans);
      if (spans[4]! < 0 || spans[12]! < 0 || spans[2]! < 0) return MISFIT;
    }
    const group = spans[5]! - spans[4]! === 3 ? groupAt(bytes, spans[4]!) : -1;
    if (group < 0 || !isDigit(bytes[spans[2]!])) return BROKEN;
    clearRecord(record);
    record.group = group;
    record.thread = numberOf(bytes, spans[2]!, spans[3]!);
    record.level = spans[6]! < 0 ? -1 : numberOf(bytes, spans[6]!, spans[7]!);
    if (spans[8]! >= 0) record.uniqueId = numberOf(bytes, spans[8]!, spans[9]!);
    if (spans[10]! >= 0) record.name = context.names(bytes, spans[10]!, spans[11]!);
    record.speaker = nobody;
    setText(bytes, record);
    setTime(bytes, record);
    context.dialect = 'charon-json';
    return CHARON;
  }

  return { read, flush: () => MISFIT, forget: () => {} };
}
