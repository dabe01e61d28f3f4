/**
 * Room 7: the format `text`, for people. Of a saved log: the state of every connection first, then what explains it. While following:
 * entries and findings as they come, the states at the end.
 */
import { createPrinter, type Row, span, usableWidth } from './layout.ts';
import type { Report, View, WriteOptions } from './report.ts';
import { select } from './selection.ts';
import { CROWD, groupRows, groupsOf } from './text-crowd.ts';
import { findingRows } from './text-finding.ts';
import { createLive } from './text-live.ts';
import { sessionRows } from './text-session.ts';
import { type Shown, shownSessions } from './text-state.ts';
import {
  connectionTable,
  count,
  daemonTitle,
  footRows,
  headline,
  lastDay,
  nameOf,
  nothingRows,
} from './text-summary.ts';

/** Up to so many connections, healthy ones are shown with their timeline too. */
const FEW = 3;

export function createTextView(options: WriteOptions): View {
  const width = usableWidth(options.width);
  const printer = createPrinter((text) => options.write(text), options.colour);
  const live = options.live ? createLive(printer, width, options) : null;

  /** One line per connection, under the daemon's name where there are several. */
  function table(shown: readonly Shown[], day: string): void {
    const daemons = new Set(shown.map((s) => s.session.daemon));
    if (daemons.size < 2) {
      printer.rows(connectionTable(shown, width, day));
      return;
    }
    const sorted = [...daemons].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
    for (const daemon of sorted) {
      printer.row([span(daemonTitle(daemon), 'faint')]);
      printer.rows(
        connectionTable(
          shown.filter((s) => s.session.daemon === daemon),
          width,
          day,
        ),
      );
    }
  }

  function crowd(shown: readonly Shown[], day: string): void {
    const groups = groupsOf(shown);
    printer.rows(groupRows(groups, width));
    if (options.live) return;
    for (const { members, reason, state } of groups) {
      const example = members[0]!;
      if (example.findings.length === 0 && (state === 'UP' || state === 'CLOSED')) continue;
      const rest = members.length - 1;
      const title =
        rest === 0
          ? nameOf(example)
          : `${reason}: ${nameOf(example)} as an example of ${count(members.length, 'connection')}`;
      printer.blank();
      printer.row([span(`── ${title} ──`, 'name')]);
      printer.rows(sessionRows(example, { width, day, selection: options }));
    }
    printer.blank();
    printer.row([span('--connection NAME shows any other.', 'faint')]);
  }

  /** What no connection owns: faults of the daemon itself. */
  function ofDaemons(report: Report): void {
    for (const finding of report.findings) {
      if (finding.ikeSa !== null) continue;
      printer.blank();
      printer.rows(findingRows(finding, width));
    }
  }

  function details(shown: readonly Shown[], day: string): void {
    for (const one of shown) {
      if (one.findings.length === 0 && (one.state === 'UP' || one.state === 'CLOSED') && shown.length > FEW) continue;
      printer.rows(sessionRows(one, { width, day, selection: options }));
    }
  }

  function end(all: Report): void {
    const report = select(all, options);
    const shown = shownSessions(report);
    // One connection needs no headline; its IKE_SAs say the day then.
    const day = shown.length > 1 || options.live ? lastDay(shown) : '';
    if (options.live) printer.blank();
    if (shown.length === 0) printer.rows(nothingRows(all, options, width));
    else if (shown.length > 1 || options.live) printer.row(headline(shown, day));
    if (shown.length >= CROWD) {
      printer.blank();
      crowd(shown, day);
    } else if (shown.length > 0) {
      table(shown, day);
      if (!options.live) details(shown, day);
    }
    if (!options.live) ofDaemons(report);
    printer.blank();
    printer.rows(footRows(all, report.findings, width) as Row[]);
  }

  return {
    step: (step) => live?.step(step),
    finding: (finding) => live?.finding(finding),
    end,
  };
}
