/**
 * Room 5: do two attempts tell of the same packets? What one end sent the other received, with the same name and size (NAT changes addresses, not sizes); what one
 * end received the other must have sent. Two attempts enter; what agrees and what contradicts leaves.
 */
import type { Attempt } from './attempts.ts';
import type { Packet } from './packets.ts';

/** A packet that left one end and reached the other, for certain: it was received as often as it was sent. */
export interface PacketPair {
  readonly sent: Packet;
  readonly received: Packet;
  /** True when the first end (`local`) sent it. */
  readonly fromLocal: boolean;
}

export interface Agreement {
  /** Messages that both ends have, of the same size where both know it. */
  readonly same: number;
  /** Identities that both ends have, and that are the same. */
  readonly identities: number;
  /** Of another size at the other end, or received and never sent there. */
  readonly contradictions: number;
  /** Message IDs in common that are random numbers (IKEv1 phase 2, RFC 2408 section 3.1). */
  readonly random: number;
  readonly pairs: readonly PacketPair[];
}

/** Below it a message ID is a count. */
const RANDOM = 0x1_0000;

function byName(packets: readonly Packet[], isSent: boolean): Map<string, Packet[]> {
  const map = new Map<string, Packet[]>();
  for (const packet of packets) {
    if (packet.isSent !== isSent || packet.name === '') continue;
    const list = map.get(packet.name);
    if (list === undefined) map.set(packet.name, [packet]);
    else list.push(packet);
  }
  return map;
}

/** The answer to a flood is made before there is an IKE_SA (charon's receiver), so no IKE_SA of the peer's has sent it. */
const isStateless = ({ message }: Packet) => message?.fields.payloads === '[ N(COOKIE) ]';

/** Which line belongs to which of two IKE_SAs between the same addresses is sure only while they are set up, where the log does not say it. */
const SET_UP = /^(?:IKE_SA_INIT|IKE_INTERMEDIATE|IKE_AUTH|ID_PROT|AGGRESSIVE) /;

const isRandom = ({ message }: Packet) => message !== null && message.fields.mid >= RANDOM;

interface Count {
  same: number;
  contradictions: number;
  random: number;
  readonly pairs: PacketPair[];
}

function compare(sender: Attempt, receiver: Attempt, fromLocal: boolean, count: Count): void {
  const sent = byName(sender.packets, true);
  const isSure = sender.sa.daemon.tagged && receiver.sa.daemon.tagged;
  for (const [name, got] of byName(receiver.packets, false)) {
    if (!isSure && !SET_UP.test(name)) continue;
    const gone = sent.get(name);
    const first = got[0]!;
    if (gone === undefined) {
      // Only who was there from the beginning can be said not to have sent it.
      if (sender.isWhole && !isStateless(first)) count.contradictions++;
      continue;
    }
    const [a, b] = [gone[0]!, first];
    if (a.bytes !== b.bytes && !Number.isNaN(a.bytes) && !Number.isNaN(b.bytes)) {
      count.contradictions++;
      continue;
    }
    count.same++;
    if (isRandom(first)) count.random++;
    // As many copies here as there: none was lost.
    if (gone.length === got.length)
      for (const [i, each] of gone.entries()) count.pairs.push({ sent: each, received: got[i]!, fromLocal });
  }
}

const isSame = (a: string | null, b: string | null) => a !== null && a === b;

/** How much speaks for it: what is equal by chance hardly ever counts more. */
export const weightOf = ({ same, identities }: Agreement) => same + 4 * identities;

/** Compares an attempt of this end with one of the other. */
export function agree(local: Attempt, peer: Attempt): Agreement {
  const count: Count = { same: 0, contradictions: 0, random: 0, pairs: [] };
  compare(local, peer, true, count);
  compare(peer, local, false, count);
  const [a, b] = [local.sa, peer.sa];
  const identities = Number(isSame(a.local.id, b.remote.id)) + Number(isSame(a.remote.id, b.local.id));
  return { ...count, identities };
}
