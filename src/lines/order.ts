/**
 * Room 2: whether a log is written newest first, as web pages show it. Told by its times; where it has none that
 * differ, by what charon always says in one order: a packet is received before it is parsed, and a message generated
 * before it is sent.
 */
import { startsWith } from './bytes.ts';
import type { Record } from './record.ts';

/** Jumps beyond this say nothing of order: a year was guessed, or parts of several logs were put together. */
const MOST_STEP = 30 * 86_400_000;

const RECEIVED = Buffer.from('received packet: ');
const PARSED = Buffer.from('parsed ');
const GENERATING = Buffer.from('generating ');
const SENDING = Buffer.from('sending packet: ');

/** What a text is in the order of things: 1 and 2 belong together, 3 and 4. */
function stepOf(record: Record): number {
  const { bytes, start, end } = record;
  const first = bytes[start];
  if (first === 0x72) return startsWith(bytes, start, end, RECEIVED) ? 1 : 0;
  if (first === 0x70) return startsWith(bytes, start, end, PARSED) ? 2 : 0;
  if (first === 0x67) return startsWith(bytes, start, end, GENERATING) ? 3 : 0;
  return first === 0x73 && startsWith(bytes, start, end, SENDING) ? 4 : 0;
}

export interface Votes {
  take(record: Record): void;
  isNewestFirst(): boolean;
}

/** Looks at the messages of the beginning of a log. */
export function createVotes(): Votes {
  // Invariant: how often a message's time was later or earlier than that of the one before, and how often charon's own
  // order was kept or turned.
  const times = { later: 0, earlier: 0 };
  const steps = { kept: 0, turned: 0 };
  const last = { at: Number.NaN, thread: -1, step: 0 };

  function take(record: Record): void {
    const change = record.at - last.at;
    if (change > 0 && change < MOST_STEP) times.later++;
    else if (change < 0 && change > -MOST_STEP) times.earlier++;
    const step = stepOf(record);
    if (record.thread === last.thread && step > 0 && last.step > 0) {
      if (step === last.step + 1 && step !== 3) steps.kept++;
      else if (last.step === step + 1 && last.step !== 3) steps.turned++;
    }
    last.step = step;
    last.thread = record.thread;
    if (!Number.isNaN(record.at)) last.at = record.at;
  }

  function isNewestFirst(): boolean {
    const isTurned = steps.turned > 2 * steps.kept;
    if (times.later + times.earlier === 0) return isTurned;
    if (times.earlier <= 2 * times.later) return false;
    // One step back alone may be a clock that was set.
    return times.earlier > 1 || isTurned;
  }

  return { take, isNewestFirst };
}
