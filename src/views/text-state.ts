/**
 * Room 7: a connection in one line: up, failed or down, since when and why. Sessions with their findings enter, what a line
 * says leaves.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import type { Style } from './colour.ts';
import type { Report } from './report.ts';
import { reasonInShort } from './text-finding.ts';
import { clockTime, dayOf, duration } from './times.ts';

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
} as const satisfies {
  readonly [S in ShownState]: Style;
};

/** A session as the text view shows it. */
export interface Shown {
  readonly session: Session;
  /** Errors first, then as discovered. */
  readonly findings: readonly Finding[];
  readonly state: ShownState;
}

const isError = (f: Finding) => f.severity === 'error';

export const installedChildren = (session: Session): number =>
  session.ikeSas.reduce((n, sa) => n + sa.children.filter((c) => c.outcome === 'installed').length, 0);

function stateOf(session: Session, findings: readonly Finding[]): ShownState {
  const hasErrors = findings.some(isError);
  if (session.isUp) {
    if (!hasErrors || installedChildren(session) > 0) return 'UP';
    return session.ikeSas.some((sa) => sa.children.some((c) => !Number.isNaN(c.installedAt))) ? 'DOWN' : 'FAILED';
  }
  const last = session.ikeSas.at(-1)!;
  if (last.outcome === 'open') return hasErrors ? 'FAILED' : 'OPEN';
  if (!session.ikeSas.some((sa) => sa.everEstablished)) return 'FAILED';
  return hasErrors || last.outcome === 'failed' || last.outcome === 'lost' || last.outcome === 'timed-out'
    ? 'DOWN'
    : 'CLOSED';
}

const SEVERITY_RANK = { error: 0, warning: 1, info: 2 } as const;

/** All sessions of a report with their findings, failed ones first, otherwise in order of appearance. */
export function shownSessions(report: Report): Shown[] {
  const owner = new Map<IkeSa, Finding[]>();
  const all = report.sessions.map((session) => {
    const findings: Finding[] = [];
    for (const sa of session.ikeSas) owner.set(sa, findings);
    return { session, findings };
  });
  for (const finding of report.findings) {
    if (finding.ikeSa !== null) owner.get(finding.ikeSa)?.push(finding);
  }
  const shown = all.map(({ session, findings }): Shown => {
    findings.sort((a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity]);
    return { session, findings, state: stateOf(session, findings) };
  });
  return shown.sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
}

/** Minutes that local time is ahead of UTC where the IKE_SA was logged; NaN when unknown. */
export const zoneOf = (sa: IkeSa): number => sa.events[0]?.zone ?? Number.NaN;

/** The time, with its day when that is not `day`. */
function moment(at: number, zone: number, day: string): string {
  const time = clockTime(at, zone, false);
  const itsDay = dayOf(at, zone);
  return itsDay === '' || itsDay === day ? time : `${itsDay} ${time}`;
}

/** Where an attempt failed and how long after its beginning: `IKE_AUTH, +120 ms`. */
function whereFailed(finding: Finding): string {
  const sa = finding.ikeSa;
  const where = finding.stage ?? '';
  if (sa === null || sa.everEstablished) return where;
  const after = duration(finding.firstAt - sa.startedAt);
  return after === '' ? where : where === '' ? `+${after}` : `${where}, +${after}`;
}

function failure(finding: Finding): string {
  const where = whereFailed(finding);
  const text = reasonInShort(finding);
  return where === '' ? text : `${text} (${where})`;
}

const NO_CHILD = 'IKE_SA up without CHILD_SA';
const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

function upText({ session, findings }: Shown, day: string): string {
  const since = moment(session.upSince, zoneOf(session.ikeSas.at(-1)!), day);
  const children = installedChildren(session);
  const parts = [children === 0 ? 'no CHILD_SA' : plural(children, 'CHILD_SA')];
  if (since !== '') parts.unshift(`since ${since}`);
  const worst = findings[0];
  if (worst !== undefined) parts.push(`${worst.severity === 'error' ? 'but ' : ''}${reasonInShort(worst)}`);
  return parts.join(', ');
}

/** An IKE_SA's end in words, as the log's states have it. */
export function ending(sa: IkeSa): string {
  const lived = duration(sa.endedAt - (sa.everEstablished ? sa.establishedAt : sa.startedAt));
  const inStage = sa.stage === null ? '' : ` in ${sa.stage}`;
  switch (sa.outcome) {
    case 'established':
      return 'established';
    case 'failed':
      return `failed${inStage}${lived === '' ? '' : ` after ${lived}`}`;
    case 'timed-out':
      return `timed out${inStage}${lived === '' ? '' : ` after ${lived}`}`;
    case 'open':
      return `not finished${inStage} when the log ends`;
    case 'lost':
      return `lost${lived === '' ? '' : ` after ${lived}`}`;
    case 'deleted':
      return `deleted${lived === '' ? '' : ` after ${lived}`}`;
    case 'replaced':
      return `replaced${lived === '' ? '' : ` after ${lived}`}`;
  }
}

function openText(sa: IkeSa): string {
  const { outstanding } = sa;
  if (outstanding === null) return sa.stage ?? '';
  const waited = duration(sa.lastAt - outstanding.at);
  return `${outstanding.exchange} request ${outstanding.mid} not answered${waited === '' ? '' : ` for ${waited}`}`;
}

/** What stands behind the state: why it failed, since when it is up. `day`: the day that need not be said. */
export function stateText(shown: Shown, day: string): string {
  const { session, findings, state } = shown;
  const last = session.ikeSas.at(-1)!;
  const worst = findings.find(isError) ?? findings[0];
  if (state === 'UP') return upText(shown, day);
  const since = moment(session.downSince, zoneOf(last), day);
  if (state === 'DOWN' || state === 'CLOSED') {
    const why = worst === undefined ? (state === 'CLOSED' ? '' : ending(last)) : failure(worst);
    return [since === '' ? '' : `since ${since}`, why, session.isUp ? NO_CHILD : ''].filter((s) => s !== '').join(', ');
  }
  if (state === 'OPEN') return openText(last);
  const why = worst === undefined ? ending(last) : failure(worst);
  return session.isUp ? `${why}, ${NO_CHILD}` : why;
}
