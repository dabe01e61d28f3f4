/**
 * Room 2, envelopes: what container runtimes put around a line of charon's output: Docker's json-file, `{"log":"05[CFG] ...\n","stream":"stdout","time":"..."}`, and CRI's
 * `2026-11-23T09:08:57.123456789Z stdout F 05[CFG] ...`. Long lines come in parts and are joined.
 */
import { LF, OPEN_BRACE, SPACE, isDigit, spanIs, startsWith } from '../bytes.ts';
import type { DialectName } from '../dialects.ts';
import type { Record } from '../record.ts';
import { MAX_LINE } from '../split.ts';
import { measureIso } from '../time-shapes.ts';
import { createCharonJson } from './charon-json.ts';
import type { Context, Envelope } from './envelope.ts';
import { readObject, unescapeString } from './json.ts';
import { createText } from './text.ts';
import { VERDICTS } from './verdict.ts';
import type { Verdict } from './verdict.ts';

const QUARTER = 15 * 60_000;
const COLUMNS = ['log', 'stream', 'time'].map((name) => Buffer.from(name));
const STREAMS = [' stdout ', ' stderr '].map((text) => Buffer.from(text));

/** Reads the line inside, gathered from parts, and joins its time with the runtime's. */
interface Inner {
  /** Adds bytes; JSON's escapes are undone when `isJson`. */
  append(bytes: Buffer, start: number, end: number, isJson: boolean): void;
  /** Whether the line is complete by its own newline. */
  endsInNewline(): boolean;
  /** Reads what was gathered; `outer` is the runtime's time in UTC. */
  read(outer: number, record: Record): Verdict;
}

function createInner(context: Context, dialect: DialectName): Inner {
  const text = createText(context);
  const json = createCharonJson(context);
  const bytes = Buffer.alloc(MAX_LINE + 8);
  // Invariant: bytes[0, length) is the line so far, which began at `line` and `offset` unless it is empty.
  let length = 0;
  let line = 0;
  let offset = 0;

  function setOrigin(record: Record): void {
    if (length > 0) {
      record.line = line;
      record.offset = offset;
    }
    line = record.line;
    offset = record.offset;
  }

  return {
    append(from, start, end, isJson) {
      if (isJson) length = unescapeString(from, start, end, bytes, length);
      else length += from.copy(bytes, length, start, Math.min(end, start + MAX_LINE - length));
    },
    endsInNewline: () => length > 0 && bytes[length - 1] === LF,
    read(outer, record) {
      setOrigin(record);
      let end = length;
      length = 0;
      while (end > 0 && (bytes[end - 1] === LF || bytes[end - 1] === 0x0d)) end--;
      const verdict = (bytes[0] === OPEN_BRACE ? json : text).read(bytes, 0, end, record);
      if (verdict === VERDICTS.misfit) return VERDICTS.other;
      record.at = joinTimes(record.at, outer, record.zone);
      context.dialect = dialect;
      return verdict;
    },
  };
}

/**
 * The time of a line that carries the runtime's (`outer`, UTC) and maybe charon's own. charon's is when it was said, for its output may be buffered; but its zone is seldom
 * known, so it is brought to the runtime's by whole quarter hours.
 */
export function joinTimes(inner: number, outer: number, _zone: number): number {
  if (Number.isNaN(inner)) return outer;
  return Number.isNaN(outer) ? inner : inner + Math.round((outer - inner) / QUARTER) * QUARTER;
}

function columnOf(bytes: Buffer, start: number, end: number): number {
  for (let column = 0; column < COLUMNS.length; column++) if (spanIs(bytes, start, end, COLUMNS[column]!)) return column;
  return -1;
}

export function createDockerJson(context: Context): Envelope {
  const inner = createInner(context, 'docker-json');
  const spans = new Int32Array(2 * COLUMNS.length);
  const readStamp = context.clock.reading('iso');

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (bytes[start] !== OPEN_BRACE) return VERDICTS.misfit;
    readObject(bytes, start, end, columnOf, spans);
    if (spans[0]! < 0 || spans[2]! < 0) return VERDICTS.misfit;
    inner.append(bytes, spans[0]!, spans[1]!, true);
    if (!inner.endsInNewline()) return VERDICTS.part;
    const hasTime = spans[4]! >= 0 && measureIso(bytes, spans[4]!, spans[5]!) === spans[5]!;
    const outer = hasTime && readStamp(bytes, spans[4]!, spans[5]!, record) ? record.at : Number.NaN;
    return inner.read(outer, record);
  }

  return { read, flush: () => VERDICTS.misfit };
}

/** Where the text of a CRI line begins, `time stdout F text`; -1 when it is none. */
export function criTextStart(bytes: Buffer, start: number, end: number): number {
  if (!isDigit(bytes[start])) return -1;
  const stop = measureIso(bytes, start, end);
  if (stop < 0 || !STREAMS.some((stream) => startsWith(bytes, stop, end, stream))) return -1;
  const flag = bytes[stop + 8];
  return (flag === 0x46 || flag === 0x50) && (stop + 9 === end || bytes[stop + 9] === SPACE) ? Math.min(stop + 10, end) : -1;
}

export function createCri(context: Context): Envelope {
  const inner = createInner(context, 'cri');
  const readStamp = context.clock.reading('iso');

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const text = criTextStart(bytes, start, end);
    if (text < 0) return VERDICTS.misfit;
    inner.append(bytes, text, end, false);
    const isPart = bytes[Math.min(text, end) - (text === end && bytes[end - 1] !== SPACE ? 1 : 2)] === 0x50;
    if (isPart) return VERDICTS.part;
    readStamp(bytes, start, measureIso(bytes, start, end), record);
    return inner.read(record.at, record);
  }

  return { read, flush: () => VERDICTS.misfit };
}
