/**
 * Room 2, envelopes: what container runtimes put around a line of charon's output: Docker's json-file, `{"log":"05[CFG]
 * ...\n","stream":"stdout","time":"..."}`, and CRI's `2026-11-23T09:08:57.123456789Z stdout F 05[CFG] ...`. Long lines
 * come in parts and are joined.
 */
import { BYTES, isDigit, startsWith } from '../bytes.ts';
import type { DialectName } from '../dialects.ts';
import type { Record } from '../record.ts';
import { MAX_LINE } from '../split.ts';
import { joinTimes } from '../time.ts';
import { measureIso } from '../time-shapes.ts';
import { createCharonJson } from './charon-json.ts';
import type { Context, Envelope } from './envelope.ts';
import { createColumns, createObjectReader, unescapeString } from './json.ts';
import { createText } from './text.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { CR, LF, OPEN_BRACE, SPACE } = BYTES;
const { misfit: MISFIT, other: OTHER, part: PART } = VERDICTS;

const FULL = 0x46;
const PARTIAL = 0x50;
const COLUMNS = ['log', 'stream', 'time'] as const;
const columnOf = createColumns(COLUMNS);
const STREAMS = [' stdout ', ' stderr '].map((text) => Buffer.from(text));

/** Reads the line inside, gathered from parts, and joins its time with the runtime's. */
interface Inner {
  /** Adds bytes of the line that `record` has the origin of; JSON's escapes are undone when `isJson`. */
  append(bytes: Buffer, start: number, end: number, isJson: boolean, record: Record): void;
  /** Whether the line is complete by its own newline. */
  endsInNewline(): boolean;
  /** Reads what was gathered; `outer` is the runtime's time in UTC, NaN when it has none. */
  read(outer: number, record: Record): Verdict;
  forget(): void;
}

function createInner(context: Context, dialect: DialectName): Inner {
  const text = createText(context);
  const json = createCharonJson(context);
  const bytes = Buffer.alloc(MAX_LINE + 8);
  // Invariant: bytes[0, length) is the line so far, which began at `line` and `offset` unless it is empty.
  let length = 0;
  let line = 0;
  let offset = 0;

  function append(from: Buffer, start: number, end: number, isJson: boolean, record: Record): void {
    if (length === 0) {
      line = record.line;
      offset = record.offset;
    }
    if (isJson) length = unescapeString(from, start, end, bytes, length);
    else length += from.copy(bytes, length, start, Math.min(end, start + bytes.length - length));
  }

  function read(outer: number, record: Record): Verdict {
    record.line = line;
    record.offset = offset;
    let end = length;
    length = 0;
    while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--;
    const verdict = (bytes[0] === OPEN_BRACE ? json : text).read(bytes, 0, end, record);
    if (verdict === MISFIT) return OTHER;
    record.at = joinTimes(record.at, outer);
    if (!Number.isNaN(outer)) record.zone = 0;
    context.dialect = dialect;
    return verdict;
  }

  function forget(): void {
    length = 0;
    text.forget();
  }

  return { append, read, endsInNewline: () => length > 0 && bytes[length - 1] === LF, forget };
}

export function createDockerJson(context: Context): Envelope {
  const inner = createInner(context, 'docker-json');
  const readObject = createObjectReader(columnOf);
  const spans = new Int32Array(2 * COLUMNS.length);
  const readStamp = context.clock.reading('iso');

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (bytes[start] !== OPEN_BRACE) return MISFIT;
    readObject(bytes, start, end, spans);
    if (spans[0]! < 0 || spans[2]! < 0) return MISFIT;
    inner.append(bytes, spans[0]!, spans[1]!, true, record);
    if (!inner.endsInNewline()) return PART;
    const hasTime = spans[4]! >= 0 && measureIso(bytes, spans[4]!, spans[5]!) === spans[5]!;
    const outer = hasTime && readStamp(bytes, spans[4]!, spans[5]!, record) ? record.at : Number.NaN;
    return inner.read(outer, record);
  }

  return { read, flush: () => MISFIT, forget: inner.forget };
}

/** Where the flag of a CRI line stands, the `F` or `P` of `time stdout F text`; -1 when the line is none. */
export function criFlagAt(bytes: Buffer, start: number, end: number): number {
  if (!isDigit(bytes[start])) return -1;
  const stop = measureIso(bytes, start, end);
  if (stop < 0 || !STREAMS.some((stream) => startsWith(bytes, stop, end, stream))) return -1;
  const flag = stop + 8;
  const isFlag = bytes[flag] === FULL || bytes[flag] === PARTIAL;
  return isFlag && flag < end && (flag + 1 === end || bytes[flag + 1] === SPACE) ? flag : -1;
}

export function createCri(context: Context): Envelope {
  const inner = createInner(context, 'cri');
  const readStamp = context.clock.reading('iso');

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const flag = criFlagAt(bytes, start, end);
    if (flag < 0) return MISFIT;
    inner.append(bytes, Math.min(flag + 2, end), end, false, record);
    if (bytes[flag] === PARTIAL) return PART;
    readStamp(bytes, start, measureIso(bytes, start, end), record);
    return inner.read(record.at, record);
  }

  return { read, flush: () => MISFIT, forget: inner.forget };
}
