/**
 * Room 7: which part of a report the user asked for. All formats ask here, so that they show the same.
 */
import type { IkeEvent, IkeSa } from '../negotiation/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import type { Report, Selection } from './report.ts';

const isPeer = (sa: IkeSa, peer: string) => sa.remote.host === peer || sa.remote.id === peer;
const overlaps = (from: number, to: number, s: Selection) => !(from > s.until) && !(to < s.since);

/** True while an IKE_SA fits, as far as it is known by now: a responder's gets its name later. */
export function fitsIkeSa(sa: IkeSa, s: Selection): boolean {
  if (s.connection !== null && sa.name !== s.connection) return false;
  return (s.peer === null || isPeer(sa, s.peer)) && overlaps(sa.startedAt, sa.lastAt, s);
}

/** An event without time fits any. */
export const fitsEvent = (event: IkeEvent, s: Selection) => overlaps(event.at, event.at, s);

/** A daemon's own finding fits unless a connection or a peer was asked for. */
export function fitsFinding(finding: Finding, s: Selection): boolean {
  if (!overlaps(finding.firstAt, finding.lastAt, s)) return false;
  if (finding.ikeSa !== null) return fitsNames(finding.ikeSa, s);
  return s.connection === null && s.peer === null;
}

function fitsNames(sa: IkeSa, s: Selection): boolean {
  return (s.connection === null || sa.name === s.connection) && (s.peer === null || isPeer(sa, s.peer));
}

function fitsSession(session: Session, s: Selection, failed: ReadonlySet<IkeSa>): boolean {
  if (s.connection !== null && session.name !== s.connection) return false;
  if (s.peer !== null && !session.ikeSas.some((sa) => isPeer(sa, s.peer!))) return false;
  if (!session.ikeSas.some((sa) => overlaps(sa.startedAt, sa.lastAt, s))) return false;
  return !s.failuresOnly || session.ikeSas.some((sa) => failed.has(sa));
}

/** Both ends' IKE_SAs that are joined with one of these. */
export function otherEnds(session: Session, { peer }: Report): IkeSa[] {
  if (peer === undefined) return [];
  return session.ikeSas.flatMap((sa) =>
    peer.join.of(sa).map((pair) => (pair.local.sa === sa ? pair.peer.sa : pair.local.sa)),
  );
}

/** What is asked for is asked of this end's log, and shown with what is joined to it; of the peer's log alone when nothing is. */
function withOtherEnds(report: Report, chosen: readonly Session[]): Session[] {
  const { peer } = report;
  if (peer === undefined || peer.join.pairs.length === 0 || chosen.length === report.sessions.length)
    return [...chosen];
  const isPeers = (session: Session) => peer.streams.has(session.daemon.speaker.stream);
  const own = new Set(chosen.filter((session) => !isPeers(session)));
  const joined = new Set([...own].flatMap((session) => otherEnds(session, report)));
  return report.sessions.filter((each) => own.has(each) || (isPeers(each) && each.ikeSas.some((sa) => joined.has(sa))));
}

/** Nothing was asked for, so all is shown. */
const selectsAll = (s: Selection) =>
  s.connection === null && s.peer === null && !s.failuresOnly && Number.isNaN(s.since) && Number.isNaN(s.until);

/**
 * The part of the report that the selection leaves. An attempt that never got a name stays with the connection that its session gave it
 * to. A session keeps all its IKE_SAs, so that its state stays true.
 */
export function select(report: Report, s: Selection): Report {
  if (selectsAll(s)) return report;
  const failed = new Set<IkeSa>();
  for (const { severity, ikeSa } of report.findings) if (severity === 'error' && ikeSa !== null) failed.add(ikeSa);
  const sessions = withOtherEnds(
    report,
    report.sessions.filter((session) => fitsSession(session, s, failed)),
  );
  const shown = new Set(sessions.flatMap((session) => session.ikeSas));
  const known = new Set(report.ikeSas);
  const isAll = s.connection === null && s.peer === null;
  return {
    ...report,
    sessions,
    ikeSas: report.ikeSas.filter((sa) => shown.has(sa) && overlaps(sa.startedAt, sa.lastAt, s)),
    findings: report.findings.filter((f) => {
      if (!overlaps(f.firstAt, f.lastAt, s)) return false;
      if (f.ikeSa === null) return isAll;
      // The IKE_SA of an old finding may be one that was dropped to bound memory.
      return shown.has(f.ikeSa) || (!known.has(f.ikeSa) && fitsNames(f.ikeSa, s));
    }),
  };
}
