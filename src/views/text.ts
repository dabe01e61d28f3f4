/**
 * Room 7: the format `text`, for people. Of a saved log: the state of every connection first, then what explains it. While following:
 * entries and findings as they come, the states at the end.
 */

import type { Join } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { createPrinter, span, usableWidth } from './layout.ts';
import type { Report, View, WriteOptions } from './report.ts';
import { select } from './selection.ts';
import { CROWD, type Group, groupRows, groupsOf } from './text-crowd.ts';
import { findingRows } from './text-finding.ts';
import { createLive } from './text-live.ts';
import { count } from './text-reason.ts';
import { ikeSaName, type SessionOptions, sessionRows } from './text-session.ts';
import { isHealthy, type Shown, shownSessions } from './text-state.ts';
import { connectionTable, daemonTitle, footRows, headline, lastDay, nameOf, nothingRows } from './text-summary.ts';

/** Up to so many connections, healthy ones are shown with their timeline too. */
const FEW = 3;
/** Kinds of failure of which an example is shown. */
const MOST_EXAMPLES = 12;

/** Whether a finding is one of a connection that is shown. Nearly always all those of IKE_SAs are: then their number tells, and none is looked up. */
function toldBy(shown: readonly Shown[], findings: readonly Finding[]): (finding: Finding) => boolean {
  const owned = shown.reduce((n, one) => n + one.findings.length, 0);
  const ofIkeSas = findings.reduce((n, { ikeSa }) => n + (ikeSa === null ? 0 : 1), 0);
  if (owned === ofIkeSas) return ({ ikeSa }) => ikeSa !== null;
  const told = new Set<Finding>();
  for (const one of shown) for (const finding of one.findings) told.add(finding);
  return (finding) => told.has(finding);
}

export function createTextView(options: WriteOptions): View {
  const width = usableWidth(options.width);
  const printer = createPrinter((text) => options.write(text), options.colour);
  /** Of both ends' logs, once they are read. */
  let join: Join | null = null;
  const live = options.live ? createLive(printer, width, options) : null;

  function sessionOptions(shown: readonly Shown[], day: string): SessionOptions {
    const daemons = new Set(shown.map((s) => s.session.daemon));
    return { width, day, selection: options, namesDaemon: daemons.size > 1, join };
  }

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

  function examples(groups: readonly Group[], asIn: SessionOptions): void {
    const telling = groups.filter(({ members, state }) => members[0]!.findings.length > 0 || !isHealthy(state));
    for (const { members, reason } of telling.slice(0, MOST_EXAMPLES)) {
      const example = members[0]!;
      const rest = members.length - 1;
      const title =
        rest === 0
          ? nameOf(example)
          : `${reason}: ${nameOf(example)} as an example of ${count(members.length, 'connection')}`;
      printer.blank();
      printer.row([span(`── ${title} ──`, 'name')]);
      printer.rows(sessionRows(example, asIn));
    }
    printer.blank();
    printer.row([span('--connection NAME, or --peer ADDRESS where there is no name, shows any other.', 'faint')]);
  }

  /** What no connection here owns: faults of the daemon itself, and of IKE_SAs that were dropped to bound memory. */
  function ofOthers(report: Report, shown: readonly Shown[]): void {
    const isTold = toldBy(shown, report.findings);
    for (const finding of report.findings) {
      if (isTold(finding) || isForeign(finding, report)) continue;
      printer.blank();
      printer.rows(findingRows(finding, width, whose(finding, report)));
    }
  }

  function whose({ ikeSa, evidence }: Finding, { peer }: Report): string {
    if (ikeSa !== null) return ikeSaName(ikeSa);
    return peer?.streams.has(evidence[0]!.source.stream) === true ? "the peer's daemon" : '';
  }

  /** The peer talks to others as well; that is not asked for. */
  function isForeign({ ikeSa }: Finding, { peer }: Report): boolean {
    return (
      ikeSa !== null &&
      peer !== undefined &&
      peer.join.pairs.length > 0 &&
      peer.streams.has(ikeSa.daemon.speaker.stream)
    );
  }

  function details(shown: readonly Shown[], asIn: SessionOptions): void {
    for (const one of shown) {
      if (one.findings.length === 0 && isHealthy(one.state) && shown.length > FEW) continue;
      printer.rows(sessionRows(one, asIn));
    }
  }

  function end(all: Report): void {
    const report = select(all, options);
    const shown = shownSessions(report);
    join = all.peer?.join ?? null;
    // One connection needs no headline; its IKE_SAs say the day then.
    const day = shown.length > 1 || options.live ? lastDay(shown) : '';
    if (options.live) printer.blank();
    if (shown.length === 0) printer.rows(nothingRows(all, options, width));
    else if (shown.length > 1 || options.live) printer.row(headline(shown, day));
    const groups = shown.length >= CROWD ? groupsOf(shown) : null;
    if (groups !== null) {
      printer.blank();
      printer.rows(groupRows(groups, width));
    } else if (shown.length > 0) {
      table(shown, day);
    }
    if (!options.live) {
      ofOthers(report, shown);
      const asIn = sessionOptions(shown, day);
      if (groups !== null) examples(groups, asIn);
      else details(shown, asIn);
    }
    printer.blank();
    const worst = shown.find((s) => s.findings.length > 0)?.findings[0] ?? report.findings[0];
    printer.rows(footRows(all, worst, width));
  }

  return {
    step: (step) => live?.step(step),
    finding: (finding) => live?.finding(finding),
    end,
  };
}
