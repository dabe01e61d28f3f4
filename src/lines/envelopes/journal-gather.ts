/**
 * Room 2, envelopes: gathers the fields of a journal entry that comes over several lines, as journalctl's export and
 * verbose formats have it.
 */
import { COLUMN_COUNT, columnOfField } from './journal-fields.ts';

/** Room for the fields that are read of one entry; a longer message is cut. */
const ROOM = 0x12000;

export interface Gathered {
  readonly bytes: Buffer;
  /** Two positions a column in `bytes`, -1 for missing ones. */
  readonly spans: Int32Array;
  /** How much of `bytes` is taken, and how many fields were met, read or not. */
  length: number;
  fields: number;
  /** Where the entry begins. */
  line: number;
  offset: number;
  /** Time of the entry where the format has one beside the fields. */
  at: number;
}

export function createGathered(): Gathered {
  return {
    bytes: Buffer.alloc(ROOM),
    spans: new Int32Array(2 * COLUMN_COUNT).fill(-1),
    length: 0,
    fields: 0,
    line: 0,
    offset: 0,
    at: Number.NaN,
  };
}

/** Forgets the entry. */
export function clearGathered(entry: Gathered, line: number, offset: number): void {
  entry.spans.fill(-1);
  entry.length = 0;
  entry.fields = 0;
  entry.line = line;
  entry.offset = offset;
  entry.at = Number.NaN;
}

/** Adds a field; only the first of a name counts. Answers its column, -1 when it is not read. */
export function addField(
  entry: Gathered,
  bytes: Buffer,
  nameStart: number,
  nameEnd: number,
  start: number,
  end: number,
): number {
  entry.fields++;
  const column = columnOfField(bytes, nameStart, nameEnd);
  if (column < 0 || entry.spans[2 * column]! >= 0) return -1;
  entry.spans[2 * column] = entry.length;
  append(entry, bytes, start, end);
  entry.spans[2 * column + 1] = entry.length;
  return column;
}

/** Lengthens the field that was added last. */
export function extendField(entry: Gathered, column: number, bytes: Buffer, start: number, end: number): void {
  if (entry.length < ROOM) entry.bytes[entry.length++] = 0x0a;
  append(entry, bytes, start, end);
  entry.spans[2 * column + 1] = entry.length;
}

function append(entry: Gathered, bytes: Buffer, start: number, end: number): void {
  const stop = Math.min(end, start + ROOM - entry.length);
  for (let at = start; at < stop; at++) entry.bytes[entry.length++] = bytes[at]!;
}
