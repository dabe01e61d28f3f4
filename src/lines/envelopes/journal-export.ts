/**
 * Room 2, envelopes: `journalctl -o export` (systemd's Journal Export Format). A field is `NAME=value` on a line; a
 * value that is no plain text comes as `NAME`, then eight bytes with its length, then the bytes. An empty line ends an
 * entry.
 */
import { BYTES, isDigit, isUpper } from '../bytes.ts';
import type { Record } from '../record.ts';
import type { Context, Envelope } from './envelope.ts';
import { createJournalEntry } from './journal-fields.ts';
import { addField, clearGathered, createGathered } from './journal-gather.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { EQUALS } = BYTES;
const { misfit: MISFIT, part: PART } = VERDICTS;

/** Longest field name (systemd allows 64). */
const LONGEST_NAME = 64;

/** Where the field's name at `start` ends, or -1 when none stands there. */
export function fieldNameEnd(bytes: Buffer, start: number, end: number): number {
  const last = Math.min(end, start + LONGEST_NAME + 1);
  let at = start;
  while (at < last && (isUpper(bytes[at]) || bytes[at] === 0x5f || isDigit(bytes[at]))) at++;
  return at > start && (at === end || bytes[at] === EQUALS) ? at : -1;
}

export function createJournalExport(context: Context): Envelope {
  const entry = createJournalEntry(context);
  const gathered = createGathered();
  const name = { bytes: Buffer.alloc(LONGEST_NAME), length: 0 };

  function takeSize(bytes: Buffer, start: number): void {
    const size = bytes.readUInt32LE(start) + bytes.readUInt32LE(start + 4) * 0x1_0000_0000;
    // The newline behind the value is taken with it: as a line it would end the entry.
    context.takeRaw(size + 1, takeValue);
  }

  function takeValue(bytes: Buffer, start: number, end: number): void {
    // The newline belongs to it unless the value was longer than is kept.
    const stop = end > start && bytes[end - 1] === 0x0a ? end - 1 : end;
    const joined = Buffer.concat([name.bytes.subarray(0, name.length), bytes.subarray(start, stop)]);
    addField(gathered, joined, 0, name.length, name.length, joined.length);
  }

  function finish(record: Record): Verdict {
    if (gathered.fields === 0) return PART;
    record.line = gathered.line;
    record.offset = gathered.offset;
    const verdict = entry.fill(gathered.bytes, gathered.spans, false, record);
    context.dialect = 'journal-export';
    gathered.fields = 0;
    return verdict;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (start >= end) return finish(record);
    const stop = fieldNameEnd(bytes, start, end);
    if (stop < 0 || (stop === end && gathered.fields === 0)) return MISFIT;
    if (gathered.fields === 0) clearGathered(gathered, record.line, record.offset);
    if (stop < end) {
      addField(gathered, bytes, start, stop, stop + 1, end);
      return PART;
    }
    name.length = bytes.copy(name.bytes, 0, start, Math.min(stop, start + LONGEST_NAME));
    context.takeRaw(8, takeSize);
    return PART;
  }

  function forget(): void {
    gathered.fields = 0;
  }

  return { read, flush: (record) => (gathered.fields === 0 ? MISFIT : finish(record)), forget };
}
