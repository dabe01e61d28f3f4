/**
 * Room 7: the head and the foot of a report for people. Head: one line per connection. Foot: what was read, what would help.
 */
import type { Daemon, IkeSa } from '../negotiation/index.ts';
import type { Clocks } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { cell, columns, prose, type Row, rowColumns, span, wrap } from './layout.ts';
import type { InputReport, Report, Selection } from './report.ts';
import { safeText } from './safe-text.ts';
import { count, stateText, zoneOf } from './text-reason.ts';
import { latest, type Shown, type ShownState, STATE_STYLE, STATES } from './text-state.ts';
import { clockTime, dayOf, duration } from './times.ts';

const LONGEST_NAME = 32;
const STATE_WIDTH = 6;
/** Columns that a reason is given before it is broken into two lines. */
const ENOUGH = 56;

const STATE_WORDS = {
  FAILED: 'failed',
  DOWN: 'down',
  OPEN: 'not finished',
  UP: 'up',
  CLOSED: 'closed',
} as const satisfies { readonly [S in ShownState]: string };

/** How a connection is called in a list: its name, else its peer. */
export const nameOf = ({ session }: Shown): string => session.name ?? session.remote ?? '(unnamed)';

/** The last day of the log: times of that day are given without it. */
export function lastDay(shown: readonly Shown[]): string {
  let last: IkeSa | null = null;
  for (const { session } of shown) {
    for (const sa of session.ikeSas) if (sa.lastAt > (last?.lastAt ?? Number.NEGATIVE_INFINITY)) last = sa;
  }
  return last === null ? '' : dayOf(last.lastAt, zoneOf(last));
}

/** `3 connections: 1 failed, 2 up`, and the day. */
export function headline(shown: readonly Shown[], day: string): Row {
  const parts = STATES.map((state) => ({ state, n: shown.filter((s) => s.state === state).length })).filter(
    ({ n }) => n > 0,
  );
  const row = [span(`${count(shown.length, 'connection')}: `, 'name')];
  parts.forEach(({ state, n }, i) => {
    row.push(span(`${i === 0 ? '' : ', '}`), span(`${n} ${STATE_WORDS[state]}`, STATE_STYLE[state]));
  });
  return day === '' ? row : [...row, span(`  ${day}`, 'faint')];
}

/** What a line of the table says before the state; columns that do not fit are left out from the right end of this list. */
interface Line {
  readonly name: string;
  readonly local: string;
  readonly remote: string;
  readonly role: string;
  readonly state: ShownState;
  readonly text: string;
}

function lineOf(shown: Shown, day: string): Line {
  const { session, state } = shown;
  const last = latest(session);
  return {
    name: session.name ?? '(unnamed)',
    local: session.local ?? '?',
    remote: session.remote ?? '?',
    role: `${last.version === null ? 'IKE' : `IKEv${last.version}`} ${last.role ?? ''}`.trim(),
    state,
    text: stateText(shown, day),
  };
}

const widest = (texts: readonly string[], most = Number.POSITIVE_INFINITY) =>
  Math.min(most, Math.max(0, ...texts.map((t) => columns(safeText(t)))));

/** The table's fixed columns, from the fullest to the barest form. */
function layouts(lines: readonly Line[]): ((line: Line) => Row)[] {
  const name = widest(
    lines.map((l) => l.name),
    LONGEST_NAME,
  );
  const local = widest(lines.map((l) => l.local));
  const remote = widest(lines.map((l) => l.remote));
  const role = widest(lines.map((l) => l.role));
  const ends = {
    name: (l: Line) => [cell(l.name, name, 'name'), span('  ')],
    state: (l: Line) => [cell(l.state, STATE_WIDTH, STATE_STYLE[l.state]), span('  ')],
  };
  const roleOf = (l: Line) => [cell(l.role, role), span('  ')];
  const both = (l: Line) => [cell(l.local, local, 'plain', 'right'), span(' … '), cell(l.remote, remote), span('  ')];
  const one = (l: Line) => [cell(l.remote, remote), span('  ')];
  return [
    (l) => [...ends.name(l), ...both(l), ...roleOf(l), ...ends.state(l)],
    (l) => [...ends.name(l), ...one(l), ...roleOf(l), ...ends.state(l)],
    (l) => [...ends.name(l), ...one(l), ...ends.state(l)],
  ];
}

/** One line per connection, two where the reason is long. */
export function connectionTable(shown: readonly Shown[], width: number, day: string): Row[] {
  const lines = shown.map((s) => lineOf(s, day));
  const longest = widest(lines.map((l) => l.text));
  const forms = layouts(lines);
  const room = (form: (line: Line) => Row) => width - Math.max(...lines.map((l) => rowColumns(form(l))));
  if (lines.length === 1) return singleRows(forms[0]!(lines[0]!), lines[0]!.text, width);
  const form = forms.find((f) => room(f) >= Math.min(longest, ENOUGH)) ?? forms.at(-1)!;
  return lines.flatMap((line) => {
    const head = form(line);
    const indent = cell('', rowColumns(head));
    return wrap(line.text, width - rowColumns(head)).map(
      (text, i): Row => [...(i === 0 ? head : [indent]), { text, style: 'plain' }],
    );
  });
}

/** A single connection says all; the reason goes below when it does not fit behind. */
function singleRows(head: Row, text: string, width: number): Row[] {
  if (rowColumns(head) + columns(safeText(text)) <= width) return [[...head, span(text)]];
  return [head, ...prose([span('    ')], text, width)];
}

/** What tells one daemon from another: its host, else the log it was found in. */
export const daemonName = ({ speaker, source }: Daemon): string => speaker.host ?? source;

/** `moon.log: strongSwan 5.9.8 on moon, from 16:15:48`; what is unknown is left out. */
export function daemonTitle(daemon: Daemon): string {
  const { version, speaker, source, startedAt } = daemon;
  const what = version === null ? 'charon' : `strongSwan ${version}`;
  const host = speaker.host === null ? '' : ` on ${speaker.host}`;
  const from = Number.isNaN(startedAt) ? '' : `, from ${clockTime(startedAt, zoneOfDaemon(daemon), false)}`;
  return `${source}: ${what}${host}${from}`;
}

function zoneOfDaemon(daemon: Daemon): number {
  for (const sa of daemon.byUniqueId.values()) return zoneOf(sa);
  return Number.NaN;
}

/** Why there is nothing to show. */
export function nothingRows(all: Report, selection: Selection, width: number): Row[] {
  if (all.sessions.length > 0) {
    const names = [...new Set(all.sessions.map((s) => s.name ?? s.remote ?? '(unnamed)'))];
    const listed =
      names.length > 20 ? `${names.slice(0, 20).join(', ')} and ${names.length - 20} more` : names.join(', ');
    const isFiltered =
      selection.connection !== null ||
      selection.peer !== null ||
      !Number.isNaN(selection.since) ||
      !Number.isNaN(selection.until);
    if (!isFiltered) return [[span(`Nothing failed on ${count(all.sessions.length, 'connection')}.`, 'good')]];
    return prose([], `Nothing in the log fits what was asked for. Its connections: ${listed}.`, width);
  }
  const charons = all.inputs.reduce((n, i) => n + i.charonLines, 0);
  return prose(
    [],
    charons === 0
      ? "No line of charon's was found. Is it the right file? charon often logs to the journal: ike-trace --journal"
      : 'No IKE_SA was negotiated in this log.',
    width,
  );
}

const isPlainPath = (path: string) => /^[\w./@:+-]+$/.test(path);

function readRow(inputs: readonly InputReport[]): string {
  const sum = (of: (i: InputReport) => number) => inputs.reduce((n, i) => n + of(i), 0);
  const [lines, charons, unknown] = [sum((i) => i.lines), sum((i) => i.charonLines), sum((i) => i.unrecognised)];
  const where = inputs.length === 1 ? '' : ` from ${count(inputs.length, 'input')}`;
  const read = `${count(lines, 'line')} read${where}${charons === lines ? '' : `, ${charons} of charon`}`;
  if (unknown === 0) return charons === 0 ? `${read}.` : `${read}; all recognised.`;
  const [only, ...others] = inputs.filter((i) => i.unrecognised > 0);
  const path =
    only !== undefined && others.length === 0 && only.source !== '-' && isPlainPath(only.source) ? only.source : 'LOG';
  return `${read}; ${unknown} not recognised (ike-trace patterns unmatched ${path} lists them).`;
}

/** Between a calendar and a clock that begins with its machine: twenty years of milliseconds. */
const OTHER_ERA = 20 * 365 * 86_400_000;

/** `its clock is 37.0 s ahead (± 2 ms)`, for people; a time zone's difference is named as such. */
function clockText({ offset }: Clocks): string {
  if (offset === null) return 'no packet has a time at both ends, so nothing is known of the clocks';
  const { offsetMs, uncertaintyMs, zoneHours, driftPpm, isOneWay } = offset;
  if (Math.abs(offsetMs) > OTHER_ERA) return 'one of the clocks counts from the start of its machine';
  const doubt = `± ${duration(Math.max(1, uncertaintyMs))}${isOneWay ? ', from packets of one direction' : ''}`;
  const drift = Math.abs(driftPpm) < 1 ? '' : `, and gains ${Math.round(driftPpm * 86.4)} ms a day`;
  if (Math.abs(offsetMs) <= Math.max(1, uncertaintyMs)) return `the clocks agree (${doubt})${drift}`;
  const zone = zoneHours === 0 ? '' : `: ${Math.abs(zoneHours)} h, as between time zones`;
  return `its clock is ${exactly(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'} (${doubt})${zone}${drift}`;
}

/** A clock's offset is wanted to the millisecond below a minute, else to the tenth of a second. */
function exactly(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(3))} s`;
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Number((seconds % 60).toFixed(1))];
  return [h > 0 ? `${h} h` : '', m > 0 ? `${m} min` : '', s > 0 ? `${s} s` : '']
    .filter((part) => part !== '')
    .join(' ');
}

/** Clocks of which more is said. */
const MOST_CLOCKS = 5;

/** How the logs of both ends were joined; what of the peer's is not shown. */
function bothEndsRows({ ikeSas, sessions, peer }: Report, width: number): Row[] {
  if (peer === undefined || peer.join.pairs.length === 0) return [];
  const { join, streams } = peer;
  const own = ikeSas.filter((sa) => !streams.has(sa.daemon.speaker.stream));
  const joined = own.filter((sa) => join.of(sa).length > 0).length;
  const others = sessions.filter(
    (s) => streams.has(s.daemon.speaker.stream) && s.ikeSas.every((sa) => join.of(sa).length === 0),
  ).length;
  const text = `${joined} of ${count(own.length, 'IKE_SA')} found in the peer's log${others === 0 ? '' : `; its ${count(others, 'other connection')} ${others === 1 ? 'is' : 'are'} not shown`}.`;
  const clocks = join.clocks.slice(0, MOST_CLOCKS).map((each) => `${each.peer}: ${clockText(each)}.`);
  return [...prose([], text, width, 'faint'), ...clocks.flatMap((line) => prose([], line, width, 'faint'))];
}

/** Totals, hints, notes. */
export function footRows(report: Report, worst: Finding | undefined, width: number): Row[] {
  const rows: Row[] = [...prose([], readRow(report.inputs), width, 'faint'), ...bothEndsRows(report, width)];
  for (const hint of new Set(report.inputs.flatMap((i) => i.hints)))
    rows.push(...prose([span('Hint: ', 'warning')], hint, width));
  for (const note of report.notes) rows.push(...prose([span('Note: ', 'warning')], note, width));
  if (worst !== undefined)
    rows.push(...prose([], `More about a cause: ike-trace explain ${worst.causes[0]!.cause}`, width, 'faint'));
  return rows;
}
