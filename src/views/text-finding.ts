/**
 * Room 7: a finding as rows: what happened, why, what differs, the lines that prove it, what to change, what would settle it.
 */
import type { IkeEvent } from '../negotiation/index.ts';
import type { Difference, Finding, Fix, FixLine, RankedCause } from '../triage/index.ts';
import type { Style } from './colour.ts';
import { cell, columns, cutRow, prose, type Row, rowColumns, type Span, span } from './layout.ts';
import { safeText } from './safe-text.ts';
import { clockTime, dayOf } from './times.ts';

const LABEL_WIDTH = 14;
const INDENT = '  ';
/** Entries of one list of a difference, and lines of evidence, that are shown. */
const MOST_VALUES = 6;
const MOST_LINES = 8;

export const SEVERITY_STYLE = { error: 'bad', warning: 'warning', info: 'name' } as const satisfies {
  readonly [severity: string]: Style;
};
const CERTAINTY_STYLE = { proven: 'bad', likely: 'warning', possible: 'plain' } as const satisfies {
  readonly [certainty: string]: Style;
};

const label = (text: string): Span => cell(`${INDENT}${text}`, LABEL_WIDTH, 'faint');
const none = label('');

/** Rows with the label before the first only. */
function labelled(text: string, rows: readonly Row[]): Row[] {
  return rows.map((row, i) => [i === 0 ? label(text) : none, ...row]);
}

/** `4 times, 09:03:11 to 11:20:05`, with days where they differ; '' for what happened once. */
export function repeats(finding: Finding): string {
  if (finding.count < 2) return '';
  const zone = finding.evidence[0]?.zone ?? Number.NaN;
  const from = clockTime(finding.firstAt, zone, false);
  const to = clockTime(finding.lastAt, zone, false);
  if (from === '' || to === '') return `${finding.count} times`;
  const [firstDay, lastDay] = [dayOf(finding.firstAt, zone), dayOf(finding.lastAt, zone)];
  if (finding.firstAt === finding.lastAt) return `${finding.count} times at ${from}`;
  return firstDay === lastDay
    ? `${finding.count} times, ${from} to ${to}`
    : `${finding.count} times, ${firstDay} ${from} to ${lastDay} ${to}`;
}

function causeRows(causes: readonly RankedCause[], width: number): Row[] {
  const rows = causes.flatMap(({ cause, certainty, reason }) => {
    const head: Row = [none, cell(certainty, 10, CERTAINTY_STYLE[certainty])];
    const [first, ...rest] = prose(head, `${cause}: ${reason}`, width);
    const said = first!.at(-1)!.text;
    // The cause's name is what people search for.
    return [[...head, span(said.slice(0, cause.length), 'cause'), span(said.slice(cause.length))], ...rest];
  });
  return rows.map((row, i) => (i === 0 ? [label('why'), ...row.slice(1)] : row));
}

/** Two single values of equally many parts are set part below part, so that the eye finds what differs. */
function aligned(received: string, configured: string): [string, string] {
  const [a, b] = [received.split('/'), configured.split('/')];
  if (a.length !== b.length || a.length < 2) return [received, configured];
  const padded = (own: readonly string[], other: readonly string[]) =>
    own.map((part, i) => (i === own.length - 1 ? part : part.padEnd(other[i]!.length))).join('/');
  return [padded(a, b), padded(b, a)];
}

/** What was compared is as its log has it: this end's, or the peer's. */
const COMPARED = { local: ['received', 'configured'], peer: ['peer got', 'peer has'] } as const;

function valueRows(name: string, values: readonly string[], width: number): Row[] {
  const shown = values.slice(0, MOST_VALUES);
  const rows = shown.flatMap((value) => {
    const text = safeText(value);
    if (columns(text) <= width - LABEL_WIDTH) return [[{ text, style: 'plain' } as Span]];
    return prose([], value, width - LABEL_WIDTH);
  });
  if (values.length > shown.length) rows.push([span(`and ${values.length - shown.length} more`, 'faint')]);
  return labelled(name, rows.length === 0 ? [[span('not in this log', 'faint')]] : rows);
}

function differenceRows(
  { kind, received, configured, mismatch }: Difference,
  width: number,
  [first, second]: readonly [string, string],
): Row[] {
  const isPair = kind === 'proposal' && received.length === 1 && configured.length === 1;
  let [left, right] = [received, configured];
  if (isPair) {
    const [a, b] = aligned(received[0]!, configured[0]!);
    if (columns(safeText(a)) <= width - LABEL_WIDTH && columns(safeText(b)) <= width - LABEL_WIDTH)
      [left, right] = [[a], [b]];
  }
  const rows = [...valueRows(first, left, width), ...valueRows(second, right, width)];
  if (kind !== 'proposal' || mismatch.length === 0) return rows;
  return [...rows, ...prose([label('mismatch')], mismatch.join(', '), width, 'trouble')];
}

/** The end of a long path, from a slash on: enough to tell one log from another. Infinite width leaves it whole. */
function shortPath(path: string, width: number): string {
  const most = Math.floor(width / 4);
  if (path.length <= most) return path;
  const slash = path.indexOf('/', path.length - most);
  return `…${path.slice(slash < 0 ? path.lastIndexOf('/') : slash)}`;
}

function evidenceRows(events: readonly IkeEvent[], width: number): Row[] {
  const shown =
    events.length > MOST_LINES ? [...events.slice(0, MOST_LINES / 2), ...events.slice(-MOST_LINES / 2)] : events;
  const places = shown.map((e) => safeText(`${shortPath(e.source.name, width)}:${e.line}`));
  const most = Math.max(...places.map(columns));
  const rows = shown.map(
    (e, i): Row => cutRow([cell(places[i]!, most, 'faint'), span('  '), span(e.text.trim())], width - LABEL_WIDTH),
  );
  if (shown.length < events.length) {
    rows.splice(MOST_LINES / 2, 0, [span(`… ${events.length - shown.length} more`, 'faint')]);
  }
  return labelled('evidence', rows);
}

/** Secrets stand in a file of their own in the old format. */
const isSecret = (line: string) => /\s:\s+(PSK|RSA|ECDSA|P8|PKCS12|EAP|XAUTH|NTLM)\b/.test(line);

/** Configuration ready to paste: never wrapped; the file it is for behind the first line, as a comment. */
function configRows(lines: readonly string[], file: string, most: number, indent: Span): Row[] {
  return lines.map((line, i) => {
    if (i > 0 || line.startsWith('#')) return [indent, span(line, 'name')];
    return [indent, cell(line, most, 'name'), span(`  # ${file}`, 'faint')];
  });
}

/** The change for the file that was given, in its format: behind each line where it goes. */
function placedRows(lines: readonly FixLine[], width: number, indent: Span): Row[] {
  const most = Math.max(
    0,
    ...lines.filter(({ place }) => place !== null).map(({ config }) => columns(safeText(config))),
  );
  return lines.map(({ config, place }) => {
    if (place === null) return [indent, span(config, 'name')];
    const at = `${shortPath(place.file, width)}:${place.line}`;
    return [
      indent,
      cell(config, most, 'name'),
      span(`  # ${place.isThere ? '' : 'not there yet, add to '}${at}`, 'faint'),
    ];
  });
}

function fixRows(fixes: readonly Fix[], width: number): Row[] {
  const indent = span(' '.repeat(LABEL_WIDTH + 10));
  const rows = fixes.flatMap((fix) => {
    const head: Row = [none, cell(fix.where, 10, 'name')];
    const hasConfig = fix.config.length > 0 || fix.inFile !== undefined;
    const text = hasConfig && !/[.:]$/.test(fix.text) ? `${fix.text}:` : fix.text;
    const old = fix.ipsecConf ?? [];
    const most = Math.max(
      0,
      ...[...fix.config, ...old].filter((line) => !line.startsWith('#')).map((line) => columns(safeText(line))),
    );
    if (fix.inFile !== undefined) return [...prose(head, text, width), ...placedRows(fix.inFile.lines, width, indent)];
    return [
      ...prose(head, text, width),
      ...(hasConfig ? configRows(fix.config, 'swanctl.conf', most, indent) : []),
      ...(old.length > 0 ? configRows(old, old.every(isSecret) ? 'ipsec.secrets' : 'ipsec.conf', most, indent) : []),
    ];
  });
  return rows.map((row, i) => (i === 0 ? [label('change'), ...row.slice(1)] : row));
}

/** `prefix` names the connection where the finding stands alone. */
export function findingRows(finding: Finding, width: number, prefix = ''): Row[] {
  const times = repeats(finding);
  const title: Row = [
    span(INDENT),
    span(finding.severity.toUpperCase(), SEVERITY_STYLE[finding.severity]),
    span(` ${finding.symptom}`, 'name'),
    ...(prefix === '' ? [] : [span(`  ${prefix}`, 'name')]),
    ...(times === '' ? [] : [span(`  ${times}`, 'faint')]),
  ];
  return [
    title,
    ...prose([span(INDENT)], finding.summary, width),
    ...causeRows(finding.causes, width),
    ...(finding.difference == null
      ? []
      : differenceRows(finding.difference, width, COMPARED[finding.bothEnds?.decidedBy === 'peer' ? 'peer' : 'local'])),
    ...evidenceRows(finding.evidence, width),
    ...(finding.fix.length === 0 ? [] : fixRows(finding.fix, width)),
    ...(finding.wouldSettle == null ? [] : prose([label('to settle')], finding.wouldSettle, width)),
  ].map((row) => (rowColumns(row) === 0 ? [span('')] : row));
}
