/**
 * Room 5: attempts. An initiator keeps its IKE_SA when it begins anew (a refused key exchange method, a COOKIE, keyingtries), a responder makes a new one each
 * time; so what is joined with the other end is not IKE_SAs but attempts. IKE_SAs enter, attempts leave.
 */
import type { IkeSa } from '../../negotiation/index.ts';
import { isFirstMessage, type Packet, packetsOf } from './packets.ts';

export interface Attempt {
  readonly sa: IkeSa;
  /** Place among the IKE_SA's attempts, from 0. */
  readonly index: number;
  readonly packets: readonly Packet[];
  /** When the first packet was sent or received; milliseconds since 1970 UTC, NaN where unknown. */
  readonly at: number;
  /** When the last one was. */
  readonly until: number;
  /** True when it shows the first message, so that what is not in it was not there. */
  readonly isWhole: boolean;
}

function attemptOf(sa: IkeSa, index: number, packets: readonly Packet[], isWhole: boolean): Attempt {
  return { sa, index, packets, at: packets[0]?.at ?? sa.startedAt, until: packets.at(-1)?.at ?? sa.lastAt, isWhole };
}

/** At least one for each IKE_SA. A repetition of the first message is part of its attempt. */
export function attemptsOf(sa: IkeSa): Attempt[] {
  const packets = packetsOf(sa.events);
  const starts: number[] = [];
  packets.forEach((packet, i) => {
    if (!packet.isCopy && packet.message !== null && isFirstMessage(packet.message)) starts.push(i);
  });
  if (starts.length === 0) return [attemptOf(sa, 0, packets, false)];
  const isWhole = sa.eventsDropped === 0;
  return starts.map((start, i) => attemptOf(sa, i, packets.slice(i === 0 ? 0 : start, starts[i + 1]), isWhole));
}
