/**
 * Room 7: the text view while following. Each entry is a row the moment it happens, each finding a block the moment it is known.
 */
import type { IkeEvent, IkeSa } from '../negotiation/index.ts';
import { type TimelineEntry, timeline } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { createAdmission } from './admission.ts';
import { cell, columns, type Printer, type Row, rowColumns, span } from './layout.ts';
import type { Selection } from './report.ts';
import { safeText } from './safe-text.ts';
import { findingRows } from './text-finding.ts';
import { ikeSaName } from './text-session.ts';
import { entryBody, gapText } from './text-timeline.ts';
import { clockTime, dayOf } from './times.ts';

const WIDEST_LABEL = 24;
const GAP_WIDTH = 9;
/** What a daemon does that concerns every connection. */
const OF_DAEMON: ReadonlySet<IkeEvent['type']> = new Set<IkeEvent['type']>([
  'daemon.started',
  'daemon.stopping',
  'daemon.crashed',
  'daemon.failed',
  'daemon.already-running',
]);

const causesOf = (finding: Finding) => finding.causes.map((c) => `${c.cause} ${c.certainty}`).join(' ');

export function createLive(printer: Printer, width: number, selection: Selection) {
  /** The last event of an IKE_SA that was shown or folded: what the next one is measured from. */
  const before = new WeakMap<IkeSa, IkeEvent>();
  /** The causes a finding was shown with, by its id. */
  const told = new Map<string, string>();
  let day = '';
  let hasMs = false;
  let labelWidth = 8;

  function stamp(at: number, zone: number, label: string, gap: string): Row {
    hasMs ||= at % 1000 > 0;
    labelWidth = Math.min(WIDEST_LABEL, Math.max(labelWidth, columns(safeText(label))));
    const time = clockTime(at, zone, hasMs);
    const row: Row = [cell(label, labelWidth, 'name'), span(' '), cell(gap, GAP_WIDTH, 'faint', 'right'), span(' ')];
    return time === '' ? row : [span(`${time} `, 'faint'), ...row];
  }

  function sayDay(event: IkeEvent): void {
    const today = dayOf(event.at, event.zone);
    if (today === day || today === '') return;
    day = today;
    printer.row([span(day, 'faint')]);
  }

  function show(entry: TimelineEntry, event: IkeEvent, label: string): void {
    sayDay(event);
    const head = stamp(event.at, event.zone, label, gapText(entry.gap));
    const indent = rowColumns(head);
    const body = entryBody({ ...entry, event, last: event, count: event.count }, width - indent);
    printer.rows(body.map((row, i) => (i === 0 ? [...head, ...row] : [cell('', indent), ...row])));
  }

  /** The timeline folds what repeats; here only what makes no trouble stays unsaid. */
  function take(event: IkeEvent, sa: IkeSa): void {
    const last = before.get(sa);
    const entry = timeline(last === undefined ? [event] : [last, event]).at(-1);
    if (entry?.last !== event) return;
    before.set(sa, event);
    const isFolded = entry.event !== event;
    if (isFolded && entry.kind !== 'trouble') return;
    show(isFolded ? { ...entry, gap: event.at - last!.at } : entry, event, ikeSaName(sa));
  }

  const admission = createAdmission(selection, (event, sa) => {
    if (sa !== null) take(event, sa);
    else if (OF_DAEMON.has(event.type)) {
      show({ kind: 'note', event, gap: Number.NaN, count: 1, last: event }, event, 'charon');
    }
  });

  function finding(found: Finding): void {
    if (!admission.finding(found)) return;
    const whom = found.ikeSa === null ? 'charon' : ikeSaName(found.ikeSa);
    const causes = causesOf(found);
    if (told.get(found.id) === causes) {
      const short = `again: ${found.symptom}, ${found.causes[0]!.cause} (×${found.count})`;
      printer.row([...stamp(found.lastAt, found.evidence[0]!.zone, whom, ''), span(`  ! ${short}`, 'bad')]);
      return;
    }
    told.set(found.id, causes);
    printer.blank();
    printer.rows(findingRows(found, width, whom));
    printer.blank();
  }

  return { step: admission.step, finding };
}
