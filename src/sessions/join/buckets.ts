/**
 * Room 5: which attempts of the two ends may be the same at all. Attempts enter, small groups of them leave that have the first message's size and the addresses
 * in common, so that nobody is compared with everybody.
 */
import { splitEndpoint } from '../../negotiation/index.ts';
import type { Attempt } from './attempts.ts';

/** Which addresses must be the same in both logs. NAT shows each end another address of the other. */
export const LEVELS = ['both-addresses', 'one-address', 'no-address'] as const;
export type Level = (typeof LEVELS)[number];

/** Attempts with the same clock pair and the same key, each list in order of time. */
export interface Bucket {
  readonly local: Attempt[];
  readonly peer: Attempt[];
}

/** Addresses as the first packet has them: MOBIKE may change those of the IKE_SA later. */
function hostsOf({ sa, packets }: Attempt): { own: string; other: string } {
  const event = packets[0]?.event;
  if (event?.type === 'packet.sent' || event?.type === 'packet.received') {
    const [from, to] = [splitEndpoint(event.fields.from).host, splitEndpoint(event.fields.to).host];
    return event.type === 'packet.sent' ? { own: from, other: to } : { own: to, other: from };
  }
  return { own: sa.local.host ?? '', other: sa.remote.host ?? '' };
}

/** True when one of the IKE_SA's ends was found to be behind NAT, or that was never looked for. */
export const mayBeNatted = ({ sa }: Attempt) => sa.natLocal || sa.natRemote || !sa.natKnown;

/** The same text at both ends for what may be one attempt; null for an attempt that this level cannot place. */
function keyOf(attempt: Attempt, level: Level, isLocal: boolean): string | null {
  const first = attempt.packets[0];
  if (first?.message == null) return null;
  const isLocalInitiator = first.isSent === isLocal;
  const { own, other } = hostsOf(attempt);
  const [initiator, responder] = first.isSent ? [own, other] : [other, own];
  const { exchange, payloads } = first.message.fields;
  // Without sizes the payload list stands in.
  const shape = Number.isNaN(first.bytes) ? payloads : `${first.bytes}`;
  const hosts = { 'both-addresses': `${initiator} ${responder}`, 'one-address': responder, 'no-address': '' }[level];
  return `${isLocalInitiator} ${exchange} ${shape} ${hosts}`;
}

/** One text for a pair of clocks. */
export const clocksKey = (local: string, peer: string) => `${local}\0\0${peer}`;

/** Groups what is not yet joined. `clockOf` names the clock that an attempt's times are of. */
export function bucketsOf(
  local: Iterable<Attempt>,
  peer: Iterable<Attempt>,
  level: Level,
  clockOf: (attempt: Attempt) => string,
): Map<string, Bucket[]> {
  const byKey = new Map<string, { local: Map<string, Attempt[]>; peer: Map<string, Attempt[]> }>();
  const put = (attempts: Iterable<Attempt>, isLocal: boolean) => {
    for (const attempt of attempts) {
      if (!attempt.isWhole || (level !== 'both-addresses' && !mayBeNatted(attempt))) continue;
      const key = keyOf(attempt, level, isLocal);
      if (key === null) continue;
      const found = byKey.get(key) ?? { local: new Map(), peer: new Map() };
      byKey.set(key, found);
      const side = isLocal ? found.local : found.peer;
      const clock = clockOf(attempt);
      const list = side.get(clock);
      if (list === undefined) side.set(clock, [attempt]);
      else list.push(attempt);
    }
  };
  put(local, true);
  put(peer, false);
  const byClocks = new Map<string, Bucket[]>();
  for (const sides of byKey.values()) {
    for (const [localClock, a] of sides.local) {
      for (const [peerClock, b] of sides.peer) {
        const clocks = clocksKey(localClock, peerClock);
        const list = byClocks.get(clocks) ?? [];
        byClocks.set(clocks, list);
        list.push({ local: inTime(a), peer: inTime(b) });
      }
    }
  }
  return byClocks;
}

/** What has no time keeps the order of its log. */
const inTime = (attempts: Attempt[]) =>
  attempts.sort(
    (a, b) => (Number.isNaN(a.at - b.at) ? 0 : a.at - b.at) || a.sa.serial - b.sa.serial || a.index - b.index,
  );
