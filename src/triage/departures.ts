/**
 * Room 6: how the tunnels of each peer went down, remembered across IKE_SAs: what happens once is an event, what happens again and again within
 * minutes is a fault. An event enters after it was applied; rules ask for the list.
 */
import type { EventType, IkeEvent, IkeSa } from '../negotiation/index.ts';
import { connectionKey } from '../sessions/index.ts';

export interface Departure {
  readonly event: IkeEvent;
  /** `duplicate`: pushed out by another IKE_SA of the same identity; `deleted`: by the peer; `silence`: given up here. */
  readonly how: 'duplicate' | 'deleted' | 'silence';
  /** Address of the peer that went. */
  readonly host: string | null;
  /** How long the tunnel had been up, in milliseconds; NaN where unknown. */
  readonly upFor: number;
}

/** Peers remembered; those that were first seen longest ago go first. */
const MAX_PEERS = 10_000;
/** Departures remembered for each. */
const MAX_DEPARTURES = 8;
/** Rekeyings followed back to where a tunnel came up. */
const MAX_CHAIN = 1000;

function cameUpAt(sa: IkeSa): number {
  let first = sa;
  for (let i = 0; i < MAX_CHAIN && first.continues?.how === 'rekey'; i++) first = first.continues.ikeSa;
  return first.establishedAt;
}

/** The events with which an IKE_SA goes down. */
export const DEPARTING: readonly EventType[] = [
  'ike.duplicate',
  'ike.delete.received',
  'retransmit.gave-up',
  'dpd.timeout',
];

function howOf(sa: IkeSa, event: IkeEvent): Departure['how'] | null {
  if (event.type === 'ike.duplicate') return 'duplicate';
  if (!sa.everEstablished) return null;
  if (event.type === 'ike.delete.received') return sa.outcome === 'deleted' ? 'deleted' : null;
  const isSilence = event.type === 'retransmit.gave-up' || event.type === 'dpd.timeout';
  return isSilence && sa.outcome === 'lost' ? 'silence' : null;
}

const keyOf = (sa: IkeSa) => `${sa.daemon.id} ${connectionKey(sa)} ${sa.remote.id ?? sa.remote.host ?? ''}`;

export function createDepartures() {
  const byPeer = new Map<string, Departure[]>();
  return {
    /** Call for every DEPARTING event of an IKE_SA, after it was applied. */
    note(sa: IkeSa, event: IkeEvent): void {
      const how = howOf(sa, event);
      if (how === null) return;
      const key = keyOf(sa);
      let list = byPeer.get(key);
      if (list === undefined) {
        if (byPeer.size >= MAX_PEERS) byPeer.delete(byPeer.keys().next().value!);
        list = [];
        byPeer.set(key, list);
      }
      if (list.length >= MAX_DEPARTURES) list.shift();
      list.push({ event, how, host: sa.remote.host, upFor: event.at - cameUpAt(sa) });
    },
    of: (sa: IkeSa): readonly Departure[] => byPeer.get(keyOf(sa)) ?? [],
  };
}
