/**
 * Room 6: which packets were lost between the two ends of a joined IKE_SA, and in which direction: what one end's log has sent and the other's has not received.
 * A pair enters; the request that got no answer leaves, with how far it came.
 */
import { splitEndpoint } from '../../negotiation/index.ts';
import { type Attempt, type Packet, type Pair, receivedOf } from '../../sessions/index.ts';

/** One message and all of its copies: sent by one end, and what of it the other received. */
export interface Passage {
  /** `IKE_AUTH request 1` */
  readonly name: string;
  readonly sent: readonly Packet[];
  readonly received: readonly Packet[];
  /** `none` of its packets arrived; `part`: some fragments of it never did; `whole`: at least once all of it. */
  readonly arrived: 'none' | 'part' | 'whole';
  /** Bytes of one transmission, and its packets. */
  readonly bytes: number;
  readonly fragments: number;
  /** UDP port that it was sent to, null where the log leaves packets out. */
  readonly port: number | null;
}

export interface Unanswered {
  /** True when this end asked. */
  readonly isLocal: boolean;
  readonly request: Passage;
  /** Null when the other end sent no answer. */
  readonly answer: Passage | null;
  /** Packets that passed from the asking end to the other on the request's port, and back on the answer's, before. */
  readonly passed: { readonly there: readonly Packet[]; readonly back: readonly Packet[] };
}

/** `IKE_AUTH request 1(2/3)` without its fragment. */
const baseOf = (name: string) => name.replace(/\(\d+(?:\/\d+)?\)/, '');

/** A message of either end as it left and arrived. */
function passageOf(name: string, sender: Attempt, receiver: Attempt): Passage {
  const isIt = (p: Packet) => baseOf(p.name) === name && !p.isSplit;
  const sent = sender.packets.filter((p) => p.isSent && isIt(p));
  const received = receivedOf(isIt, sent, receiver);
  const first = sent.filter((p) => !p.isCopy);
  const parts = new Set(first.map((p) => p.name));
  const missing = [...parts].filter((part) => !received.some((p) => p.name === part || p.name === ''));
  return {
    name,
    sent,
    received,
    arrived: received.length === 0 ? 'none' : missing.length > 0 ? 'part' : 'whole',
    bytes: first.reduce((sum, p) => sum + (Number.isNaN(p.bytes) ? 0 : p.bytes), 0),
    fragments: first.length,
    port: portOf(sent[0]),
  };
}

/** UDP port that a packet was sent to. */
export function portOf(packet: Packet | undefined): number | null {
  const event = packet?.event;
  if (event?.type !== 'packet.sent' && event?.type !== 'packet.received') return null;
  return splitEndpoint(event.fields.to).port;
}

/** The last request that was sent again and got no answer. */
function askedInVain({ packets }: Attempt): string | null {
  const heard = new Set(packets.filter((p) => !p.isSent).map((p) => baseOf(p.name)));
  const asked = packets.findLast((p) => {
    if (!p.isSent || p.message?.fields.direction !== 'request') return false;
    return !heard.has(answerTo(baseOf(p.name)));
  });
  if (asked === undefined) return null;
  const name = baseOf(asked.name);
  return packets.some((p) => p.isSent && p.isCopy && baseOf(p.name) === name) ? name : null;
}

const answerTo = (request: string) => request.replace(' request ', ' response ');

/** IKEv1's liveness checks (RFC 3706) are not repeated but made anew, each with an ID of its own: what was asked last without hearing anything since. */
function unheardChecks(asking: Attempt, other: Attempt, isLocal: boolean): Unanswered | null {
  const { packets } = asking;
  const sent = packets.slice(packets.findLastIndex((p) => !p.isSent) + 1);
  const names = new Set(sent.map((p) => p.name));
  if (names.size < 2 || sent.some(({ message }) => message?.fields.exchange !== 'INFORMATIONAL_V1')) return null;
  const received = other.packets.filter((p) => !p.isSent && names.has(p.name));
  if (received.length > 0) return null;
  const bytes = sent[0]!.bytes;
  const request: Passage = {
    name: 'INFORMATIONAL_V1 request',
    sent,
    received,
    arrived: 'none',
    bytes: Number.isNaN(bytes) ? 0 : bytes,
    fragments: 1,
    port: portOf(sent[0]),
  };
  const there = other.packets.filter((p) => !p.isSent && portOf(p) === request.port);
  return { isLocal, request, answer: null, passed: { there, back: [] } };
}

function unansweredOf(asking: Attempt, other: Attempt, isLocal: boolean): Unanswered | null {
  const name = askedInVain(asking);
  if (name === null) return unheardChecks(asking, other, isLocal);
  const request = passageOf(name, asking, other);
  const answer = passageOf(answerTo(name), other, asking);
  const arrivedOn = (at: Attempt, port: number | null) =>
    at.packets.filter((p) => !p.isSent && portOf(p) === port && baseOf(p.name) !== name);
  // The answer goes to the port that the request came from.
  const backPort = answer.port ?? portOf(asking.packets.findLast((p) => !p.isSent));
  return {
    isLocal,
    request,
    answer: answer.sent.length === 0 ? null : answer,
    passed: { there: arrivedOn(other, request.port), back: arrivedOn(asking, backPort) },
  };
}

/** Of the end that repeated itself; null when none did. */
export function lossOf({ local, peer }: Pair): Unanswered | null {
  return unansweredOf(local, peer, true) ?? unansweredOf(peer, local, false);
}
