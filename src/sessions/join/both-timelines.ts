/**
 * Room 5: one timeline of both ends of an IKE_SA: this end's entries, between them what the peer said at the time, its clock set to this one. A message that arrived
 * is one entry; one that never did is marked.
 */
import type { IkeEvent, IkeSa } from '../../negotiation/index.ts';
import { type TimelineEntry, timeline } from '../timeline.ts';
import { offsetAt } from './clock.ts';
import type { Join } from './join.ts';
import { lostMessages } from './lost.ts';

type Message = Extract<IkeEvent, { readonly type: 'message.generated' | 'message.parsed' }>;

const messageOf = (entry: TimelineEntry): Message | null =>
  entry.event.type === 'message.generated' || entry.event.type === 'message.parsed' ? entry.event : null;

/** The same at both ends. */
function keyOf(entry: TimelineEntry): string | null {
  const message = messageOf(entry);
  if (message === null) return null;
  const { exchange, direction, mid, payloads } = message.fields;
  return `${exchange} ${direction} ${mid} ${payloads}`;
}

/** Messages by what they are, oldest first. */
function queuesOf(entries: readonly TimelineEntry[], kind: 'sent' | 'received'): Map<string, TimelineEntry[]> {
  const queues = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const key = entry.kind === kind ? keyOf(entry) : null;
    if (key === null) continue;
    const queue = queues.get(key);
    if (queue === undefined) queues.set(key, [entry]);
    else queue.push(entry);
  }
  return queues;
}

/** Which sent entry is which received one, both ways. */
function deliveries(
  senders: readonly TimelineEntry[],
  receivers: readonly TimelineEntry[],
  into: Map<TimelineEntry, TimelineEntry>,
): void {
  const sent = queuesOf(senders, 'sent');
  for (const [key, received] of queuesOf(receivers, 'received')) {
    const queue = sent.get(key) ?? [];
    for (let i = 0; i < Math.min(queue.length, received.length); i++)
      into.set(queue[i]!, received[i]!).set(received[i]!, queue[i]!);
  }
}

/** What the peer's clock is ahead of this end's, at a time of the peer's; NaN when unknown. */
function offsetOf(sa: IkeSa, join: Join, at: number): number {
  const offset = join.clocksOf(sa)?.offset;
  // Within the offset itself it hardly changes.
  return offset == null ? Number.NaN : offsetAt(offset, at - offset.offsetMs);
}

/** The peer's entries, at the times that this end's clock showed, in its zone; lost ones are marked. */
function peerEntries(sa: IkeSa, join: Join, lost: ReadonlySet<IkeEvent>): TimelineEntry[] {
  const zone = sa.events[0]?.zone ?? Number.NaN;
  const isCoarse = sa.events.every(({ at }) => !(at % 1000 > 0));
  const move = (event: IkeEvent): IkeEvent => {
    const at = event.at - offsetOf(sa, join, event.at);
    // Beside whole seconds a fraction would seem to come later than it did.
    // Some of an event are not its own properties: a copy must take them along.
    const { source, count, text } = event;
    return { ...event, source, count, text, at: isCoarse ? Math.floor(at / 1000) * 1000 : at, zone };
  };
  return join.of(sa).flatMap(({ local, peer }) =>
    local.sa !== sa
      ? []
      : timeline(peer.sa.events).map((entry) => {
          const event = move(entry.event);
          const last = entry.last === entry.event ? event : move(entry.last);
          return { ...entry, event, last, side: 'peer' as const, ...markOf(entry, lost) };
        }),
  );
}

const markOf = ({ event }: TimelineEntry, lost: ReadonlySet<IkeEvent>) =>
  lost.has(event) ? { isLost: true as const } : {};

/** Takes from two lists in order of time, but no message is received before it is sent. */
function interleave(
  local: readonly TimelineEntry[],
  peer: readonly TimelineEntry[],
  delivered: ReadonlyMap<TimelineEntry, TimelineEntry>,
): TimelineEntry[] {
  const out: TimelineEntry[] = [];
  const done = new Set<TimelineEntry>();
  let [i, j] = [0, 0];
  const waits = (entry: TimelineEntry) =>
    entry.kind === 'received' && delivered.has(entry) && !done.has(delivered.get(entry)!);
  while (i < local.length || j < peer.length) {
    const [a, b] = [local[i], peer[j]];
    const takesLocal =
      b === undefined || (a !== undefined && (waits(a) === waits(b) ? !(b.event.at < a.event.at) : waits(b)));
    const taken = takesLocal ? a! : b!;
    if (takesLocal) i++;
    else j++;
    done.add(taken);
    out.push(taken);
  }
  return out;
}

/** Gaps are measured anew: what came before may be the other end's, or still go on. */
function withGaps(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const gapAt = (i: number) => Math.max(0, entries[i]!.event.at - entries[i - 1]!.last.at);
  return entries.map((entry, i) => ({ ...entry, gap: i === 0 ? Number.NaN : gapAt(i) }));
}

/** Both ends' entries in the order in which they happened. `fits`: which of this end's events are wanted. An IKE_SA without a counterpart, and one of the peer's, keeps its own timeline. */
export function bothTimelines(sa: IkeSa, join: Join, fits: (event: IkeEvent) => boolean): TimelineEntry[] {
  const pairs = join.of(sa).filter((pair) => pair.local.sa === sa);
  const lost = new Set(pairs.flatMap(({ local, peer }) => [...lostMessages(local, peer, offsetOf(sa, join, peer.at))]));
  const local = timeline(sa.events.filter(fits)).map((entry) => ({ ...entry, ...markOf(entry, lost) }));
  const peer = peerEntries(sa, join, lost).filter(({ event }) => Number.isNaN(event.at) || fits(event));
  const delivered = new Map<TimelineEntry, TimelineEntry>();
  deliveries(local, peer, delivered);
  deliveries(peer, local, delivered);
  const all = interleave(local, peer, delivered);
  return withGaps(all.filter((entry) => entry.side !== 'peer' || !delivered.has(entry)));
}
