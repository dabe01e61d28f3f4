/**
 * Room 6: why a request got no answer, when both ends' logs are there: what was sent and never received tells the direction in which packets are lost, by which
 * port and of what size. What an end that hears nothing can only guess is known then.
 */
import type { IkeEvent, IkeSa } from '../../negotiation/index.ts';
import type { Packet, Pair } from '../../sessions/index.ts';
import type { CauseId, Finding, Fix, RankedCause, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven } from '../rule.ts';
import { fragmentFix, openPorts } from '../rules/silence.ts';
import { lossOf, type Passage, type Unanswered } from './losses.ts';

/** Bytes of IKE payload that pass any path in one packet: 1280 (IPv6 minimum) less headers. */
const SAFE_SIZE = 1200;
/** Packets that are shown of each end. */
const SHOWN = 2;

/** What both logs prove; what a rule of one end's log said is amended by it. */
export type Proof = Pick<Verdict, 'causes' | 'summary' | 'evidence' | 'fix'>;

const isBig = (p: Passage) => p.fragments > 1 || p.bytes > SAFE_SIZE;
const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

function sizeOf({ bytes, fragments, port }: Passage): string {
  const size = bytes === 0 ? '' : fragments > 1 ? `${bytes} bytes in ${fragments} fragments` : `${bytes} bytes`;
  const to = port === null ? '' : `to UDP port ${port}`;
  return size === '' && to === '' ? '' : ` (${[size, to].filter((part) => part !== '').join(', ')})`;
}

/** The ends as a reader of this end's report calls them. */
function endsOf(sa: IkeSa, isLocal: boolean): { asking: string; other: string } {
  const host = sa.remote.host ?? 'the peer';
  return isLocal ? { asking: 'this side', other: host } : { asking: host, other: 'this side' };
}

/** Why a message did not pass: how large it is, and what else passed by the same port. */
function causesOfLoss(lost: Passage, passed: readonly Packet[], way: string, isAnswer: boolean): RankedCause[] {
  const counted = `${lost.sent.length} of ${lost.sent.length} packets from ${way} were lost`;
  if (lost.arrived === 'part')
    return [
      proven(
        'fragments-lost',
        `${lost.received.length} of ${lost.sent.length} fragments arrived from ${way}, others never did`,
      ),
    ];
  if (isBig(lost)) {
    return passed.length > 0
      ? [proven('fragments-lost', `${counted}, all of them large; smaller ones passed by the same port`)]
      : [
          likely('fragments-lost', `${counted}, all of them large`),
          possible('udp-4500-blocked', 'or nothing passes by this port, whatever its size'),
        ];
  }
  if (lost.port !== null && lost.port !== 500 && passed.length === 0)
    return [
      proven('udp-4500-blocked', `${counted}, and nothing else passed to UDP port ${lost.port} in that direction`),
    ];
  const cause: CauseId = isAnswer ? 'reply-lost' : 'peer-unreachable';
  return [proven(cause, counted)];
}

function fixOf(causes: readonly RankedCause[], sa: IkeSa, lost: Passage, from: string, to: string): Fix[] {
  const open = openPorts(sa, lost.port ?? 500);
  const direction: Fix = { ...open, text: `${open.text}; what is lost goes from ${from} to ${to}` };
  return causes.some(({ cause }) => cause === 'fragments-lost') ? [...fragmentFix, direction] : [direction];
}

function shown(packets: readonly Packet[]): IkeEvent[] {
  const ends = packets.length > SHOWN ? [packets[0]!, packets.at(-1)!] : packets;
  return ends.map(({ event }) => event);
}

/** What a loss means for an IKE_SA that was up: it went silent, whatever the way. */
function asLostTunnel(causes: readonly RankedCause[], finding: Finding): RankedCause[] {
  const first = finding.causes[0]!;
  if (finding.symptom !== 'tunnel-lost') return [...causes];
  const reason = causes[0]!.reason;
  return [
    proven(first.cause, reason),
    ...causes.filter(({ cause }) => cause !== 'peer-unreachable' && cause !== first.cause),
  ];
}

/** The request did not arrive. */
function requestLost(found: Unanswered, sa: IkeSa, finding: Finding): Proof {
  const { request, isLocal, passed } = found;
  const { asking, other } = endsOf(sa, isLocal);
  const causes = causesOfLoss(request, passed.there, `${asking} to ${other}`, false);
  const arrival = request.arrived === 'none' ? 'none of it arrived' : 'it never arrived whole';
  return {
    causes: asLostTunnel(causes, finding),
    summary: `${request.name}${sizeOf(request)} was sent ${times(request.sent.length)} by ${asking}, and ${arrival} at ${other}: packets from ${asking} to ${other} are lost.`,
    evidence: evidence(...shown(request.sent), ...shown(request.received)),
    fix: fixOf(causes, sa, request, asking, other),
  };
}

/** It was answered, and the answer did not arrive. */
function answerLost(found: Unanswered, answer: Passage, sa: IkeSa, finding: Finding): Proof {
  const { request, isLocal, passed } = found;
  const { asking, other } = endsOf(sa, isLocal);
  const causes = causesOfLoss(answer, passed.back, `${other} to ${asking}`, true);
  const arrival = answer.arrived === 'none' ? 'no answer arrived' : 'no answer arrived whole';
  return {
    causes: asLostTunnel(causes, finding),
    summary: `${request.name} reached ${other}, which answered ${times(answer.sent.length)}${sizeOf(answer)}, but ${arrival} at ${asking}: packets from ${other} to ${asking} are lost.`,
    evidence: evidence(
      ...shown(request.sent),
      ...shown(request.received),
      ...shown(answer.sent),
      ...shown(answer.received),
    ),
    fix: fixOf(causes, sa, answer, other, asking),
  };
}

/** It arrived, and nothing was sent in return. Why is for the other end's own finding to say. */
function withheld({ request, isLocal }: Unanswered, sa: IkeSa): Proof {
  const { asking, other } = endsOf(sa, isLocal);
  return {
    causes: [
      proven(
        'peer-went-silent',
        `${request.received.length} of ${request.sent.length} packets arrived, and no answer was sent`,
      ),
    ],
    summary: `${request.name} was sent ${times(request.sent.length)} by ${asking} and reached ${other}, which did not answer: nothing is lost on the way.`,
    evidence: evidence(...shown(request.sent), ...shown(request.received)),
    fix: [
      {
        where: isLocal ? 'peer' : 'local',
        text: 'See the lines after the message arrived: they say why it was not answered',
        config: [],
      },
    ],
  };
}

/** Its daemon had been stopped by then: nobody was there to hear it. */
function stopped({ request, isLocal }: Unanswered, sa: IkeSa): Proof {
  const { asking, other } = endsOf(sa, isLocal);
  return {
    causes: [proven('daemon-restarted', `the log of ${other} has its daemon stopped before this was sent`)],
    summary: `${request.name} was sent ${times(request.sent.length)} by ${asking} after the daemon of ${other} had been stopped.`,
    evidence: evidence(...shown(request.sent)),
    fix: [{ where: isLocal ? 'peer' : 'local', text: 'Start the daemon again', config: [] }],
  };
}

/** Of what came after the end of a log nothing is known. A log that reaches the second copy goes on while they are sent. */
function isBeyond({ request, isLocal }: Unanswered, pair: Pair, offset: number): boolean {
  const other = isLocal ? pair.peer.sa.daemon : pair.local.sa.daemon;
  const { at } = request.sent[1] ?? request.sent[0]!;
  return request.arrived === 'none' && other.lastAt < at + (isLocal ? offset : -offset);
}

/** The other end's log breaks off: that is said, and nothing proven. */
function unknown({ request, isLocal }: Unanswered, sa: IkeSa): Pick<Verdict, 'wouldSettle'> {
  const { other } = endsOf(sa, isLocal);
  return {
    wouldSettle: `a log of ${other} that goes on: this one ends before ${request.name} was sent again, so it cannot tell whether it arrived`,
  };
}

/** Null when neither end repeated a request, and when it was answered after all. `offset`: the peer's clock less this end's, NaN when unknown. */
export function judgeSilence(
  pair: Pair,
  finding: Finding,
  offset: number,
): Proof | Pick<Verdict, 'wouldSettle'> | null {
  const found = lossOf(pair);
  if (found === null) return null;
  const { sa } = pair.local;
  const other = found.isLocal ? pair.peer.sa.daemon : pair.local.sa.daemon;
  if (isBeyond(found, pair, offset)) return other.endedBy === 'shutdown' ? stopped(found, sa) : unknown(found, sa);
  if (found.request.arrived !== 'whole') return requestLost(found, sa, finding);
  if (found.answer === null) return withheld(found, sa);
  return found.answer.arrived === 'whole' ? null : answerLost(found, found.answer, sa, finding);
}
