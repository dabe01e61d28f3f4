/**
 * Room 2, envelopes: `journalctl -o verbose`: `Mon 2026-11-23 09:08:57.751183 UTC [s=...]`, then each field on a line
 * behind four blanks. An entry is complete when the next begins.
 */
import { BYTES, skipBlanks, startsWith } from '../bytes.ts';
import type { Record } from '../record.ts';
import { MEASURES } from '../time-shapes.ts';
import type { Context, Envelope } from './envelope.ts';
import { fieldNameEnd } from './journal-export.ts';
import { createJournalEntry } from './journal-fields.ts';
import type { Gathered } from './journal-gather.ts';
import { addField, clearGathered, createGathered, extendField } from './journal-gather.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { EQUALS, OPEN_BRACKET, SPACE } = BYTES;
const { misfit: MISFIT, part: PART } = VERDICTS;

const CURSOR = Buffer.from('[s=');
const INDENT = 4;

/** Whether an entry's head stands at `start`; answers where its time ends, or -1. */
export function verboseHeadEnd(bytes: Buffer, start: number, end: number): number {
  const stop = MEASURES.full(bytes, start, end);
  return stop >= 0 && startsWith(bytes, stop + 1, end, CURSOR) ? stop : -1;
}

export function createJournalVerbose(context: Context): Envelope {
  const entry = createJournalEntry(context);
  const readStamp = context.clock.reading('full');
  // Invariant: `open` gathers the entry whose head was met last; `done` is the one before, whose record may still be in
  // use.
  let open: Gathered = createGathered();
  let done: Gathered = createGathered();
  let isOpen = false;
  // Invariant: true after an entry was given up for complete though no next one had begun; its late fields are passed
  // over.
  let isLate = false;
  let column = -1;

  function finish(record: Record): Verdict {
    if (!isOpen) return PART;
    [open, done] = [done, open];
    isOpen = false;
    record.line = done.line;
    record.offset = done.offset;
    const verdict = entry.fill(done.bytes, done.spans, false, record);
    if (Number.isNaN(record.at)) record.at = done.at;
    context.dialect = 'journal-verbose';
    return verdict;
  }

  function readHead(bytes: Buffer, start: number, stop: number, record: Record): Verdict {
    const { line, offset } = record;
    readStamp(bytes, start, stop, record);
    const at = record.at;
    const verdict = finish(record);
    clearGathered(open, line, offset);
    open.at = at;
    isOpen = true;
    isLate = false;
    column = -1;
    return verdict;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (bytes[start] !== SPACE) {
      const stop = verboseHeadEnd(bytes, start, end);
      return stop < 0 ? MISFIT : readHead(bytes, start, stop, record);
    }
    if (!isOpen) return isLate ? PART : MISFIT;
    const at = skipBlanks(bytes, start, end);
    const stop = at - start === INDENT ? fieldNameEnd(bytes, at, end) : -1;
    if (stop >= 0 && bytes[stop] === EQUALS && stop < end) {
      column = addField(open, bytes, at, stop, stop + 1, end);
      return PART;
    }
    // A further line of a field's value.
    if (at - start > INDENT && column >= 0) extendField(open, column, bytes, at, end);
    return at - start >= INDENT || bytes[at] === OPEN_BRACKET ? PART : MISFIT;
  }

  function flush(record: Record): Verdict {
    if (!isOpen) return MISFIT;
    isLate = true;
    return finish(record);
  }

  function forget(): void {
    isOpen = false;
    isLate = false;
  }

  return { read, flush, forget };
}
