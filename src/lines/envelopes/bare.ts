/**
 * Room 2, envelopes: nothing but messages, as `journalctl -o cat` and `ipsec up` print them. Prose looks alike, so a
 * line counts when the patterns know it, or when most of what stands around it was known.
 */
import { skipBlanks } from '../bytes.ts';
import type { Record, Speaker } from '../record.ts';
import type { Context } from './envelope.ts';
import { clearRecord } from './envelope.ts';
import type { Verdict } from './verdict.ts';
import { VERDICTS } from './verdict.ts';

const { charon: CHARON } = VERDICTS;

/** Whether `bytes[start, end)` is a text that charon is known to print. */
export type IsKnownText = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * A known line adds one, an unknown one takes one away; where the score was LIKELY before it, an unknown line is
 * charon's too.
 */
const MOST = 8;
const LIKELY = 2;

export interface Bare {
  /** Looks at a line and remembers whether it was known. */
  judge(bytes: Buffer, start: number, end: number): boolean;
  /** Whether the lines of late were bare messages for the most part. */
  isLikely(): boolean;
  /** Whether the text is known; remembers nothing. */
  knows(bytes: Buffer, start: number, end: number): boolean;
  /** Fills the record with the text. */
  take(bytes: Buffer, start: number, end: number, record: Record): Verdict;
  /** Forgets what was known of late. */
  forget(): void;
}

/** Without `isKnownText` nothing is ever known or likely. */
export function createBare(context: Context, isKnownText: IsKnownText | undefined): Bare {
  const nobody: Speaker = context.speakers.find(context.stream, null, null, null);
  // Invariant: 0 <= score <= MOST: how much of late was known.
  let score = 0;
  let wasLikely = false;

  function knows(bytes: Buffer, start: number, end: number): boolean {
    return isKnownText !== undefined && skipBlanks(bytes, start, end) < end && isKnownText(bytes, start, end);
  }

  function judge(bytes: Buffer, start: number, end: number): boolean {
    const isKnown = knows(bytes, start, end);
    wasLikely = score >= LIKELY;
    score = isKnown ? Math.min(MOST, score + 1) : Math.max(0, score - 1);
    return isKnown;
  }

  function take(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    clearRecord(record);
    record.bytes = bytes;
    record.start = start;
    record.end = end;
    record.at = record.zone = Number.NaN;
    record.speaker = nobody;
    context.dialect = 'bare';
    return CHARON;
  }

  function forget(): void {
    score = 0;
    wasLikely = false;
  }

  return { judge, isLikely: () => wasLikely, knows, take, forget };
}
