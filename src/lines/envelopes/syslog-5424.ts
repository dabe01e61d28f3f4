/**
 * Room 2, envelopes: the syslog protocol, version 1 (RFC 5424): `<30>1 TIME HOST PROGRAM PID MSGID STRUCTURED-DATA
 * MESSAGE`.
 */
import { BYTES, findByte, isDigit, lazyBuffer, skipBlanks, skipDigits } from '../bytes.ts';
import { createIntern } from '../intern.ts';
import type { Record } from '../record.ts';
import { measureIso } from '../time-shapes.ts';
import { hasThreadPrefix } from './charon-prefix.ts';
import type { Context, Envelope } from './envelope.ts';
import { clearRecord } from './envelope.ts';
import { isCharonProgram } from './programs.ts';
import { readFolded } from './repeats.ts';
import { undoEscapes } from './rsyslog-escapes.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { BACKSLASH, CLOSE_BRACKET, DASH, GREATER, LESS, OPEN_BRACKET, QUOTE, SPACE } = BYTES;
const { broken: BROKEN, charon: CHARON, misfit: MISFIT, other: OTHER } = VERDICTS;

/** Position after `<30>1 `, or -1. */
export function versionEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] !== LESS) return -1;
  const digits = skipDigits(bytes, start + 1, Math.min(end, start + 5));
  if (digits === start + 1 || bytes[digits] !== GREATER || bytes[digits + 1] !== 0x31 || bytes[digits + 2] !== SPACE)
    return -1;
  return digits + 3 < end ? digits + 3 : -1;
}

/**
 * Position after the structured data that begins at `start`: `-`, or elements in brackets whose values may hold escaped
 * brackets.
 */
function structuredEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start] === DASH) return start + 1;
  let at = start;
  while (at < end && bytes[at] === OPEN_BRACKET) at = elementEnd(bytes, at, end);
  return at;
}

function elementEnd(bytes: Buffer, start: number, end: number): number {
  let isQuoted = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === BACKSLASH && isQuoted) at++;
    else if (byte === CLOSE_BRACKET && !isQuoted) return at + 1;
  }
  return end;
}

export function createSyslog5424(context: Context): Envelope {
  const folded = { count: 1, start: 0, end: 0 };
  const readStamp = context.clock.reading('iso');
  const scratch = lazyBuffer(0x10000);
  // Columns of a line, reused: positions of host, program and pid.
  const columns = new Int32Array(8);
  const speakerOf = createIntern((bytes, start, end) => {
    const [host = '-', program = '-', pid = '-'] = bytes.toString('utf8', start, end).split(' ');
    const number = /^\d{1,10}$/.test(pid) ? Number(pid) : null;
    return context.speakers.find(context.stream, host === '-' ? null : host, program === '-' ? null : program, number);
  });

  /**
   * Finds the four words from `at`: columns 2i, 2i + 1 are the bounds of word i. Answers where the structured data
   * begins, or -1.
   */
  function readColumns(bytes: Buffer, start: number, end: number): number {
    let at = start;
    for (let column = 0; column < 4; column++) {
      const stop = findByte(bytes, at, end, SPACE);
      if (stop < 0) return -1;
      columns[2 * column] = at;
      columns[2 * column + 1] = stop;
      at = stop + 1;
    }
    return at;
  }

  function setTime(bytes: Buffer, start: number, stop: number, record: Record): void {
    if (stop > start) readStamp(bytes, start, stop, record);
    else record.at = record.zone = Number.NaN;
  }

  /** The message `bytes[at, end)` becomes the record's text, if it is charon's. */
  function setMessage(bytes: Buffer, at: number, end: number, record: Record): Verdict {
    clearRecord(record);
    if (isDigit(bytes[at]) && hasThreadPrefix(bytes, at, end))
      return context.readPrefix(bytes, at, end, record) ? CHARON : BROKEN;
    if (readFolded(bytes, at, end, folded) && hasThreadPrefix(bytes, folded.start, folded.end)) {
      record.count = folded.count;
      return context.readPrefix(bytes, folded.start, folded.end, record) ? CHARON : BROKEN;
    }
    if (!isCharonProgram(bytes, columns[2]!, columns[3]!) || at >= end) return OTHER;
    record.bytes = bytes;
    record.start = at;
    record.end = end;
    return CHARON;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const from = versionEnd(bytes, start, end);
    if (from < 0) return MISFIT;
    const stop = bytes[from] === DASH ? from : measureIso(bytes, from, end);
    if (stop < 0) return MISFIT;
    const data = readColumns(bytes, bytes[from] === DASH ? from + 2 : stop + 1, end);
    if (data < 0) return MISFIT;
    let at = skipBlanks(bytes, structuredEnd(bytes, data, end), end);
    if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
    const verdict = setMessage(bytes, at, end, record);
    if (verdict !== CHARON) return verdict;
    setTime(bytes, from, stop, record);
    record.speaker = speakerOf(bytes, columns[0]!, columns[5]!);
    context.dialect = 'syslog-5424';
    if (context.presence.octal) undoEscapes(record, scratch);
    return verdict;
  }

  return { read, flush: () => MISFIT, forget: () => {} };
}
