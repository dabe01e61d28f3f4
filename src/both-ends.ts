/**
 * The logs of both ends in one report: the corridor is walked by both, then the IKE_SAs are joined, and findings that tell of the same failure become one.
 * Only used with `--peer-log`.
 */
import type { Daemon, IkeSa } from './negotiation/index.ts';
import { type Clocks, type Join, joinEnds } from './sessions/index.ts';
import { type Finding, judgeBothEnds } from './triage/index.ts';
import type { Report } from './views/index.ts';

/** Without anything exact to join them, clocks that are so far apart (milliseconds) may be two different attempts. */
const DOUBTFUL = 60_000;
/** Addresses named in a note. */
const SHOWN = 3;

const streamOf = (sa: IkeSa) => sa.daemon.speaker.stream;

function isOfPeer(finding: Finding, streams: ReadonlySet<string>): boolean {
  return streams.has(finding.ikeSa === null ? finding.evidence[0]!.source.stream : streamOf(finding.ikeSa));
}

function hostsOf(sas: readonly IkeSa[], end: 'local' | 'remote'): string {
  const hosts = [...new Set(sas.map((sa) => sa[end].host))].filter((host) => host !== null);
  return `${hosts.slice(0, SHOWN).join(', ')}${hosts.length > SHOWN ? ` and ${hosts.length - SHOWN} more` : ''}`;
}

const endOf = (sas: readonly IkeSa[], pick: (a: number, b: number) => number) =>
  sas.reduce(
    (found, sa) =>
      Number.isNaN(found) ? sa.startedAt : Number.isNaN(sa.startedAt) ? found : pick(found, sa.startedAt),
    Number.NaN,
  );

/** Why nothing joins, as far as it can be seen. */
function unrelated(local: readonly IkeSa[], peer: readonly IkeSa[]): string {
  if (local.length === 0) return 'the log of this end has no IKE_SA';
  const [ours, theirs] = [hostsOf(local, 'remote'), hostsOf(peer, 'local')];
  const [theirEnds, theirPeers] = [new Set(peer.map((sa) => sa.local.host)), new Set(peer.map((sa) => sa.remote.host))];
  const meets = local.some((sa) => theirEnds.has(sa.remote.host) || theirPeers.has(sa.local.host));
  if (!meets) return `this end talks to ${ours}, and the other log is of ${theirs}: another host, unless NAT hides it`;
  const isApart = endOf(local, Math.max) < endOf(peer, Math.min) || endOf(peer, Math.max) < endOf(local, Math.min);
  return isApart
    ? 'the addresses fit, but the logs are of different times'
    : 'the addresses fit, but no attempt has messages of the same sizes and in the same order at both ends';
}

const hasExact = (join: Join) => join.pairs.some(({ certainty }) => certainty === 'proven');

function notesOf(join: Join, local: readonly IkeSa[], peer: readonly IkeSa[]): string[] {
  const notes: string[] = [];
  if (peer.length === 0)
    notes.push(
      "The peer's log has no IKE_SA: nothing of this end reached it, or it is not the log of the other end, or of another time.",
    );
  else if (join.pairs.length === 0)
    notes.push(
      `The two logs do not belong together, so each is reported by itself: ${unrelated(local, peer)}. Check that --peer-log is the log of the other end, of the same time.`,
    );
  const doubtful = join.clocks.find(
    ({ offset, pairs }) =>
      offset !== null && pairs < 3 && Math.abs(offset.offsetMs) > DOUBTFUL && offset.zoneHours === 0,
  );
  if (doubtful !== undefined && !hasExact(join))
    notes.push(
      'The ends were joined by addresses, sizes and order of messages only, and their clocks are far apart: make sure that both logs are of the same attempt.',
    );
  if (join.clocks.some(({ isGuess }) => isGuess))
    notes.push(
      'Several attempts look alike; which is which at the other end was decided on the assumption that both clocks are right.',
    );
  if (join.ambiguous.length > 0) {
    const n = join.ambiguous.length;
    notes.push(
      `${n} IKE_SA${n === 1 ? ' fits' : 's fit'} several of the peer's log alike and ${n === 1 ? 'was' : 'were'} joined with none; times with milliseconds on both ends (time_add_ms, time_precision) tell them apart.`,
    );
  }
  return notes;
}

/** A zone that a log leaves out was assumed; if that explains the clocks' difference, it can be given. */
function zoneHints(report: Report, clocks: readonly Clocks[]): string[] {
  const [main] = clocks;
  if (main?.offset == null || main.offset.zoneHours === 0) return [];
  const assumed = report.inputs.find(
    ({ source, assumed: left }) => (source === main.peer || source === main.local) && left.includes('zone'),
  );
  return assumed === undefined
    ? []
    : [
        `The times of ${assumed.source} have no zone: the difference of whole hours between the clocks is most likely that.`,
      ];
}

/**
 * In: a report of both ends' logs, and the streams that are the peer's. Out: the report with its findings merged, the join, and what is to be said of it.
 */
export function joinReport(report: Report, streams: ReadonlySet<string>): Report {
  const local = report.ikeSas.filter((sa) => !streams.has(streamOf(sa)));
  const peer = report.ikeSas.filter((sa) => streams.has(streamOf(sa)));
  const join = joinEnds(local, peer);
  const daemons: Daemon[] = report.inputs.flatMap((input) => [...input.daemons]);
  const findings = judgeBothEnds({
    join,
    local: report.findings.filter((finding) => !isOfPeer(finding, streams)),
    peer: report.findings.filter((finding) => isOfPeer(finding, streams)),
    localIkeSas: local,
    localDaemons: daemons.filter(({ speaker }) => !streams.has(speaker.stream)),
    peerIkeSas: peer,
    peerDaemons: daemons.filter(({ speaker }) => streams.has(speaker.stream)),
  });
  return {
    ...report,
    findings,
    notes: [...report.notes, ...notesOf(join, local, peer), ...zoneHints(report, join.clocks)],
    peer: { streams, join },
  };
}

/** A finding about tunnels of this end: its own log's, or the peer's about what is joined. When nothing joins, every one counts. */
export function concernsThisEnd(finding: Finding, { peer }: Report): boolean {
  if (peer === undefined || peer.join.pairs.length === 0 || !isOfPeer(finding, peer.streams)) return true;
  return finding.ikeSa !== null && peer.join.of(finding.ikeSa).length > 0;
}
