/**
 * Room 7: the timeline of an IKE_SA as rows: time, gap, and what was said. Messages have arrows as in strongSwan's test suite
 * (`IKE_SA_INIT request 0 { SA KE No } -->`); names of messages, remarks and troubles stand below each other.
 */
import { errorNotify, type IkeEvent, payloadItems } from '../negotiation/index.ts';
import type { TimelineEntry } from '../sessions/index.ts';
import type { Style } from './colour.ts';
import { cell, cut, cutRow, type Row, rowColumns, type Span, span, wrap } from './layout.ts';
import { safeText } from './safe-text.ts';
import { foldRepeats, type Repeat } from './text-repeats.ts';
import { clockTime, dayOf, duration, moment } from './times.ts';

const GAP_WIDTH = 8;
/** `peer` and a blank. */
const SIDE_WIDTH = 5;
/** Behind a message that the other end's log does not have. */
const LOST = ' never arrived';
/** Silence that is worth a mark while an IKE_SA is being set up: charon repeats a request after 4.0 s (retransmit_timeout). */
const STALL = 4000;
/** Timelines that are longer are shown by their beginning and their end. */
const LONGEST = 70;
const HEAD = 20;
const TAIL = 30;
const MORE = '…';
/** Items of a list that are looked at; charon's own fit into 512 bytes. */
const MOST_ITEMS = 200;
/** Payloads that are in every such list and explain nothing; they are the first to be left out of a list that is too long. */
const DULL =
  /^(V|N\((NATD_[SD]_IP|FRAG_SUP|HASH_ALG|REDIR_SUP|EAP_ONLY|MSG_ID_SYN_SUP|MULT_AUTH|ADD_[46]_ADDR|NO_ADD_ADDR|MOBIKE_SUP)\)|NAT-D|CERTREQ)$/;

/** The list between braces, shortened to `width` columns; error notifies are never left out. */
export function shortPayloads(list: string, width: number): string {
  const all = payloadItems(list);
  const items = all.slice(0, MOST_ITEMS);
  if (!list.endsWith(']') || items.length < all.length) items.push(MORE);
  const written = (shown: readonly string[]) => (shown.length === 0 ? '{ }' : `{ ${shown.join(' ')} }`);
  if (written(items).length <= width) return written(items);
  const isError = items.map((item) => errorNotify(`[ ${item} ]`) !== null);
  const isLeft = items.map(() => true);
  const short = () => {
    const shown = items.filter((item, i) => isLeft[i] && item !== MORE);
    if (shown.length === items.length) return written(items);
    const lastError = items.findLast((_, i) => isError[i]);
    if (lastError === undefined || shown.at(-1) !== lastError) return written([...shown, MORE]);
    return written([...shown.slice(0, -1), MORE, lastError]);
  };
  const dullFirst = [...items.keys()].sort(
    (a, b) => Number(DULL.test(items[b]!)) - Number(DULL.test(items[a]!)) || b - a,
  );
  for (const i of dullFirst) {
    if (short().length <= width) break;
    if (!isError[i]) isLeft[i] = false;
  }
  return short();
}

const over = (entry: TimelineEntry): string => {
  const ms = entry.last.at - entry.event.at;
  return ms > 0 ? ` over ${duration(ms)}` : '';
};

/** Lists of proposals fill a screen; a finding that needs them shows them in full. */
function shortProposals(event: IkeEvent): string {
  const text = event.text.trim();
  if (event.type !== 'proposals.received' && event.type !== 'proposals.configured') return text;
  const [first, ...others] = text.split(', ');
  return others.length === 0 ? text : `${first} and ${others.length} more`;
}

function folded(entry: TimelineEntry): string {
  const { event, last, count } = entry;
  if (event.type === 'message.generated' || event.type === 'message.parsed' || event.type === 'dpd.sent') {
    return count < 2 ? 'liveness check (DPD)' : `liveness checks (DPD)  ×${count}${over(entry)}`;
  }
  if (event.type === 'retransmit.sent' && last.type === 'retransmit.sent' && last.fields.n > event.fields.n) {
    return `retransmit ${event.fields.n} to ${last.fields.n} of request with message ID ${event.fields.mid},${over(entry)}`;
  }
  return `${last.text.trim()}  ×${count}${over(entry)}`;
}

const TONES = { note: 'faint', trouble: 'trouble' } as const satisfies { readonly [kind: string]: Style };
const SIGNS = { note: '    ', trouble: '  ! ' } as const;

/** What an entry says, in rows of at most `width` columns. A message is one row; a remark takes as many as it needs. */
export function entryBody(entry: TimelineEntry, width: number): Row[] {
  const { event, last } = entry;
  // A liveness check folds its answer in, so one entry may hold several events and still count once.
  const isOne = last === event;
  if (isOne && (event.type === 'message.generated' || event.type === 'message.parsed')) {
    // Arrows point as seen from this end, whose log has only one of them for a message that arrived.
    const isSent = (event.type === 'message.generated') !== (entry.side === 'peer');
    const lost = entry.isLost === true ? LOST : '';
    const { exchange, direction, mid, payloads } = event.fields;
    const title = `${exchange} ${direction} ${mid} `;
    const list = shortPayloads(safeText(payloads), width - title.length - (isSent ? 8 : 4) - lost.length);
    const row = isSent
      ? [span('    '), span(title, 'sent'), span(list), span(' -->', 'sent')]
      : [span('<-- ', 'received'), span(title, 'received'), span(list)];
    return [cutRow([...row, span(lost, 'trouble')], width)];
  }
  const kind = entry.kind === 'trouble' ? 'trouble' : 'note';
  const said = !isOne ? folded(entry) : shortProposals(event);
  const lines = wrap(said, width - 4);
  return lines.map((text, i) => [
    i === 0 ? span(SIGNS[kind], TONES[kind]) : span('      '),
    { text, style: TONES[kind] },
  ]);
}

export const hasMilliseconds = (events: readonly IkeEvent[]): boolean => events.some((e) => e.at % 1000 > 0);

/** Whose line it is: only the other end's says so. */
const sideCell = ({ side }: TimelineEntry) => cell(side === 'peer' ? 'peer' : '', SIDE_WIDTH, 'name');

/** Time and gap before the first row of an entry, blanks before the others. */
function entryRows(entry: TimelineEntry, { ms, width, hasSides }: TimelineOptions, gap: string): Row[] {
  const time = clockTime(entry.event.at, entry.event.zone, ms);
  const head: Span[] =
    time === '' ? [span('  ')] : [span(`  ${time} `, 'faint'), cell(gap, GAP_WIDTH, 'faint', 'right'), span('  ')];
  if (hasSides) head.push(sideCell(entry));
  const indent = rowColumns(head);
  return entryBody(entry, width - indent).map((row, i) => (i === 0 ? [...head, ...row] : [cell('', indent), ...row]));
}

/** `+38 ms`; nothing for what came at the same moment. */
export const gapText = (gap: number): string =>
  Math.abs(gap) < 0.5 ? '' : gap > 0 ? `+${duration(gap)}` : duration(gap);

export interface TimelineOptions {
  readonly width: number;
  /** The log has milliseconds. */
  readonly ms: boolean;
  /** The day that the reader was told of last, so that it is not said again. */
  readonly day: string;
  /** Entries are of both ends: a column says which are the peer's. */
  readonly hasSides: boolean;
}

/** Rows of a timeline: entries, marks for silence, changes of day, what repeats, and what is left out of a long one. */
export function timelineRows(entries: readonly TimelineEntry[], options: TimelineOptions): Row[] {
  const { width, ms, day } = options;
  const items = foldRepeats(entries);
  const isLong = items.length > LONGEST;
  const [skipFrom, skipTo] = isLong ? [HEAD, items.length - TAIL] : [items.length, items.length];
  const rows: Row[] = [];
  let today = day;
  let isUp = false;
  items.forEach((item, i) => {
    if (i === skipFrom) rows.push(leftOut(items.slice(skipFrom, skipTo), ms, width));
    const isShown = i < skipFrom || i >= skipTo;
    if ('times' in item) {
      if (isShown) rows.push(repeated(item, ms));
      return;
    }
    const { event, gap } = item;
    const itsDay = dayOf(event.at, event.zone);
    if (isShown && itsDay !== today && itsDay !== '') {
      rows.push([span(`  ${itsDay}`, 'faint')]);
      today = itsDay;
    }
    const isStall = gap >= STALL && !isUp && i !== skipTo;
    if (isShown && isStall) rows.push(stall(event, gap, ms));
    if (isShown) rows.push(...entryRows(item, options, isStall || i === skipTo ? '' : gapText(gap)));
    if (event.type === 'ike.established' || event.type === 'ike.rekeyed') isUp = true;
    else if (event.type === 'ike.initiating' || event.type === 'ike.retrying') isUp = false;
  });
  return rows;
}

/** Blanks as wide as time and gap. */
const indentOf = (event: IkeEvent, ms: boolean) => {
  const time = clockTime(event.at, event.zone, ms);
  return cell('', time === '' ? 2 : time.length + GAP_WIDTH + 5);
};

function stall(event: IkeEvent, gap: number, ms: boolean): Row {
  return [indentOf(event, ms), span(`  · ${duration(gap)} of silence`, 'warning')];
}

function between(from: IkeEvent, to: IkeEvent, ms: boolean): string {
  const start = clockTime(from.at, from.zone, ms);
  return start === '' ? '' : `, ${start} to ${moment(to.at, to.zone, dayOf(from.at, from.zone), ms)}`;
}

function repeated({ times, from, to }: Repeat, ms: boolean): Row {
  const often = times === 1 ? 'once more' : `${times} more times`;
  return [indentOf(from.event, ms), span(`  ${MORE} the same ${often}${between(from.event, to.last, ms)}`, 'warning')];
}

function leftOut(items: readonly (TimelineEntry | Repeat)[], ms: boolean, width: number): Row {
  const eventOf = (item: TimelineEntry | Repeat | undefined) => ('times' in item! ? item.from.event : item!.event);
  const when = between(eventOf(items[0]), eventOf(items.at(-1)), ms);
  return [
    {
      text: cut(safeText(`  ${MORE} ${items.length} entries left out${when}; -o json has them all`), width),
      style: 'faint',
    },
  ];
}
