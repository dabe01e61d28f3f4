/**
 * Room 2, envelopes: what all of them share. An envelope gets lines and fills a record; it never keeps the line's
 * bytes.
 */
import type { InputCounts } from '../counts.ts';
import type { DialectName } from '../dialects.ts';
import type { Intern, Speakers } from '../intern.ts';
import type { Record, Speaker } from '../record.ts';
import type { Presence, TakeRaw } from '../split.ts';
import type { Clock } from '../time.ts';
import type { ReadPrefix } from './charon-prefix.ts';
import { createHeader, readHeader } from './programs.ts';
import type { Verdict } from './verdict.ts';

export interface Envelope {
  /**
   * Reads the line `bytes[start, end)`. On `charon` the record is filled, its text valid until the next call. The
   * record arrives with the origin of this line; an entry that began earlier sets its own.
   */
  read(bytes: Buffer, start: number, end: number, record: Record): Verdict;
  /**
   * What is complete but waits for a line that may not come: at the end, or when nothing more is to be read just now.
   */
  flush(record: Record): Verdict;
  /** Everything read so far was read for a trial only: back to the state of the first line. */
  forget(): void;
}

/** What the reader of one source lends to its envelopes, and what they tell it beside the record. */
export interface Context {
  readonly stream: string;
  readonly clock: Clock;
  readonly counts: InputCounts;
  readonly names: Intern<string>;
  readonly readPrefix: ReadPrefix;
  readonly speakers: Speakers;
  readonly presence: Presence;
  readonly takeRaw: (length: number, take: TakeRaw) => boolean;
  /** Told: the dialect of the record just filled. */
  dialect: DialectName;
  /** Told: the text of the record may hold newlines, and is then several messages. */
  hasNewline: boolean;
}

/** The speaker of a header "host program[pid]:", interned by its bytes. */
export function createHeaderSpeakers(context: Context): Intern<Speaker> {
  const header = createHeader();
  return (bytes, start, end) => {
    readHeader(bytes, start, end, header);
    const host = header.hostStart < 0 ? null : bytes.toString('utf8', header.hostStart, header.hostEnd);
    const program =
      header.programStart < 0 || header.programEnd === header.programStart
        ? null
        : bytes.toString('utf8', header.programStart, header.programEnd);
    return context.speakers.find(context.stream, host, program, header.pid < 0 ? null : header.pid);
  };
}

/** Empties what only some envelopes fill. */
export function clearRecord(record: Record): void {
  record.thread = -1;
  record.group = -1;
  record.level = -1;
  record.uniqueId = -1;
  record.name = null;
  record.messageId = -1;
  record.count = 1;
}
