/**
 * Room 4: IKE_SAs whose request is unanswered, by how often it was sent again and by message ID: `retransmit n of request with message ID m`
 * names no one, and in an outage thousands wait at once.
 */
import type { IkeSa } from './ike-sa.ts';

/** Whoever has waited longest stands first. */
type Queue = IkeSa[];

/** Where an IKE_SA stands: times sent again, message ID. */
export interface Place {
  readonly retransmits: number;
  readonly mid: number;
}

/** By times sent again, then by message ID. Holds no empty queue. */
export type Awaiting = Map<number, Map<number, Queue>>;

/** An IKE_SA that said nothing for so long awaits no answer any more: the log lost its end. charon by default gives up after 165 s. */
const LONGEST_WAIT_MS = 3_600_000;

/** Brings an IKE_SA to the place where its last request now belongs; takes it out when nothing is unanswered. */
export function indexAwaiting(awaiting: Awaiting, sa: IkeSa): void {
  const { outstanding, awaits } = sa;
  if (outstanding === null || outstanding.isAnswered) {
    if (awaits !== null) dismiss(awaiting, sa);
    return;
  }
  const { retransmits, mid } = outstanding;
  if (awaits !== null) {
    if (awaits.retransmits === retransmits && awaits.mid === mid) return;
    dismiss(awaiting, sa);
  }
  sa.awaits = { retransmits, mid };
  let queues = awaiting.get(retransmits);
  if (queues === undefined) {
    queues = new Map();
    awaiting.set(retransmits, queues);
  }
  const queue = queues.get(mid);
  if (queue === undefined) queues.set(mid, [sa]);
  else insert(queue, sa);
}

/** Mostly at the end: requests are read in the order in which they were made. */
function insert(queue: Queue, sa: IkeSa): void {
  let at = queue.length;
  while (at > 0 && askedAt(queue[at - 1]!) > askedAt(sa)) at--;
  if (at === queue.length) queue.push(sa);
  else queue.splice(at, 0, sa);
}

const askedAt = (sa: IkeSa) => sa.outstanding?.at ?? 0;

/** Takes an IKE_SA out. */
export function dismiss(awaiting: Awaiting, sa: IkeSa): void {
  if (sa.awaits === null) return;
  const { retransmits, mid } = sa.awaits;
  sa.awaits = null;
  const queues = awaiting.get(retransmits);
  const queue = queues?.get(mid);
  if (queues === undefined || queue === undefined) return;
  const at = queue.indexOf(sa);
  if (queue.length > 1) queue.splice(at, 1);
  else if (at === 0) queues.delete(mid);
}

/**
 * Who has waited longest of those whose request was sent again so often (`mid`: and has that message ID), and how many they are, as far as it
 * matters: none, one, more. `now` is the time of the daemon's last line.
 */
export function longestAwaiting(
  awaiting: Awaiting,
  retransmits: number,
  mid: number | null,
  now: number,
): { readonly sa: IkeSa; readonly isOnly: boolean } | null {
  const queues = awaiting.get(retransmits);
  if (queues === undefined) return null;
  let longest: IkeSa | null = null;
  let count = 0;
  for (const queue of mid === null ? [...queues.values()] : [queues.get(mid) ?? []]) {
    count += trim(awaiting, queue, now);
    const first = queue[0];
    if (first?.awaits && (longest === null || askedAt(first) < askedAt(longest))) longest = first;
  }
  return longest === null ? null : { sa: longest, isOnly: count === 1 };
}

/** Takes out those who gave up unseen, as far as they matter: at the first two places. Returns how many are left. */
function trim(awaiting: Awaiting, queue: Queue, now: number): number {
  let left = queue.length;
  for (let at = 0; at < 2 && at < left; ) {
    if (now - queue[at]!.lastAt > LONGEST_WAIT_MS) {
      dismiss(awaiting, queue[at]!);
      left--;
      if (left === 0) return 0;
    } else at++;
  }
  return left;
}
