/**
 * Room 2: drops second copies of messages. A daemon may log under two names (VyOS: syslog with prefix, journal
 * without), through two facilities of syslog (level 0 goes to daemon and authpriv), with and without tag (pfSense), or
 * be recorded on its standard output too. The copy with most facts stays. What a daemon really says twice stays twice:
 * see twins.ts and doubling.ts for what tells the two apart.
 */
import type { InputCounts } from './counts.ts';
import { createDoubling } from './doubling.ts';
import type { Record } from './record.ts';
import { copyRecord, createRecord } from './record-copy.ts';
import { createTwins, VOICES, voiceOf } from './twins.ts';

/**
 * So many later messages, or so many milliseconds, a copy without prefix is held back while its better twin may come.
 */
const HOLD_MESSAGES = 32;
const HOLD_TIME = 2000;

/** Where messages go that are no copies. `emit` may be exchanged. */
export interface Exit {
  emit: (record: Record) => void;
}

export interface Duplicates {
  /** Takes a message. `isStable`: its bytes stay as they are until `preserve`. */
  take(record: Record, counts: InputCounts, isStable: boolean): void;
  /** The bytes of what was taken are about to go away. */
  preserve(): void;
  /** Emits what is held back. */
  flush(): void;
  /**
   * Forgets all messages, as they were read for a trial; what was learned of the stream's habits stays when `isKept`.
   */
  forget(isKept: boolean): void;
}

/** A message held back, or one behind it. */
interface Waiting {
  record: Record;
  counts: InputCounts;
  isHeld: boolean;
  isDropped: boolean;
  /** Messages that have come since. */
  age: number;
}

export function createDuplicates(exit: Exit): Duplicates {
  const twins = createTwins();
  const doubling = createDoubling();
  // Invariant: in order of the log; the first is held back, or the queue is empty.
  const queue: Waiting[] = [];
  // Invariant: what judge found of the last message.
  let isDropped = false;

  function drop(counts: InputCounts): void {
    counts.duplicates++;
  }

  /** A copy of the poorer shape that still waits, and is the twin of `record`. */
  function dropWaitingTwin(record: Record): boolean {
    for (const waiting of queue) {
      if (!waiting.isHeld || waiting.isDropped || !isSameText(waiting.record, record)) continue;
      waiting.isDropped = true;
      drop(waiting.counts);
      return true;
    }
    return false;
  }

  function take(record: Record, counts: InputCounts, isStable: boolean): void {
    isDropped = false;
    const isHeld = record.count === 1 && judge(record, counts, isStable);
    if (isDropped) return;
    if (queue.length === 0 && !isHeld) {
      exit.emit(record);
      return;
    }
    for (const waiting of queue) waiting.age++;
    queue.push({
      record: copyRecord(record, createRecord(record.source, record.speaker)),
      counts,
      isHeld,
      isDropped: false,
      age: 0,
    });
    drain(record.at);
  }

  /** Answers whether the message has to be held back; sets isDropped. */
  function judge(record: Record, counts: InputCounts, isStable: boolean): boolean {
    const voice = voiceOf(record);
    const finding = twins.judge(record, voice);
    if (finding === 'earlier-is-better') {
      isDropped = true;
      drop(counts);
      return false;
    }
    if (finding === 'later-is-better' && !dropWaitingTwin(record)) {
      // The poorer copy is gone already: this once the better one has to go.
      isDropped = true;
      drop(counts);
      return false;
    }
    // The journal's own logger writes each message once.
    const copy = voice === VOICES.native ? 'first' : doubling.judge(record, isStable);
    if (copy === 'second' || (copy === 'tagged-second' && !dropLast())) {
      isDropped = true;
      drop(counts);
      return false;
    }
    return (voice === VOICES.bare && twins.hasTwins() && finding === 'none') || doubling.mayBePoorer(record);
  }

  /** The message before still waits and is the poorer copy. */
  function dropLast(): boolean {
    const last = queue.at(-1);
    if (last === undefined || !last.isHeld || last.isDropped) return false;
    last.isDropped = true;
    drop(last.counts);
    return true;
  }

  function drain(now: number): void {
    while (queue.length > 0) {
      const [first] = queue;
      const mayWait =
        first!.isHeld &&
        !first!.isDropped &&
        first!.age < limitOf(first!.record) &&
        !(now > first!.record.at + HOLD_TIME);
      if (mayWait) return;
      queue.shift();
      if (!first!.isDropped) exit.emit(first!.record);
    }
  }

  /** A copy without tag stands directly before its twin; a copy without prefix may be some messages away. */
  function limitOf(record: Record): number {
    return record.thread < 0 ? HOLD_MESSAGES : 1;
  }

  function flush(): void {
    for (const waiting of queue) if (!waiting.isDropped) exit.emit(waiting.record);
    queue.length = 0;
  }

  function forget(isKept: boolean): void {
    queue.length = 0;
    twins.forget(isKept);
    doubling.forget(isKept);
  }

  return { take, preserve: doubling.preserve, flush, forget };
}

function isSameText(a: Record, b: Record): boolean {
  return a.end - a.start === b.end - b.start && a.bytes.compare(b.bytes, b.start, b.end, a.start, a.end) === 0;
}
