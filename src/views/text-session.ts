/**
 * Room 7: a connection in detail: those of its IKE_SAs that explain something with timeline and findings, the others in a line.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { Finding } from '../triage/index.ts';
import { prose, type Row, span } from './layout.ts';
import type { Selection } from './report.ts';
import { fitsEvent } from './selection.ts';
import { findingRows } from './text-finding.ts';
import { ending, moment, zoneOf } from './text-reason.ts';
import { latest, type Shown } from './text-state.ts';
import { daemonName } from './text-summary.ts';
import { hasMilliseconds, timelineRows } from './text-timeline.ts';
import { clockTime, dayOf } from './times.ts';

/** IKE_SAs of one connection that are shown with their timelines. */
const MOST_TIMELINES = 3;
/** Events that are looked at to see whether a log has milliseconds. */
const LOOK_AHEAD = 50;

/** `home[1]`, as charon names it; the peer stands in for a name. */
export function ikeSaName(sa: IkeSa): string {
  const name = sa.name ?? sa.remote.host ?? '(unnamed)';
  return sa.uniqueId === null ? name : `${name}[${sa.uniqueId}]`;
}

const CONTINUES = { rekey: 'rekeys', reauthentication: 'reauthenticates', retry: 'retries' } as const;

/** `isOnly`: the connection's line has said how it ended. */
function ikeSaTitle(sa: IkeSa, { day, width, namesDaemon }: SessionOptions, isOnly: boolean): Row[] {
  const facts: string[] = [];
  if (sa.local.id !== null || sa.remote.id !== null) facts.push(`${sa.local.id ?? '?'} … ${sa.remote.id ?? '?'}`);
  if (sa.continues !== null) facts.push(`${CONTINUES[sa.continues.how]} ${ikeSaName(sa.continues.ikeSa)}`);
  if (!isOnly) facts.push(ending(sa));
  if (!sa.certain) facts.push('some lines attributed by inference');
  const itsDay = dayOf(sa.startedAt, zoneOf(sa));
  if (itsDay !== '' && itsDay !== day) facts.unshift(itsDay);
  if (namesDaemon) facts.unshift(`on ${daemonName(sa.daemon)}`);
  const isBad = sa.outcome === 'failed' || sa.outcome === 'timed-out' || sa.outcome === 'lost';
  return prose([span(`${ikeSaName(sa)}  `, 'name')], facts.join(', '), width, isBad && !isOnly ? 'trouble' : 'plain');
}

/** Those with findings, the earliest first; where nothing was found, the latest. */
function chooseForTimeline({ session, findings }: Shown): ReadonlySet<IkeSa> {
  const told = findings.map((f) => f.ikeSa).filter((sa) => sa !== null);
  const chosen = [...new Set(told)].slice(0, MOST_TIMELINES);
  return new Set(chosen.length > 0 ? chosen : [latest(session)]);
}

/** How it ended, without times; for what never came up also where. */
const endedHow = (sa: IkeSa) => `${sa.outcome}${sa.stage === null || sa.everEstablished ? '' : ` in ${sa.stage}`}`;

/** IKE_SAs one after the other that ended alike, as one line: `home[2] to home[15]  14 × failed in IKE_AUTH, 09:03:11 to 11:20:05`. */
function runRow(run: readonly IkeSa[], day: string): Row {
  const [first, last] = [run[0]!, run.at(-1)!];
  const when = moment(first.startedAt, zoneOf(first), day);
  if (run.length === 1)
    return [span(ikeSaName(first), 'name'), span(`  ${ending(first)}${when === '' ? '' : `, begun ${when}`}`)];
  const how = endedHow(first);
  const to = clockTime(last.startedAt, zoneOf(last), false);
  return [
    span(`${ikeSaName(first)} to ${ikeSaName(last)}`, 'name'),
    span(`  ${run.length} × ${how}${when === '' ? '' : `, begun ${when} to ${to}`}`),
  ];
}

export interface SessionOptions {
  /** Several daemons are in the report: then each IKE_SA says whose it is. */
  readonly namesDaemon: boolean;
  readonly width: number;
  readonly day: string;
  readonly selection: Selection;
}

/** All rows of a connection, blocks parted by empty rows. */
export function sessionRows(shown: Shown, options: SessionOptions): Row[] {
  const { width, day } = options;
  const isOnly = shown.session.ikeSas.length === 1;
  const full = chooseForTimeline(shown);
  const rows: Row[] = [];
  const told = new Set<Finding>();
  let run: IkeSa[] = [];
  let isAfterRun = false;
  const endRun = () => {
    if (run.length > 0) rows.push(...(isAfterRun ? [] : [[]]), runRow(run, day));
    isAfterRun ||= run.length > 0;
    run = [];
  };
  for (const sa of shown.session.ikeSas) {
    if (!full.has(sa)) {
      const before = run[0];
      if (before !== undefined && endedHow(before) !== endedHow(sa)) endRun();
      run.push(sa);
      continue;
    }
    endRun();
    isAfterRun = false;
    rows.push([], ...ikeSaTitle(sa, options, isOnly), ...ikeSaRows(sa, options));
    for (const finding of shown.findings) {
      if (finding.ikeSa !== sa) continue;
      told.add(finding);
      rows.push([], ...findingRows(finding, width));
    }
  }
  endRun();
  for (const finding of shown.findings) if (!told.has(finding)) rows.push([], ...findingRows(finding, width));
  return rows;
}

function ikeSaRows(sa: IkeSa, { width, day, selection }: SessionOptions): Row[] {
  const events = sa.events.filter((e) => fitsEvent(e, selection));
  // The title has said the day on which it began.
  const begun = dayOf(sa.startedAt, zoneOf(sa));
  const rows = timelineRows(events, {
    width,
    day: begun === '' ? day : begun,
    ms: hasMilliseconds(events.slice(0, LOOK_AHEAD)),
  });
  if (sa.eventsDropped > 0) rows.push([span(`  ${sa.eventsDropped} events of its life are not kept`, 'warning')]);
  return rows;
}
