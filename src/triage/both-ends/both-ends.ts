/**
 * Room 6: findings of two logs of the same tunnels. What both tell of becomes one finding, what one can only guess the other proves; what was lost on the way is
 * told with its direction. Findings and the join of the logs enter, findings and notes leave.
 */
import type { Daemon, IkeSa } from '../../negotiation/index.ts';
import { type Join, offsetAt, type Pair } from '../../sessions/index.ts';
import type { Finding } from '../finding.ts';
import { likely, proven } from '../rule.ts';
import { amend, asSeenFromPeer, certaintyOf, merge } from './merge.ts';
import { isSameFailure } from './same-failure.ts';
import { judgeSilence } from './silence.ts';

export interface Ends {
  readonly join: Join;
  /** In order of discovery. */
  readonly local: readonly Finding[];
  readonly peer: readonly Finding[];
  readonly localIkeSas: readonly IkeSa[];
  readonly localDaemons: readonly Daemon[];
  readonly peerIkeSas: readonly IkeSa[];
  readonly peerDaemons: readonly Daemon[];
}

/** Silences: what packets can prove. */
const SILENT: ReadonlySet<Finding['symptom']> = new Set<Finding['symptom']>([
  'retransmit-timeout',
  'half-open-timeout',
  'tunnel-lost',
]);
const isSilence = ({ symptom, severity }: Finding) => SILENT.has(symptom) && severity !== 'info';
/** A daemon's end and what the other end hears of it. */
const MOMENT = 5000;
/** How far clocks that are kept agree when nothing tells their offset. */
const KEPT = 5000;

function pairOf(join: Join, finding: Finding): Pair | null {
  return finding.ikeSa === null ? null : (join.of(finding.ikeSa).at(-1) ?? null);
}

const hostOf = (sa: IkeSa | null) => sa?.local.host ?? 'the peer';

/** The peer's findings by the IKE_SAs they are about and, for repeats, by those of the same connection. */
function byIkeSa(findings: readonly Finding[]): Map<IkeSa, Finding[]> {
  const map = new Map<IkeSa, Finding[]>();
  for (const finding of findings) {
    if (finding.ikeSa === null) continue;
    const list = map.get(finding.ikeSa);
    if (list === undefined) map.set(finding.ikeSa, [finding]);
    else list.push(finding);
  }
  return map;
}

/** Repeats on one connection are one finding about the first IKE_SA that failed; the other log may begin with a later one. */
function connectionsOf(join: Join): Map<string, Set<IkeSa>> {
  const map = new Map<string, Set<IkeSa>>();
  for (const { local, peer } of join.pairs) {
    const key = connection(local.sa);
    const set = map.get(key) ?? new Set();
    map.set(key, set.add(peer.sa));
  }
  return map;
}

const connection = (sa: IkeSa) => `${sa.daemon.id} ${sa.name ?? ''} ${sa.remote.host ?? ''}`;

/** Findings of the peer's log that may be the same failure, nearest first: about an IKE_SA that is joined with this one, then about one of its connection. */
function candidatesFor(
  finding: Finding,
  join: Join,
  peers: ReadonlyMap<IkeSa, readonly Finding[]>,
  connections: ReadonlyMap<string, ReadonlySet<IkeSa>>,
): Finding[] {
  const { ikeSa } = finding;
  if (ikeSa === null) return [];
  const own = join.of(ikeSa).map(({ peer }) => peer.sa);
  const near = own.reverse().flatMap((sa) => peers.get(sa) ?? []);
  const others = [...(connections.get(connection(ikeSa)) ?? [])].flatMap((sa) => peers.get(sa) ?? []);
  return [...new Set([...near, ...others.filter((other) => finding.count > 1 || other.count > 1)])];
}

/** What one end's log has, as the other end's finding is held against it. */
interface OtherEnd {
  readonly findings: readonly Finding[];
  readonly ikeSas: readonly IkeSa[];
  readonly daemons: readonly Daemon[];
  /** What its clock is ahead of that of the finding; NaN when unknown. */
  readonly offset: number;
}

/** A reason for silence that is no IKE_SA's: it was flooded. */
function refusedInSilence(finding: Finding, { findings, offset }: OtherEnd): Finding | null {
  const host = finding.ikeSa?.local.host;
  for (const of of findings) {
    if (of.causes[0]!.cause !== 'half-open-limit') continue;
    const isAboutUs = of.evidence.some((e) => e.type === 'packet.refused' && e.fields.from === host);
    const isThen = !(of.lastAt - offset < finding.firstAt - MOMENT) && !(of.firstAt - offset > finding.lastAt + MOMENT);
    if (isAboutUs && isThen) return of;
  }
  return null;
}

/** The first message of an attempt, repeated, of which the other end's log has nothing. */
function judgeUnheard(finding: Finding, other: OtherEnd): Finding {
  const sa = finding.ikeSa!;
  const host = sa.remote.host ?? 'the peer';
  const flooded = refusedInSilence(finding, other);
  if (flooded !== null) return merge(finding, flooded, host);
  const isKnown = !Number.isNaN(other.offset);
  const from = finding.firstAt + (isKnown ? other.offset : 0);
  const isCovered = other.daemons.some((d) => d.firstAt <= from + KEPT && d.lastAt >= from - KEPT);
  const isThatHost = other.ikeSas.some((each) => each.local.host === host);
  const isHeard = other.ikeSas.some(
    (each) => each.remote.host === sa.local.host && Math.abs(each.startedAt - from) < KEPT,
  );
  if (!isCovered || !isThatHost || isHeard) return finding;
  const reason = `the log of ${host} covers that time${isKnown ? '' : ', if the clocks agree,'} and has no packet of it`;
  return {
    ...finding,
    summary: `${finding.summary} The log of ${host} has nothing of it: the packets were lost on the way there.`,
    causes: [isKnown ? proven('peer-unreachable', reason) : likely('peer-unreachable', reason)],
    wouldSettle: isKnown ? null : 'compare the clocks of both ends',
    bothEnds: { decidedBy: 'both', peerIkeSa: null, merged: [] },
  };
}

/** A tunnel lost to a daemon that had been started anew since it came up: it says nothing to packets of an IKE_SA that it does not know (RFC 7296 section 2.4). */
function judgeForgotten(finding: Finding, other: OtherEnd): Finding {
  const sa = finding.ikeSa!;
  const host = sa.remote.host ?? 'the peer';
  const itsDaemons = new Set(other.ikeSas.filter((each) => each.local.host === host).map(({ daemon }) => daemon));
  const began = other.daemons.find((d) => {
    const at = d.startedAt - other.offset;
    return itsDaemons.has(d) && at > sa.establishedAt && at < finding.at;
  });
  if (began === undefined) return finding;
  const others = finding.causes.filter(({ cause }) => cause === 'dpd-timeout');
  return {
    ...finding,
    summary: `${finding.summary} The daemon of ${host} was started anew in the meantime: it knows nothing of this IKE_SA, and says so to nobody.`,
    causes: [proven('stale-sa', `the log of ${host} has its daemon start after this IKE_SA had come up`), ...others],
    wouldSettle: null,
    bothEnds: { decidedBy: 'both', peerIkeSa: null, merged: [] },
  };
}

const isFirstUnanswered = ({ symptom, causes, ikeSa }: Finding) =>
  ikeSa !== null && symptom === 'retransmit-timeout' && causes[0]!.cause === 'peer-unreachable';

/** This end's daemon went, and the other end was told so: no second finding. */
function isFarewell(peer: Finding, local: Finding, offset: number): boolean {
  if (peer.causes[0]!.cause !== 'peer-deleted' || local.ikeSa !== null || local.causes[0]!.cause !== 'daemon-restarted')
    return false;
  return Math.abs(peer.lastAt - offset - local.lastAt) < MOMENT;
}

/** What the findings of both ends are together: first this end's, then what only the peer's log tells. */
export function judgeBothEnds(ends: Ends): Finding[] {
  const { join } = ends;
  const peers = byIkeSa(ends.peer);
  const connections = connectionsOf(join);
  /** Ids of the findings that another one has taken in. */
  const merged = new Set<string>();
  const offsetOf = (finding: Finding, pair: Pair | null) => {
    const clocks = pair === null ? join.clocks[0] : join.clocksOf(pair.local.sa);
    return clocks?.offset == null ? Number.NaN : offsetAt(clocks.offset, finding.firstAt);
  };

  function ofThisEnd(finding: Finding): Finding {
    const pair = pairOf(join, finding);
    const offset = offsetOf(finding, pair);
    let told = finding;
    for (const other of candidatesFor(finding, join, peers, connections)) {
      // Both ends may have failed at the same: what proves it for one proves it for both.
      const isFree = !merged.has(other.id) || certaintyOf(other) < certaintyOf(told);
      if (isFree && isSameFailure(told, other, offset)) told = merge(told, other, hostOf(other.ikeSa));
      for (const id of told.bothEnds?.merged ?? []) merged.add(id);
    }
    if (!isSilence(finding) || certaintyOf(told) === 0) return told;
    const proof = pair === null ? null : judgeSilence(pair, finding, offset);
    if (proof !== null) return amend(told, proof);
    if (pair !== null || finding.ikeSa === null) return told;
    const other = { findings: ends.peer, ikeSas: ends.peerIkeSas, daemons: ends.peerDaemons, offset };
    if (isFirstUnanswered(finding)) return judgeUnheard(finding, other);
    return finding.symptom === 'tunnel-lost' ? judgeForgotten(finding, other) : told;
  }

  function ofPeerUnjoined(finding: Finding, offset: number): Finding {
    const host = finding.ikeSa?.remote.host ?? null;
    if (host === null || !isSilence(finding) || !ends.localIkeSas.some((sa) => sa.local.host === host)) return finding;
    const here = { findings: ends.local, ikeSas: ends.localIkeSas, daemons: ends.localDaemons, offset: -offset };
    if (isFirstUnanswered(finding)) return judgeUnheard(finding, here);
    return finding.symptom === 'tunnel-lost' ? judgeForgotten(finding, here) : finding;
  }

  function ofPeerOnly(finding: Finding): Finding {
    const pair = pairOf(join, finding);
    const offset = offsetOf(finding, pair);
    if (pair === null) return ofPeerUnjoined(finding, offset);
    const told: Finding = {
      ...finding,
      ...asSeenFromPeer(finding, hostOf(finding.ikeSa)),
      bothEnds: { decidedBy: 'peer', peerIkeSa: finding.ikeSa, merged: [] },
    };
    if (!isSilence(finding) || certaintyOf(finding) === 0) return told;
    const proof = judgeSilence(pair, finding, offset);
    return proof === null ? told : amend(told, proof);
  }

  const mine = ends.local.map(ofThisEnd);
  for (const { bothEnds } of mine) for (const id of bothEnds?.merged ?? []) merged.add(id);
  const theirs = ends.peer.filter((finding) => {
    const pair = merged.has(finding.id) ? null : pairOf(join, finding);
    if (merged.has(finding.id)) return false;
    return pair === null || !ends.local.some((local) => isFarewell(finding, local, offsetOf(finding, pair)));
  });
  const told = theirs.map(ofPeerOnly);
  const taken = new Set(told.flatMap(({ bothEnds }) => bothEnds?.merged ?? []));
  return [...mine.filter(({ id }) => !taken.has(id)), ...told];
}
