/**
 * Room 7: rows of styled text for a screen of a given width. Text becomes safe here, before it is measured; what leaves is what a
 * terminal is sent.
 */
import { colour, type Style } from './colour.ts';
import { type SafeText, safeText } from './safe-text.ts';

/** A piece of a row. Made by `span` only, so that its text is safe. */
export interface Span {
  readonly text: SafeText;
  readonly style: Style;
}

/** One line of output. */
export type Row = readonly Span[];

/** Prose is read best at this width, however wide the screen is or whether there is one. */
export const PROSE_WIDTH = 100;
/** Narrower screens are written for as if they were this wide. */
const NARROWEST = 50;

const ELLIPSIS = '…';
const PRINTABLE_ASCII = /^[ -~]*$/;
/** What terminals show two columns wide (after UAX 11), and what they put on top of the character before. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}]|[\u{20000}-\u{3fffd}]/u;
const MARK = /\p{M}/u;

const columnsOf = (character: string) => (MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that a terminal shows it in. */
export function columns(text: SafeText): number {
  if (PRINTABLE_ASCII.test(text)) return text.length;
  let n = 0;
  for (const character of text) n += columnsOf(character);
  return n;
}

/** The longest beginning of the text that fits, in code units. */
function fitting(text: SafeText, width: number): number {
  if (text.length <= width && PRINTABLE_ASCII.test(text)) return text.length;
  let n = 0;
  let at = 0;
  for (const character of text) {
    n += columnsOf(character);
    if (n > width) return at;
    at += character.length;
  }
  return at;
}

/** The text, its end replaced by `…` where it does not fit. */
export function cut(text: SafeText, width: number): SafeText {
  const end = fitting(text, width);
  if (end === text.length) return text;
  return `${text.slice(0, fitting(text, Math.max(0, width - 1)))}${ELLIPSIS}` as SafeText;
}

export function span(text: string, style: Style = 'plain'): Span {
  return { text: safeText(text), style };
}

/** A span filled up with blanks to `width` columns, cut when longer. */
export function cell(text: string, width: number, style: Style = 'plain', side: 'left' | 'right' = 'left'): Span {
  const shown = cut(safeText(text), width);
  const blanks = ' '.repeat(Math.max(0, width - columns(shown)));
  return { text: (side === 'left' ? shown + blanks : blanks + shown) as SafeText, style };
}

/** Where a word that is longer than a line may be broken: behind a separator that lists and names are made of. */
function breakAt(word: SafeText, width: number): number {
  const most = Math.max(1, fitting(word, width));
  for (let i = most; i > most / 2; i--) {
    if ('/,;=)'.includes(word[i - 1]!)) return i;
  }
  return most;
}

/** Breaks text at blanks, and words that are longer than a line where they can be broken. At least one line. */
export function wrap(text: string, width: number): SafeText[] {
  const most = Math.max(10, width);
  const lines: SafeText[] = [];
  let line = '';
  for (const whole of safeText(text).split(' ')) {
    let word = whole as SafeText;
    const joined = (line === '' ? word : `${line} ${word}`) as SafeText;
    if (columns(joined) <= most) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line as SafeText);
    while (columns(word) > most) {
      const at = breakAt(word, most);
      lines.push(word.slice(0, at) as SafeText);
      word = word.slice(at) as SafeText;
    }
    line = word;
  }
  lines.push(line as SafeText);
  return lines;
}

/** Prose behind `head`, its further lines indented by as much as `head` is wide. */
export function prose(head: Row, text: string, width: number, style: Style = 'plain'): Row[] {
  const indent = rowColumns(head);
  const lines = wrap(text, Math.min(width, PROSE_WIDTH) - indent);
  return lines.map((line, i) => [...(i === 0 ? head : [span(' '.repeat(indent))]), { text: line, style }]);
}

export const rowColumns = (row: Row): number => row.reduce((n, { text }) => n + columns(text), 0);

/** A row cut to `width` columns. */
export function cutRow(row: Row, width: number): Row {
  let left = width;
  const out: Span[] = [];
  for (const { text, style } of row) {
    const shown = cut(text, left);
    out.push({ text: shown, style });
    left -= columns(shown);
    if (shown.length < text.length) break;
  }
  return out;
}

/** Rows to text; blanks at line ends are dropped, of several empty rows one stays. */
export function createPrinter(write: (text: string) => void, isColoured: boolean) {
  /** The last row was empty, or none was written: another empty one says nothing. */
  let isBlank = true;

  function row(spans: Row): void {
    let last = spans.length - 1;
    while (last >= 0 && spans[last]!.text.trimEnd() === '') last--;
    let line = '';
    for (let i = 0; i <= last; i++) {
      const { text, style } = spans[i]!;
      line += colour(style, i === last ? (text.trimEnd() as SafeText) : text, isColoured);
    }
    if (line === '' && isBlank) return;
    isBlank = line === '';
    write(`${line}\n`);
  }
  return {
    row,
    rows: (list: readonly Row[]): void => list.forEach(row),
    blank: (): void => row([]),
  };
}

export type Printer = ReturnType<typeof createPrinter>;

/** The width to write for. */
export const usableWidth = (width: number): number => Math.max(NARROWEST, Number.isNaN(width) ? NARROWEST : width);
