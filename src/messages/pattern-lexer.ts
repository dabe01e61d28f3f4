/**
 * Room 3: the words of a pattern file. Text of one block enters, tokens leave; nearley's grammar (patterns/pattern.ne) puts them together.
 *
 * A line is read by its first word: after `says` come literal text and holes, after `tells`, `source`, `sample`, `refuse` plain text to the end of the line,
 * after the others single words, where ` #` begins a comment. A line of `name=value` belongs to the sample above it. Lines that are blank or begin with `#`
 * are passed over. What fits nowhere becomes a token `odd`, which no production accepts, so the grammar can say what it expected there.
 */
import { GROUPS } from '../lines/index.ts';
import { HOLE_TYPES } from './message.ts';

/** A word of a pattern file. `line` counts from 1 in the block, `column` from 1 in the line. */
export interface Token {
  readonly type: string;
  readonly value: string;
  /** As written, where escapes make that something else than the value. The grammar's quoted words are compared with this. */
  readonly text?: string;
  readonly line: number;
  readonly column: number;
}

/** The words a line of a block may begin with. */
export const KEYWORDS: readonly string[] = [
  'pattern',
  'from',
  'says',
  'means',
  'tells',
  'source',
  'id',
  'yields',
  'sample',
  'refuse',
];

/** Every token type that the grammar may name, and how a person calls it. */
export const TOKEN_TYPES: ReadonlyMap<string, string> = new Map([
  ['name', 'a pattern name (lower-case letters, digits, dashes)'],
  ['group', `a log group (${GROUPS.join(' ')})`],
  ['level', 'a level (0 to 4)'],
  ['literal', 'literal text'],
  ['hole', 'the name of a hole (a letter, then letters and digits)'],
  ['type', `a hole type (${HOLE_TYPES.join(' ')})`],
  ['event', 'an event type (such as retransmit.sent)'],
  ['text', 'text'],
  ['messageid', 'a message id (8 hexadecimal digits)'],
  ['value', 'a value (in double quotes when it has blanks or is empty)'],
  ['newline', 'the end of the line'],
]);

const WORD_TYPES: ReadonlyMap<string, readonly (readonly [type: string, pattern: RegExp])[]> = new Map([
  ['pattern', [['name', /^[a-z][a-z0-9.-]*$/]]],
  [
    'from',
    [
      ['group', new RegExp(`^(?:${GROUPS.join('|')})$`)],
      ['level', /^[0-4]$/],
      ['punctuation', /^[,-]$/],
    ],
  ],
  ['means', [['event', /^[a-z][a-z0-9.-]*$/]]],
  ['id', [['messageid', /^[0-9a-f]{8}$/]]],
  ['yields', [['name', /^[a-z][a-z0-9.-]*$/]]],
]);

const HOLE_NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

function readWords(keyword: string, rest: string, line: number, column: number, tokens: Token[]): void {
  const types = WORD_TYPES.get(keyword)!;
  const words = keyword === 'from' ? /[^\s,-]+|[,-]/g : /\S+/g;
  const comment = rest.search(/(?:^|\s)#/);
  const counted = comment < 0 ? rest : rest.slice(0, comment);
  for (const { 0: value, index } of counted.matchAll(words)) {
    const type = types.find(([, pattern]) => pattern.test(value))?.[0] ?? 'odd';
    tokens.push({ type, value, line, column: column + index });
  }
}

/** `{name:type}`, `{` at `from`. Returns where reading goes on. */
function readHole(rest: string, from: number, line: number, column: number, tokens: Token[]): number {
  const open = /^\{([^{}:]*)(?:(:)([^{}:]*))?(\})?/.exec(rest.slice(from))!;
  let at = from;
  const push = (type: string, value: string) => {
    if (value !== '') tokens.push({ type, value, line, column: column + at });
    at += value.length;
  };
  push('punctuation', '{');
  push(HOLE_NAME.test(open[1]!) ? 'hole' : 'odd', open[1]!);
  push('punctuation', open[2] ?? '');
  push((HOLE_TYPES as readonly string[]).includes(open[3] ?? '') ? 'type' : 'odd', open[3] ?? '');
  push('punctuation', open[4] ?? '');
  return at;
}

function readWording(rest: string, line: number, column: number, tokens: Token[]): void {
  let at = 0;
  while (at < rest.length) {
    if (rest[at] === '{') {
      at = readHole(rest, at, line, column, tokens);
    } else if (rest[at] === '}') {
      tokens.push({ type: 'odd', value: '}', line, column: column + at });
      at += 1;
    } else {
      const written = /^(?:[^{}\\]|\\[{}\\]|\\)+/.exec(rest.slice(at))![0];
      const strange = /(?:^|[^\\])(?:\\\\)*(\\)(?![{}\\])/.exec(written);
      if (strange)
        tokens.push({ type: 'odd', value: '\\', line, column: column + at + strange.index + strange[0].length - 1 });
      tokens.push({
        type: 'literal',
        value: written.replace(/\\([{}\\])/g, '$1'),
        text: written,
        line,
        column: column + at,
      });
      at += written.length;
    }
  }
}

function readFields(rest: string, line: number, column: number, tokens: Token[]): void {
  const field = /([^\s="]+)|(=)("(?:[^"\\]|\\.)*"(?=\s|$)|[^\s"\\]*)|(\S)/g;
  for (const { 0: whole, 1: name, 2: equals, 3: value, index } of rest.matchAll(field)) {
    if (name !== undefined) {
      tokens.push({ type: HOLE_NAME.test(name) ? 'hole' : 'odd', value: name, line, column: column + index });
    } else if (equals !== undefined) {
      tokens.push({ type: 'punctuation', value: '=', line, column: column + index });
      if (value) tokens.push({ type: 'value', value: unquoted(value), line, column: column + index + 1 });
    } else {
      tokens.push({ type: 'odd', value: whole, line, column: column + index });
    }
  }
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

function readLine(text: string, line: number, tokens: Token[]): void {
  const first = /^(\s*)(\S+)(\s*)/.exec(text);
  if (!first || first[2]!.startsWith('#')) return;
  const [whole, blanks, word] = first as unknown as [string, string, string];
  const rest = text.slice(whole.length).trimEnd();
  const column = whole.length + 1;
  const before = tokens.length;
  if (KEYWORDS.includes(word)) {
    tokens.push({ type: 'keyword', value: word, line, column: blanks.length + 1 });
    if (WORD_TYPES.has(word)) readWords(word, rest, line, column, tokens);
    else if (word === 'says') readWording(rest, line, column, tokens);
    else if (rest !== '') tokens.push({ type: 'text', value: rest, line, column });
  } else if (HOLE_NAME.test(/^[^=]*/.exec(word)![0]) && word.includes('=')) {
    readFields(text.slice(blanks.length).trimEnd(), line, blanks.length + 1, tokens);
  } else {
    tokens.push({ type: 'odd', value: word, line, column: blanks.length + 1 });
  }
  if (tokens.length > before) tokens.push({ type: 'newline', value: '\n', line, column: text.trimEnd().length + 1 });
}

/** The tokens of a block's text. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [index, line] of text.split('\n').entries()) readLine(line, index + 1, tokens);
  return tokens;
}

/** nearley's view of the lexer. One at a time: `reset` begins a new block. */
export const patternLexer = {
  tokens: [] as Token[],
  next(): Token | undefined {
    return this.tokens.shift();
  },
  reset(text: string): void {
    this.tokens = tokensOf(text);
  },
  save(): Record<string, never> {
    return {};
  },
  formatError(token: Token): string {
    return `line ${token.line} column ${token.column}`;
  },
  has(type: string): boolean {
    return TOKEN_TYPES.has(type);
  },
};
