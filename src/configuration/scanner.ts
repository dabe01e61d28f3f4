/**
 * Room 0: what the two lexers of strongSwan have in common: places, blanks, comments and quoted strings.
 * A text enters; a cursor over it leaves.
 */
import type { Place, SourceText } from './setting.ts';

const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

export function createScanner({ name, text }: SourceText) {
  /** Invariant: 0 <= at <= text.length, and `lineStart` is where the line of `counted` (<= at) begins. */
  let at = 0;
  let counted = 0;
  let line = 1;
  let lineStart = 0;

  /** Places are asked for in ascending order, so that each newline is counted once. */
  function placeOf(offset: number): Place {
    for (let nl = text.indexOf('\n', counted); nl >= 0 && nl < offset; nl = text.indexOf('\n', nl + 1)) {
      line++;
      lineStart = nl + 1;
      counted = nl + 1;
    }
    return { file: name, line, column: offset - lineStart + 1 };
  }

  return {
    isAtEnd: () => at >= text.length,
    peek: () => text[at] ?? '',
    step: () => void at++,
    place: () => placeOf(at),
    /** What a sticky pattern matches here, taken; '' when it does not match. */
    take(pattern: RegExp): string {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0] ?? '';
      at += found.length;
      return found;
    },
    /** The same without taking it. */
    sees(pattern: RegExp): boolean {
      pattern.lastIndex = at;
      return pattern.test(text);
    },
    /** A string, the opening quote being next; null when it has no end. It may span lines; `\` at a line's end joins lines. */
    string(): string | null {
      let value = '';
      for (at++; at < text.length; at++) {
        const c = text[at]!;
        if (c === '"') {
          at++;
          return value;
        }
        if (c === '\r') continue;
        if (c !== '\\') value += c;
        else {
          const escaped = text[++at] ?? '';
          if (escaped === '\r' && text[at + 1] === '\n') at++;
          else if (escaped !== '\n') value += ESCAPES.get(escaped) ?? escaped;
        }
      }
      return null;
    },
  };
}

export type Scanner = ReturnType<typeof createScanner>;

const REST_OF_LINE = /[^\n]*/y;

/** The pattern behind `include`: bare, with `\` before what would end it, or quoted (both lexers, state `inc`). Null: a string without end. */
export function includePattern(scanner: Scanner, bare: RegExp): string | null {
  let pattern = '';
  while (true) {
    if (scanner.peek() === '"') {
      const quoted = scanner.string();
      return quoted === null ? null : pattern + quoted;
    }
    if (scanner.peek() === '\\') {
      scanner.step();
      const isEscape = /["#} ]/.test(scanner.peek());
      if (!isEscape) pattern += '\\';
      else {
        pattern += scanner.peek();
        scanner.step();
      }
      continue;
    }
    const part = scanner.take(bare);
    if (part === '') return pattern;
    pattern += part;
  }
}

/** Goes on behind a mistake: at the next line. */
export const skipLine = (scanner: Scanner) => void scanner.take(REST_OF_LINE);

/** Blanks within a line. */
export const BLANK = /[\t\r ]+/y;

/** Words (by the format's own pattern) and strings up to where neither goes on, joined by one blank; null where there is nothing. `unended` hears of a string without end. */
export function wordsOf(scanner: Scanner, word: RegExp, unended: () => void): string | null {
  const parts: string[] = [];
  for (scanner.take(BLANK); ; scanner.take(BLANK)) {
    if (scanner.peek() === '"') {
      const quoted = scanner.string();
      if (quoted === null) unended();
      parts.push(quoted ?? '');
      continue;
    }
    const part = scanner.take(word);
    if (part === '') break;
    parts.push(part);
  }
  return parts.length === 0 ? null : parts.join(' ');
}
