/**
 * Room 7: is a connection up, failed or down? Sessions enter with the findings about them; the state that a person would name leaves.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import type { Style } from './colour.ts';
import type { Report } from './report.ts';
import { otherEnds } from './selection.ts';

/** In the order in which a person wants to see them. */
export const STATES = ['FAILED', 'DOWN', 'OPEN', 'UP', 'CLOSED'] as const;
/** `FAILED`: it never came up, or never got a CHILD_SA; `DOWN`: it was up; `OPEN`: under negotiation when the log ends; `CLOSED`: taken down in order. */
export type ShownState = (typeof STATES)[number];

export const STATE_STYLE = {
  FAILED: 'bad',
  DOWN: 'bad',
  OPEN: 'warning',
  UP: 'good',
  CLOSED: 'faint',
} as const satisfies { readonly [S in ShownState]: Style };

/** A session as the text view shows it. */
export interface Shown {
  readonly session: Session;
  /** Errors first, then as discovered. */
  readonly findings: readonly Finding[];
  readonly state: ShownState;
}

export const isHealthy = (state: ShownState): boolean => state === 'UP' || state === 'CLOSED';
export const isError = (f: Finding): boolean => f.severity === 'error';

export const installedChildren = (session: Session): number =>
  session.ikeSas.reduce((n, sa) => n + sa.children.filter((c) => c.outcome === 'installed').length, 0);

const carried = (sa: IkeSa) => sa.children.some((c) => c.outcome === 'installed' || c.spiIn !== null);

/** The IKE_SA that the log speaks of last: a rekeying that failed hours ago is younger than the IKE_SA that lives on. */
export function latest(session: Session): IkeSa {
  return session.ikeSas.reduce((a, b) => (b.lastAt < a.lastAt ? a : b));
}

/** An IKE_SA that came up with a CHILD_SA later on: what went wrong before is over. */
export function isOver(finding: Finding, session: Session): boolean {
  const at = finding.ikeSa === null ? -1 : session.ikeSas.indexOf(finding.ikeSa);
  return session.ikeSas.some((sa, i) => i > at && sa.everEstablished && carried(sa) && !(finding.lastAt > sa.lastAt));
}

function stateOf(session: Session, findings: readonly Finding[]): ShownState {
  const errors = findings.filter((f) => isError(f) && !isOver(f, session));
  const fallen = session.ikeSas.some(carried) ? 'DOWN' : 'FAILED';
  if (session.isUp) return errors.length === 0 || installedChildren(session) > 0 ? 'UP' : fallen;
  if (errors.length > 0) return fallen;
  const last = latest(session);
  if (last.outcome === 'open') return 'OPEN';
  if (last.outcome === 'deleted' || last.outcome === 'replaced') return last.everEstablished ? 'CLOSED' : fallen;
  return fallen;
}

const SEVERITY_RANK = { error: 0, warning: 1, info: 2 } as const;

/** Sessions that stand for themselves: with both ends' logs those of this end, each of which speaks for both; when nothing joins, all. */
function ownSessions({ sessions, peer }: Report): readonly Session[] {
  if (peer === undefined || peer.join.pairs.length === 0) return sessions;
  return sessions.filter(({ daemon }) => !peer.streams.has(daemon.speaker.stream));
}

/** All sessions of a report with their findings, failed ones first, otherwise in order of appearance. */
export function shownSessions(report: Report): Shown[] {
  const owner = new Map<IkeSa, Finding[]>();
  const all = ownSessions(report).map((session) => {
    const findings: Finding[] = [];
    for (const sa of otherEnds(session, report)) owner.set(sa, findings);
    for (const sa of session.ikeSas) owner.set(sa, findings);
    return { session, findings };
  });
  for (const finding of report.findings) {
    if (finding.ikeSa !== null) owner.get(finding.ikeSa)?.push(finding);
  }
  const shown = all.map(({ session, findings }): Shown => {
    if (findings.length > 1) findings.sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]);
    return { session, findings, state: stateOf(session, findings) };
  });
  return shown.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
}
