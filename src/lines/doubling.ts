/**
 * Room 2: a logger that writes lines twice in the same shape, one copy directly after the other: level 0 messages that
 * go to two facilities of syslog, or the same with and without tag. A daemon says some things twice as well (packets of
 * equal fragments, equal certificate requests), so a copy is only dropped when the message cannot repeat itself, or
 * when a group's lines have come in pairs without exception.
 */
import { startsWith } from './bytes.ts';
import type { Record } from './record.ts';
import { GROUPS } from './record.ts';

/** Pairs in a row, without a single line in between, that make a group a doubled one. */
const PAIRS = 4;
/** Copies bear the same time, but for the fraction. */
const NEAR = 1000;
const IKE = GROUPS.indexOf('IKE');

/**
 * How messages of level 0 begin. Each names one SA and what became of it, so it cannot follow itself
 * (charon-messages.tsv, level 0).
 */
const AUDIT = [
  'initiating ',
  'establishing CHILD_SA ',
  'IKE_SA ',
  'CHILD_SA ',
  'inbound CHILD_SA ',
  'outbound CHILD_SA ',
  'closing ',
  'deleting IKE_SA ',
  'rekeyed CHILD_SA ',
  'reauthenticating IKE_SA ',
  'reinitiating IKE_SA ',
].map((text) => Buffer.from(text));
const IS_INITIATING = Buffer.from(' is initiating ');

/** `second`: a copy to be dropped. `tagged-second`: this is the better copy of the message before. */
export type CopyFinding = 'first' | 'second' | 'tagged-second';

export interface Doubling {
  judge(record: Record, isStable: boolean): CopyFinding;
  /** Whether a message without tag may be followed by its copy with one. */
  mayBePoorer(record: Record): boolean;
  /** The bytes of the last message are about to go away. */
  preserve(): void;
  /** Forgets all messages; what was learned stays when `isKept`. */
  forget(isKept: boolean): void;
}

export function createDoubling(): Doubling {
  // Invariant: groups[g] is 1 while lines of group g come in pairs; untaggedFirst once a copy without tag stood before
  // one with.
  const learned = { groups: new Uint8Array(GROUPS.length), untaggedFirst: false };
  // Invariant: the message before: its text is bytes[start, end); `isSecond` when it was a copy itself; thread -1 when
  // there was none.
  const last = {
    bytes: Buffer.alloc(0) as Buffer,
    start: 0,
    end: 0,
    thread: -1,
    group: -1,
    uniqueId: -1,
    at: Number.NaN,
    isSecond: false,
  };
  // Invariant: pairs[g] counts pairs of group g in a row; pairText is the text of the last pair of any group.
  const pairs = new Uint8Array(GROUPS.length);
  let pairText: Buffer = Buffer.alloc(0);

  function isSame(record: Record): boolean {
    if (record.thread !== last.thread || record.group !== last.group || record.thread < 0) return false;
    if (record.end - record.start !== last.end - last.start || Math.abs(record.at - last.at) >= NEAR) return false;
    if (record.uniqueId !== last.uniqueId && record.uniqueId >= 0 && last.uniqueId >= 0) return false;
    return last.bytes.compare(record.bytes, record.start, record.end, last.start, last.end) === 0;
  }

  function remember(record: Record, isStable: boolean, isSecond: boolean): void {
    if (last.bytes !== record.bytes) last.bytes = record.bytes;
    last.start = record.start;
    last.end = record.end;
    last.thread = record.thread;
    last.group = record.group;
    last.uniqueId = record.uniqueId;
    last.at = record.at;
    last.isSecond = isSecond;
    if (!isStable) preserve();
  }

  function preserve(): void {
    last.bytes = Buffer.from(last.bytes.subarray(last.start, last.end));
    last.start = 0;
    last.end = last.bytes.length;
  }

  /** A line that nothing followed equal to it: its group is not doubled. */
  function noteSingle(): void {
    if (last.isSecond || last.group < 0) return;
    pairs[last.group] = 0;
    if (learned.groups[last.group] === 1 && !isAudit(last.bytes, last.start, last.end, last.group))
      learned.groups[last.group] = 0;
  }

  /** A pair counts when its text is new: a daemon that repeats one line for long makes pairs as well. */
  function notePair(record: Record): void {
    const isNew = pairText.compare(record.bytes, record.start, record.end) !== 0;
    pairText = Buffer.from(record.bytes.subarray(record.start, record.end));
    if (!isNew || pairs[record.group]! >= PAIRS) return;
    pairs[record.group]!++;
    if (pairs[record.group] === PAIRS) learned.groups[record.group] = 1;
  }

  function judge(record: Record, isStable: boolean): CopyFinding {
    const isCopy = !last.isSecond && isSame(record);
    if (!isCopy) {
      noteSingle();
      remember(record, isStable, false);
      return 'first';
    }
    const { uniqueId } = last;
    remember(record, isStable, true);
    if (record.uniqueId !== uniqueId) {
      if (record.uniqueId < 0) return 'second';
      learned.untaggedFirst = true;
      return 'tagged-second';
    }
    const { group } = record;
    notePair(record);
    return learned.groups[group] === 1 || isAudit(record.bytes, record.start, record.end, group) ? 'second' : 'first';
  }

  function forget(isKept: boolean): void {
    last.thread = -1;
    last.group = -1;
    last.isSecond = false;
    pairs.fill(0);
    if (isKept) return;
    learned.groups.fill(0);
    learned.untaggedFirst = false;
  }

  function mayBePoorer(record: Record): boolean {
    return learned.untaggedFirst && record.uniqueId < 0 && record.thread >= 0;
  }

  return { judge, mayBePoorer, preserve, forget };
}

function isAudit(bytes: Buffer, start: number, end: number, group: number): boolean {
  if (group !== IKE) return false;
  return (
    AUDIT.some((words) => startsWith(bytes, start, end, words)) || bytes.subarray(start, end).includes(IS_INITIATING)
  );
}
