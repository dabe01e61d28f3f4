/**
 * Room 2, envelopes: the fields of a journal entry become a record. Shared by journalctl's json, export and verbose
 * formats, which differ in how a field is found. (charon-systemd/charon-systemd.c; systemd.journal-fields(7))
 */
import { BYTES, hexDigit, isDigit } from '../bytes.ts';
import type { Intern } from '../intern.ts';
import { createIntern } from '../intern.ts';
import { suppressed } from '../losses.ts';
import type { Record, Speaker } from '../record.ts';
import { isSeen, sightOf } from '../sight.ts';
import { groupAt, hasThreadPrefix } from './charon-prefix.ts';
import type { Context } from './envelope.ts';
import { clearRecord } from './envelope.ts';
import { createColumns, hasEscape, readByteArray, skipSpace, stringEnd, unescapeString } from './json.ts';
import { isCharonProgram } from './programs.ts';
import { readFolded } from './repeats.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { OPEN_BRACKET, QUOTE } = BYTES;
const { broken: BROKEN, charon: CHARON, other: OTHER } = VERDICTS;

const CAPITAL_S = 0x53;

/** Columns of the fields that are read. */
export const COLUMNS = {
  MESSAGE: 0,
  MESSAGE_ID: 1,
  GROUP: 2,
  LEVEL: 3,
  THREAD: 4,
  IKE_SA_UNIQUE_ID: 5,
  IKE_SA_NAME: 6,
  _PID: 7,
  SYSLOG_PID: 8,
  SYSLOG_IDENTIFIER: 9,
  _COMM: 10,
  _HOSTNAME: 11,
  _SOURCE_REALTIME_TIMESTAMP: 12,
  __REALTIME_TIMESTAMP: 13,
} as const;
export const COLUMN_COUNT = Object.keys(COLUMNS).length;

/** Column of a field's name, -1 when it is not read. */
export const columnOfField = createColumns(Object.keys(COLUMNS));

/** The digits that the MESSAGE_IDs of charon-systemd begin with, as it writes them and as other programs do. */
const PREFIXES = ['57d2708c-d607-43bd-8c39-66bf', '57d2708cd60743bd8c3966bf'].map(sightOf);

/** The low 32 bits of a MESSAGE_ID of charon-systemd, with or without dashes; -1 for another's. */
export function messageIdOf(bytes: Buffer, start: number, end: number): number {
  const prefix = PREFIXES[end - start === 36 ? 0 : 1]!;
  if (end - start !== prefix.length + 8 || !isSeen(prefix, bytes, start)) return -1;
  let low = 0;
  for (let at = start + prefix.length; at < end; at++) {
    const value = hexDigit(bytes[at]);
    if (value < 0) return -1;
    low = (low << 4) | value;
  }
  return low >>> 0;
}

export interface JournalEntry {
  /**
   * Fills `record` from the fields found in `bytes` at `spans` (two numbers a column, as readObject leaves them).
   * `isJson`: values carry JSON's escapes.
   */
  fill(bytes: Buffer, spans: Int32Array, isJson: boolean, record: Record): Verdict;
}

export function createJournalEntry(context: Context): JournalEntry {
  const speakers = createEntrySpeakers(context);
  const text = Buffer.alloc(0x11000);
  const name = Buffer.alloc(0x400);
  const folded = { count: 1, start: 0, end: 0 };

  /** The message without JSON's escapes, as the record's text. False when there is none. */
  function setMessage(bytes: Buffer, spans: Int32Array, isJson: boolean, record: Record): boolean {
    const start = spans[2 * COLUMNS.MESSAGE]!;
    const end = spans[2 * COLUMNS.MESSAGE + 1]!;
    if (start < 0) return false;
    if (record.bytes !== bytes) record.bytes = bytes;
    record.start = start;
    record.end = end;
    // A journal's message may always hold newlines; only what was copied can be told cheaply, so the others are
    // searched later.
    context.hasNewline = !isJson;
    if (!isJson) return true;
    if (bytes[start - 1] !== QUOTE) return setArray(bytes, start, end, record);
    return setString(bytes, start, end, record);
  }

  /**
   * Not a string: an array of bytes, an array of strings when the field was set twice, or null when it was too long.
   */
  function setArray(bytes: Buffer, start: number, end: number, record: Record): boolean {
    if (bytes[start] !== OPEN_BRACKET) return false;
    const first = skipSpace(bytes, start + 1, end);
    if (bytes[first] === QUOTE)
      return setString(bytes, first + 1, Math.max(stringEnd(bytes, first + 1, end), first + 1), record);
    record.bytes = text;
    record.start = 0;
    record.end = readByteArray(bytes, start, end, text);
    context.hasNewline = true;
    return record.end > 0;
  }

  function setString(bytes: Buffer, start: number, end: number, record: Record): boolean {
    record.start = start;
    record.end = end;
    if (!hasEscape(bytes, start, end)) return true;
    record.bytes = text;
    record.start = 0;
    record.end = unescapeString(bytes, start, end, text, 0);
    context.hasNewline = true;
    return true;
  }

  function setTag(bytes: Buffer, spans: Int32Array, isJson: boolean, record: Record): void {
    record.uniqueId = digitsAt(bytes, spans, COLUMNS.IKE_SA_UNIQUE_ID);
    const start = spans[2 * COLUMNS.IKE_SA_NAME]!;
    const end = spans[2 * COLUMNS.IKE_SA_NAME + 1]!;
    if (start < 0 || record.uniqueId < 0) record.name = null;
    else if (isJson && bytes[start] === OPEN_BRACKET && bytes[start - 1] !== QUOTE)
      record.name = context.names(name, 0, readByteArray(bytes, start, end, name));
    else if (isJson && hasEscape(bytes, start, end))
      record.name = context.names(name, 0, unescapeString(bytes, start, end, name, 0));
    else record.name = context.names(bytes, start, end);
  }

  /**
   * Group, thread and tag: from fields of the journal logger, else from the prefix that charon's syslog logger wrote.
   */
  function setOrigin(bytes: Buffer, spans: Int32Array, isJson: boolean, record: Record): Verdict {
    clearRecord(record);
    const groupStart = spans[2 * COLUMNS.GROUP]!;
    const group = groupStart >= 0 && spans[2 * COLUMNS.GROUP + 1]! - groupStart === 3 ? groupAt(bytes, groupStart) : -1;
    if (group >= 0) {
      record.group = group;
      record.thread = digitsAt(bytes, spans, COLUMNS.THREAD);
      record.level = digitsAt(bytes, spans, COLUMNS.LEVEL);
      const id = spans[2 * COLUMNS.MESSAGE_ID]!;
      if (id >= 0) record.messageId = messageIdOf(bytes, id, spans[2 * COLUMNS.MESSAGE_ID + 1]!);
      setTag(bytes, spans, isJson, record);
      return CHARON;
    }
    const isPrefixed = hasThreadPrefix(record.bytes, record.start, record.end);
    if (isPrefixed) return context.readPrefix(record.bytes, record.start, record.end, record) ? CHARON : BROKEN;
    if (
      readFolded(record.bytes, record.start, record.end, folded) &&
      hasThreadPrefix(record.bytes, folded.start, folded.end)
    ) {
      context.readPrefix(record.bytes, folded.start, folded.end, record);
      record.count = folded.count;
      return CHARON;
    }
    return isOurs(bytes, spans) ? CHARON : OTHER;
  }

  function fill(bytes: Buffer, spans: Int32Array, isJson: boolean, record: Record): Verdict {
    const hasGroup = spans[2 * COLUMNS.GROUP]! >= 0;
    // The cheapest test first: an entry without GROUP whose message does not begin with a digit is charon's by its
    // program's name only.
    if (!hasGroup && !mayBeOurs(bytes, spans) && !isOurs(bytes, spans)) {
      noteLoss(bytes, spans);
      return OTHER;
    }
    if (!setMessage(bytes, spans, isJson, record)) return hasGroup ? BROKEN : OTHER;
    const verdict = setOrigin(bytes, spans, isJson, record);
    if (verdict !== CHARON) return verdict;
    record.speaker = speakers(bytes, spans);
    const source = 2 * COLUMNS._SOURCE_REALTIME_TIMESTAMP;
    const received = 2 * COLUMNS.__REALTIME_TIMESTAMP;
    const time = spans[source]! >= 0 ? source : received;
    record.at = microsAt(bytes, spans[time]!, spans[time + 1]!) / 1000;
    record.zone = Number.NaN;
    return CHARON;
  }

  /** journald says of itself that it dropped messages. */
  function noteLoss(bytes: Buffer, spans: Int32Array): void {
    const start = spans[2 * COLUMNS.MESSAGE]!;
    if (start < 0 || bytes[start] !== CAPITAL_S) return;
    context.counts.lost += suppressed(bytes.toString('latin1', start, spans[2 * COLUMNS.MESSAGE + 1]!));
  }

  return { fill };
}

/** A message that may begin with charon's prefix, or is not plain text, or was folded. */
function mayBeOurs(bytes: Buffer, spans: Int32Array): boolean {
  const start = spans[2 * COLUMNS.MESSAGE]!;
  if (start < 0) return false;
  const first = bytes[start]!;
  return isDigit(first) || first === OPEN_BRACKET || first === 0x6d;
}

function isOurs(bytes: Buffer, spans: Int32Array): boolean {
  return (
    isProgram(bytes, spans, COLUMNS.SYSLOG_IDENTIFIER) ||
    (spans[2 * COLUMNS.SYSLOG_IDENTIFIER]! < 0 && isProgram(bytes, spans, COLUMNS._COMM))
  );
}

function isProgram(bytes: Buffer, spans: Int32Array, column: number): boolean {
  const start = spans[2 * column]!;
  return start >= 0 && isCharonProgram(bytes, start, spans[2 * column + 1]!);
}

/** Microseconds since 1970 in the span; NaN when it is missing or something else. */
function microsAt(bytes: Buffer, start: number, end: number): number {
  if (start < 0 || end - start > 16) return Number.NaN;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** A decimal number in that column, -1 when it is missing or something else. */
function digitsAt(bytes: Buffer, spans: Int32Array, column: number): number {
  const start = spans[2 * column]!;
  const end = spans[2 * column + 1]!;
  if (start < 0 || start === end || end - start > 10) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Speakers by host, identifier and pid of an entry, interned by the bytes of the three. */
function createEntrySpeakers(context: Context): (bytes: Buffer, spans: Int32Array) => Speaker {
  const key = Buffer.alloc(256);
  const find: Intern<Speaker> = createIntern((bytes, start, end) => {
    const [host, program, pid] = bytes.toString('utf8', start, end).split('\0');
    return context.speakers.find(
      context.stream,
      host || null,
      program || null,
      /^\d{1,10}$/.test(pid ?? '') ? Number(pid) : null,
    );
  });

  function append(bytes: Buffer, spans: Int32Array, column: number, to: number): number {
    let length = to;
    const end = spans[2 * column + 1]!;
    for (let at = spans[2 * column]!; at < end && length < key.length - 3; at++) key[length++] = bytes[at]!;
    key[length++] = 0;
    return length;
  }

  return (bytes, spans) => {
    const program = spans[2 * COLUMNS.SYSLOG_IDENTIFIER]! >= 0 ? COLUMNS.SYSLOG_IDENTIFIER : COLUMNS._COMM;
    const pid = spans[2 * COLUMNS._PID]! >= 0 ? COLUMNS._PID : COLUMNS.SYSLOG_PID;
    let length = append(bytes, spans, COLUMNS._HOSTNAME, 0);
    length = append(bytes, spans, program, length);
    length = append(bytes, spans, pid, length);
    return find(key, 0, length - 1);
  };
}
