/**
 * Room 2: looks at the beginning of a source before anything is emitted, and delivers a log that was written newest
 * first from its oldest message on. A saved source is looked at over its first 64 KiB, however it was chopped; of a
 * live one only what is there at once, because it must not be held back.
 */
import type { Source } from '../intake/index.ts';
import type { Backwards } from './backwards.ts';
import { createBackwards } from './backwards.ts';
import type { InputCounts } from './counts.ts';
import type { DialectName } from './dialects.ts';
import type { Outlet, Reader, TakeRecord } from './reader.ts';
import type { Record } from './record.ts';
import { copyRecord, createRecord } from './record-copy.ts';

/** How much of a saved source is looked at. */
export const HEAD = 65_536;
/**
 * Most memory for messages that are kept to be turned round, as bytes of text and a guess of what a record takes beside
 * it.
 */
const MOST_RECORDS = 256 * 1024 * 1024;
const RECORD_SIZE = 320;

/** Dialects whose entries take several lines: their messages are turned round, not their lines. */
const OVER_LINES: ReadonlySet<DialectName | null> = new Set<DialectName>([
  'journal-verbose',
  'journal-export',
  'journal-json-pretty',
]);

/** What the beginning of a source shows. */
export interface Beginning {
  isNewestFirst: boolean;
  dialect: DialectName | null;
}

export interface OldestFirstOptions {
  source: Source;
  /** Makes the reader whose messages go to `outlet`. */
  createReader: (outlet: Outlet) => Reader;
  /** Looks at the beginning, which may be the whole, with the help of the reader. Nothing of it is emitted. */
  lookAt: (reader: Reader, bytes: Buffer, isWhole: boolean) => Beginning;
  /** Takes the messages, oldest first. */
  take: TakeRecord;
}

interface Kept {
  record: Record;
  counts: InputCounts;
}

export function createOldestFirst(options: OldestFirstOptions): Reader {
  const { source, take } = options;
  const outlet: Outlet = { take: keepRecord };
  const reader = options.createReader(outlet);
  // Invariant: in `head` the bytes so far are in `head` and nothing was read; in `lines` they are in `backwards`; in
  // `records` messages are in `kept`.
  let state: 'head' | 'through' | 'lines' | 'records' = 'head';
  const head: Buffer[] = [];
  let headSize = 0;
  let offset = 0;
  let backwards: Backwards | undefined;
  const kept: Kept[] = [];
  let keptSize = 0;

  function keepRecord(record: Record, counts: InputCounts): void {
    kept.push({ record: copyRecord(record, createRecord(source, record.speaker)), counts });
    keptSize += RECORD_SIZE + record.end - record.start;
    if (keptSize <= MOST_RECORDS) return;
    counts.tooLargeToReverse = true;
    goThrough();
    for (const one of kept.splice(0)) take(one.record, one.counts, true);
  }

  function goThrough(): void {
    state = 'through';
    outlet.take = take;
  }

  function settle(isWhole: boolean): void {
    const bytes = head.length === 1 ? head[0]! : Buffer.concat(head);
    head.length = 0;
    headSize = 0;
    const beginning = options.lookAt(reader, bytes, isWhole);
    goThrough();
    if (!beginning.isNewestFirst) {
      reader.chunk(bytes, offset);
      return;
    }
    reader.counts.order = 'newest-first';
    state = OVER_LINES.has(beginning.dialect) ? 'records' : 'lines';
    if (state === 'records') outlet.take = keepRecord;
    backwards = createBackwards(offset);
    pass(bytes, offset);
  }

  function pass(bytes: Buffer, at: number): void {
    if (state !== 'lines') {
      reader.chunk(bytes, at);
      return;
    }
    if (backwards!.keep(bytes)) return;
    readAsItStands();
    reader.chunk(bytes, at);
  }

  function readAsItStands(): void {
    reader.counts.tooLargeToReverse = true;
    goThrough();
    let at = offset;
    backwards!.release((bytes) => {
      reader.chunk(bytes, at);
      at += bytes.length;
    });
  }

  function chunk(bytes: Buffer, at: number): void {
    if (state !== 'head') {
      pass(bytes, at);
      return;
    }
    if (headSize === 0) offset = at;
    const rest = source.live ? bytes.length : Math.min(bytes.length, HEAD - headSize);
    head.push(source.live ? bytes : Buffer.from(bytes.subarray(0, rest)));
    headSize += rest;
    if (!source.live && headSize < HEAD) return;
    settle(false);
    if (rest < bytes.length) pass(bytes.subarray(rest), at + rest);
  }

  /** Delivers what was kept to be turned round. */
  function turn(): void {
    if (state === 'lines' && !backwards!.replay(reader.line, reader.counts, reader.readLine)) readAsItStands();
    if (state === 'records') for (const one of kept.splice(0).reverse()) take(one.record, one.counts, true);
    keptSize = 0;
    goThrough();
  }

  function idle(): void {
    if (state === 'head') return;
    if (source.live) {
      reader.idle();
      turn();
    } else if (state === 'through') reader.idle();
  }

  function finish(): void {
    if (state === 'head' && headSize > 0) settle(true);
    const isLines = state === 'lines';
    if (isLines) turn();
    reader.finish();
    if (!isLines) turn();
    state = 'head';
  }

  return {
    counts: reader.counts,
    line: reader.line,
    chunk,
    readLine: reader.readLine,
    idle,
    finish,
    rehearse: reader.rehearse,
  };
}
