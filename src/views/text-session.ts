/**
 * Room 7: a connection in detail: those of its IKE_SAs that explain something with timeline and findings, the others in a line.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { Finding } from '../triage/index.ts';
import { type Row, span } from './layout.ts';
import type { Selection } from './report.ts';
import { fitsEvent } from './selection.ts';
import { findingRows } from './text-finding.ts';
import { ending, type Shown, zoneOf } from './text-state.ts';
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
function ikeSaTitle(sa: IkeSa, day: string, isOnly: boolean): Row {
  const facts: string[] = [];
  if (sa.local.id !== null || sa.remote.id !== null) facts.push(`${sa.local.id ?? '?'} … ${sa.remote.id ?? '?'}`);
  if (sa.continues !== null) facts.push(`${CONTINUES[sa.continues.how]} ${ikeSaName(sa.continues.ikeSa)}`);
  if (!isOnly) facts.push(ending(sa));
  if (!sa.certain) facts.push('some lines attributed by inference');
  const itsDay = dayOf(sa.startedAt, zoneOf(sa));
  if (itsDay !== '' && itsDay !== day) facts.unshift(itsDay);
  const isBad = sa.outcome === 'failed' || sa.outcome === 'timed-out' || sa.outcome === 'lost';
  return [
    span(ikeSaName(sa), 'name'),
    span(facts.length === 0 ? '' : `  ${facts.join(', ')}`, isBad && !isOnly ? 'trouble' : 'plain'),
  ];
}

/** Those with findings, the earliest first; where nothing was found, the last. */
function chooseForTimeline({ session, findings }: Shown): ReadonlySet<IkeSa> {
  const told = findings.map((f) => f.ikeSa).filter((sa) => sa !== null);
  const chosen = [...new Set(told)].slice(0, MOST_TIMELINES);
  return new Set(chosen.length > 0 ? chosen : [session.ikeSas.at(-1)!]);
}

/** IKE_SAs one after the other that ended alike, as one line: `home[2] to home[15]  14 × failed in IKE_AUTH, 09:03:11 to 11:20:05`. */
function runRow(run: readonly IkeSa[], day: string): Row {
  const [first, last] = [run[0]!, run.at(-1)!];
  const from = clockTime(first.startedAt, zoneOf(first), false);
  const itsDay = dayOf(first.startedAt, zoneOf(first));
  const when = itsDay === day || itsDay === '' ? from : `${itsDay} ${from}`;
  if (run.length === 1)
    return [span(ikeSaName(first), 'name'), span(`  ${ending(first)}${when === '' ? '' : `, begun ${when}`}`)];
  const how = `${first.outcome}${first.stage === null ? '' : ` in ${first.stage}`}`;
  const to = clockTime(last.startedAt, zoneOf(last), false);
  return [
    span(`${ikeSaName(first)} to ${ikeSaName(last)}`, 'name'),
    span(`  ${run.length} × ${how}${when === '' ? '' : `, begun ${when} to ${to}`}`),
  ];
}

export interface SessionOptions {
  readonly width: number;
  readonly day: string;
  readonly selection: Selection;
}

/** All rows of a connection, blocks parted by empty rows. */
export function sessionRows(shown: Shown, { width, day, selection }: SessionOptions): Row[] {
  const full = chooseForTimeline(shown);
  const rows: Row[] = [];
  const told = new Set<Finding>();
  let run: IkeSa[] = [];
  const endRun = () => {
    if (run.length > 0) rows.push([], runRow(run, day));
    run = [];
  };
  for (const sa of shown.session.ikeSas) {
    if (!full.has(sa)) {
      const before = run[0];
      if (before !== undefined && (before.outcome !== sa.outcome || before.stage !== sa.stage)) endRun();
      run.push(sa);
      continue;
    }
    endRun();
    rows.push([], ikeSaTitle(sa, day, shown.session.ikeSas.length === 1), ...ikeSaRows(sa, { width, day, selection }));
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
  const rows = timelineRows(events, { width, day, ms: hasMilliseconds(events.slice(0, LOOK_AHEAD)) });
  if (sa.eventsDropped > 0) rows.push([span(`  ${sa.eventsDropped} further events are not kept`, 'warning')]);
  return rows;
}
