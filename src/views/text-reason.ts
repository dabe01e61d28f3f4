/**
 * Room 7: the words behind a connection's state: why it failed, since when it is up, how an IKE_SA ended.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { Session } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { installedChildren, isError, isOver, latest, type Shown } from './text-state.ts';
import { duration, moment } from './times.ts';

export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Minutes that local time is ahead of UTC where the IKE_SA was logged; NaN when unknown. */
export const zoneOf = (sa: IkeSa): number => sa.events[0]?.zone ?? Number.NaN;

/** Symptom and first cause, unless that is a mere possibility: `authentication-failed: likely psk-mismatch`. */
export function reasonInShort({ symptom, causes, severity }: Finding): string {
  const { cause, certainty } = causes[0]!;
  // What merely is good to know needs no more than its name.
  if (severity === 'info') return cause;
  if (certainty === 'possible') return symptom;
  return `${symptom}: ${certainty === 'proven' ? cause : `${certainty} ${cause}`}`;
}

/** Where an attempt failed and how long after its beginning: `IKE_AUTH, +120 ms`. */
function whereFailed(finding: Finding): string {
  const sa = finding.ikeSa;
  const where = finding.stage ?? '';
  if (sa === null || sa.everEstablished) return where;
  const ms = finding.firstAt - sa.startedAt;
  if (!(ms > 0)) return where;
  return where === '' ? `+${duration(ms)}` : `${where}, +${duration(ms)}`;
}

function failure(finding: Finding): string {
  const where = finding.severity === 'info' ? '' : whereFailed(finding);
  return where === '' ? reasonInShort(finding) : `${reasonInShort(finding)} (${where})`;
}

/** The finding to name: one that still holds before one that is over. */
function worstOf({ session, findings }: Shown): Finding | undefined {
  return findings.find((f) => isError(f) && !isOver(f, session)) ?? findings[0];
}

/** How an IKE_SA ended, and after how long. */
export function ending(sa: IkeSa): string {
  const lived = duration(sa.endedAt - (sa.everEstablished ? sa.establishedAt : sa.startedAt));
  const after = lived === '' ? '' : ` after ${lived}`;
  const inStage = sa.stage === null ? '' : ` in ${sa.stage}`;
  switch (sa.outcome) {
    case 'established':
      return 'established';
    case 'open':
      return `not finished${inStage} when the log ends`;
    case 'failed':
      return `failed${inStage}${after}`;
    case 'timed-out':
      return `timed out${inStage}${after}`;
    default:
      if (sa.outcome === 'replaced' && !sa.everEstablished) return `begun anew${inStage}${after}`;
      return sa.everEstablished ? `${sa.outcome}${after}` : `came to nothing${inStage}${after}`;
  }
}

function openText(sa: IkeSa): string {
  const { outstanding } = sa;
  if (outstanding === null) return sa.stage ?? '';
  const waited = sa.lastAt - outstanding.at;
  const { exchange, mid } = outstanding;
  return `${exchange} request ${mid} not answered${waited > 0 ? ` for ${duration(waited)}` : ''}`;
}

/** A finding behind a state that is better than it: it is over, or it does not keep the connection down. */
function aside(finding: Finding, session: Session): string {
  if (isOver(finding, session)) return finding.severity === 'info' ? '' : `after ${reasonInShort(finding)}`;
  return isError(finding) ? `but ${reasonInShort(finding)}` : reasonInShort(finding);
}

const sentence = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(', ');

/** What stands behind the state: why it failed, since when it is up. `day`: the day that need not be said. */
export function stateText(shown: Shown, day: string): string {
  const { session, state } = shown;
  const last = latest(session);
  const worst = worstOf(shown);
  const isMissingChild = session.isUp && installedChildren(session) === 0;
  const at = moment(state === 'UP' ? session.upSince : session.downSince, zoneOf(last), day);
  const since = at === '' ? '' : `since ${at}`;
  switch (state) {
    case 'UP': {
      const children = isMissingChild ? 'no CHILD_SA' : count(installedChildren(session), 'CHILD_SA');
      return sentence(since, children, worst === undefined ? '' : aside(worst, session));
    }
    case 'CLOSED':
      return sentence(since, worst === undefined ? '' : aside(worst, session));
    case 'DOWN':
      return sentence(since, worst === undefined ? ending(last) : failure(worst), isMissingChild ? NO_CHILD : '');
    case 'FAILED':
      return sentence(worst === undefined ? ending(last) : failure(worst), isMissingChild ? NO_CHILD : '');
    case 'OPEN':
      return sentence(openText(last), worst === undefined ? '' : aside(worst, session));
  }
}

const NO_CHILD = 'IKE_SA up, no CHILD_SA';
