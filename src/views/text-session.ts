/**
 * Room 7: a connection in detail: those of its IKE_SAs that explain something with timeline and findings, the others in a line.
 */
import type { IkeEvent, IkeSa } from '../negotiation/index.ts';
import { bothTimelines, type Join, type JoinedBy, timeline } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { prose, type Row, span } from './layout.ts';
import type { Selection } from './report.ts';
import { fitsEvent } from './selection.ts';
import { findingRows } from './text-finding.ts';
import { ending, zoneOf } from './text-reason.ts';
import { latest, type Shown } from './text-state.ts';
import { daemonName } from './text-summary.ts';
import { hasMilliseconds, timelineRows } from './text-timeline.ts';
import { dayOf, moment } from './times.ts';

/** IKE_SAs of one connection that are shown with their timelines. */
const MOST_TIMELINES = 3;
/** Events that are looked at to see whether a log has milliseconds. */
const LOOK_AHEAD = 50;

/** `home[1]`, as charon names it; the peer stands in for a name. */
export function ikeSaName(sa: IkeSa): string {
  const name = sa.name ?? sa.remote.host ?? '(unnamed)';
  return sa.uniqueId === null ? name : `${name}[${sa.uniqueId}]`;
}

const CONTINUES = {
  rekey: 'rekeys',
  reauthentication: 'reauthenticates',
  retry: 'retries',
  redirect: 'was redirected from',
} as const;

const JOINED_BY: { readonly [B in JoinedBy]: string } = {
  'child-spis': 'by SPIs',
  'message-ids': 'by message IDs',
  'both-addresses': 'by addresses, sizes and times',
  'one-address': 'by one address, sizes and times',
  'no-address': 'by sizes and times',
  order: 'by their order',
  'only-one': 'the only one there',
  rekeying: 'by what it rekeys',
};

/** `branch[1] at the peer (by SPIs)`: which IKE_SA it is in the other log, and how that is known. */
function otherEndOf(sa: IkeSa, join: Join): string {
  const pairs = join.of(sa);
  if (pairs.length === 0) return "not in the peer's log";
  const names = pairs.map(({ local, peer }) => {
    const other = local.sa === sa ? peer.sa : local.sa;
    return `${other.name ?? '(unnamed)'}[${other.uniqueId ?? '?'}]`;
  });
  return `${[...new Set(names)].join(', ')} at the peer (${JOINED_BY[pairs.at(-1)!.by]})`;
}

/** `isOnly`: the connection's line has said how it ended. */
function ikeSaTitle(sa: IkeSa, { day, width, namesDaemon, join }: SessionOptions, isOnly: boolean): Row[] {
  const facts: string[] = [];
  if (sa.local.id !== null || sa.remote.id !== null) facts.push(`${sa.local.id ?? '?'} … ${sa.remote.id ?? '?'}`);
  if (sa.continues !== null) facts.push(`${CONTINUES[sa.continues.how]} ${ikeSaName(sa.continues.ikeSa)}`);
  if (!isOnly) facts.push(ending(sa));
  if (join !== null) facts.push(otherEndOf(sa, join));
  if (!sa.certain) facts.push('some lines attributed by inference');
  const itsDay = dayOf(sa.startedAt, zoneOf(sa));
  if (itsDay !== '' && itsDay !== day) facts.unshift(itsDay);
  if (namesDaemon) facts.unshift(`on ${daemonName(sa.daemon)}`);
  const isBad = sa.outcome === 'failed' || sa.outcome === 'timed-out' || sa.outcome === 'lost';
  return prose([span(`${ikeSaName(sa)}  `, 'name')], facts.join(', '), width, isBad && !isOnly ? 'trouble' : 'plain');
}

/** How it ended, without times; for what never came up also where. */
const endedHow = (sa: IkeSa) =>
  `${sa.outcome.replace('-', ' ')}${sa.stage === null || sa.everEstablished ? '' : ` in ${sa.stage}`}`;

/** The IKE_SA itself; when its events had to go, the latest that ended alike and has its own. */
function stillTold(sa: IkeSa, { session }: Shown): IkeSa {
  if (sa.events.length > 0) return sa;
  const how = endedHow(sa);
  return session.ikeSas.findLast((other) => other.events.length > 0 && endedHow(other) === how) ?? sa;
}

/** Whose timelines are shown, and with which findings: those with findings, the earliest first; where nothing was found, the latest. */
function chooseForTimeline(shown: Shown): ReadonlyMap<IkeSa, readonly Finding[]> {
  const chosen = new Map<IkeSa, Finding[]>();
  for (const finding of shown.findings) {
    if (finding.ikeSa === null) continue;
    const sa = stillTold(finding.ikeSa, shown);
    if (chosen.has(sa)) chosen.get(sa)!.push(finding);
    else if (chosen.size < MOST_TIMELINES) chosen.set(sa, [finding]);
  }
  return chosen.size > 0 ? chosen : new Map([[latest(shown.session), []]]);
}

/** IKE_SAs one after the other that ended alike, as one line: `home[2] to home[15]  14 × failed in IKE_AUTH, 09:03:11 to 11:20:05`. */
function runRow(run: readonly IkeSa[], day: string): Row {
  const [first, last] = [run[0]!, run.at(-1)!];
  const when = moment(first.startedAt, zoneOf(first), day);
  if (run.length === 1)
    return [span(ikeSaName(first), 'name'), span(`  ${ending(first)}${when === '' ? '' : `, begun ${when}`}`)];
  const to = moment(last.startedAt, zoneOf(last), dayOf(first.startedAt, zoneOf(first)));
  const names = [...new Set([ikeSaName(first), ikeSaName(last)])];
  return [
    span(names.join(' to '), 'name'),
    span(`  ${run.length} × ${endedHow(first)}${when === '' ? '' : `, begun ${when} to ${to}`}`),
  ];
}

export interface SessionOptions {
  /** Several daemons are in the report: then each IKE_SA says whose it is. */
  readonly namesDaemon: boolean;
  readonly width: number;
  readonly day: string;
  readonly selection: Selection;
  /** Of both ends' logs; null when only this end's was read. */
  readonly join: Join | null;
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
    const findings = full.get(sa);
    if (findings === undefined) {
      const before = run[0];
      if (before !== undefined && endedHow(before) !== endedHow(sa)) endRun();
      run.push(sa);
      continue;
    }
    endRun();
    isAfterRun = false;
    rows.push([], ...ikeSaTitle(sa, options, isOnly), ...ikeSaRows(sa, options));
    for (const finding of findings) {
      told.add(finding);
      rows.push([], ...findingRows(finding, width));
    }
  }
  endRun();
  for (const finding of shown.findings) if (!told.has(finding)) rows.push([], ...findingRows(finding, width));
  return rows;
}

function ikeSaRows(sa: IkeSa, { width, day, selection, join }: SessionOptions): Row[] {
  const fits = (event: IkeEvent) => fitsEvent(event, selection);
  const hasSides = join !== null && join.of(sa).length > 0;
  const entries = hasSides ? bothTimelines(sa, join, fits) : timeline(sa.events.filter(fits));
  // The title has said the day on which it began.
  const begun = dayOf(sa.startedAt, zoneOf(sa));
  const rows = timelineRows(entries, {
    width,
    day: begun === '' ? day : begun,
    ms: hasMilliseconds(entries.slice(0, LOOK_AHEAD).map(({ event }) => event)),
    hasSides,
  });
  if (sa.eventsDropped > 0) rows.push([span(`  ${sa.eventsDropped} events of its life are not kept`, 'warning')]);
  return rows;
}
