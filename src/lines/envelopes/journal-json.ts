/**
 * Room 2, envelopes: `journalctl -o json` (one object a line), json-seq (a record separator before each) and
 * json-pretty (an object over several lines, also as jq prints it).
 */
import { BYTES, isDigit } from '../bytes.ts';
import type { Record } from '../record.ts';
import { MAX_LINE } from '../split.ts';
import type { Context, Envelope } from './envelope.ts';
import { COLUMN_COUNT, columnOfField, createJournalEntry } from './journal-fields.ts';
import { createObjectReader, skipSpace } from './json.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { CLOSE_BRACE, CLOSE_BRACKET, LF, OPEN_BRACE, OPEN_BRACKET, QUOTE } = BYTES;
const { broken: BROKEN, charon: CHARON, misfit: MISFIT, other: OTHER, part: PART } = VERDICTS;

const RECORD_SEPARATOR = 0x1e;

/** json and json-seq. */
export function createJournalJson(context: Context): Envelope {
  const entry = createJournalEntry(context);
  const readObject = createObjectReader(columnOfField);
  const spans = new Int32Array(2 * COLUMN_COUNT);

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const isSequence = bytes[start] === RECORD_SEPARATOR;
    const from = isSequence ? start + 1 : start;
    if (bytes[from] !== OPEN_BRACE || from >= end) return MISFIT;
    const isWhole = readObject(bytes, from, end, spans);
    if (isFieldless(spans)) return MISFIT;
    const verdict = entry.fill(bytes, spans, true, record);
    if (verdict === CHARON) context.dialect = isSequence ? 'journal-json-seq' : 'journal-json';
    // A line that was cut may have lost the fields that say whose it is.
    return verdict === OTHER && !isWhole ? BROKEN : verdict;
  }
  return { read, flush: () => MISFIT, forget: () => {} };
}

/** No field of the journal was found: some other program's JSON. */
function isFieldless(spans: Int32Array): boolean {
  for (const position of spans) if (position >= 0) return false;
  return true;
}

/** json-pretty: gathers from `{` alone on its line to `}` alone on its line. */
export function createJournalPretty(context: Context): Envelope {
  const entry = createJournalEntry(context);
  const readObject = createObjectReader(columnOfField);
  const spans = new Int32Array(2 * COLUMN_COUNT);
  // Invariant: bytes[0, length) is the entry gathered so far, from its brace; length 0 outside an entry.
  const gathered = { bytes: Buffer.alloc(MAX_LINE), length: 0, line: 0, offset: 0 };

  function append(bytes: Buffer, start: number, end: number): void {
    const room = Math.min(end - start, gathered.bytes.length - gathered.length - 1);
    if (room < 0) return;
    bytes.copy(gathered.bytes, gathered.length, start, start + room);
    gathered.length += room;
    gathered.bytes[gathered.length++] = LF;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (isBrace(bytes, start, end, OPEN_BRACE)) {
      gathered.length = 0;
      gathered.line = record.line;
      gathered.offset = record.offset;
      append(bytes, start, end);
      return PART;
    }
    if (gathered.length === 0) return MISFIT;
    if (!isBrace(bytes, start, end, CLOSE_BRACE)) {
      if (!isPartOfObject(bytes, start, end)) return abandon();
      append(bytes, start, end);
      return PART;
    }
    append(bytes, start, end);
    readObject(gathered.bytes, 0, gathered.length, spans);
    gathered.length = 0;
    if (isFieldless(spans)) return PART;
    record.line = gathered.line;
    record.offset = gathered.offset;
    const verdict = entry.fill(gathered.bytes, spans, true, record);
    context.dialect = 'journal-json-pretty';
    return verdict;
  }

  function abandon(): Verdict {
    gathered.length = 0;
    return MISFIT;
  }

  function forget(): void {
    gathered.length = 0;
  }

  return { read, flush: () => MISFIT, forget };
}

/** A line with nothing but that brace, maybe with a comma. */
function isBrace(bytes: Buffer, start: number, end: number, brace: number): boolean {
  if (bytes[start] !== brace || start >= end) return false;
  const rest = skipSpace(bytes, start + 1, end);
  return rest === end || (bytes[rest] === 0x2c && skipSpace(bytes, rest + 1, end) === end);
}

/** Fields begin with a quote; arrays of bytes stand over several lines. */
function isPartOfObject(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[skipSpace(bytes, start, end)];
  return first === QUOTE || first === OPEN_BRACKET || first === CLOSE_BRACKET || isDigit(first);
}
