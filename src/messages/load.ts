/**
 * Room 3: pattern files are read. The text of a file enters, PatternSources leave, and every mistake with line, column and what was expected there.
 *
 * The text is cut into blocks, one per pattern, and nearley parses each alone, so its chart stays small. After a mistake the line it stands in is taken out and the
 * block is parsed again: so all mistakes of a file are found at once. A pattern with a mistake is left out.
 */
import { createRequire } from 'node:module';
import { GROUPS, type Group } from '../lines/index.ts';
import grammar from './grammar.generated.ts';
import type { HoleType } from './message.ts';
import { KEYWORDS, TOKEN_TYPES, type Token } from './pattern-lexer.ts';
import {
  type Complaint,
  LONGEST_LITERAL,
  MOST_HOLES,
  type PatternSource,
  packWording,
  type Refusal,
  type Sample,
  type Wording,
} from './pattern-source.ts';

/** What pattern.ne makes of a block. */
interface Block {
  readonly at: Token;
  readonly name: Token;
  readonly lines: readonly BlockLine[];
}
type BlockLine =
  | {
      readonly is: 'from';
      readonly at: Token;
      readonly groups: readonly Group[];
      readonly levels: readonly [number, number];
    }
  | { readonly is: 'says'; readonly at: Token; readonly segments: readonly SegmentNode[] }
  | TextLine<'means'>
  | TextLine<'tells'>
  | TextLine<'source'>
  | TextLine<'refuse'>
  | { readonly is: 'id'; readonly at: Token; readonly ids: readonly Token[] }
  | { readonly is: 'yields'; readonly at: Token; readonly names: readonly Token[] }
  | { readonly is: 'sample'; readonly at: Token; readonly text: string; readonly fields: readonly FieldNode[] };
interface TextLine<K extends string> {
  readonly is: K;
  readonly at: Token;
  readonly text: string;
}
type SegmentNode =
  | { readonly is: 'literal'; readonly at: Token; readonly text: string }
  | { readonly is: 'hole'; readonly at: Token; readonly name: string; readonly type: HoleType };
interface FieldNode {
  readonly at: Token;
  readonly name: string;
  readonly value: string;
}

/** What a file gave. */
export interface LoadedPatterns {
  readonly patterns: readonly PatternSource[];
  readonly complaints: readonly Complaint[];
}

/** Reads the text of one pattern file. `file` is its name for messages. */
export function readPatterns(text: string, file: string): LoadedPatterns {
  const patterns: PatternSource[] = [];
  const complaints: Complaint[] = [];
  for (const { firstLine, lines } of blocksOf(text)) {
    const complain: Complain = (at, sentence) => {
      complaints.push({ file, line: firstLine + at.line - 1, column: at.column, text: sentence, details: [] });
    };
    const found = complaints.length;
    refuseControls(lines, complain);
    const block = parseBlock(lines, complain);
    if (block === null) continue;
    const isWhole = complaints.length === found;
    const pattern = sourceOf(block, file, firstLine, isWhole, complain);
    if (complaints.length === found) patterns.push(pattern);
  }
  return { patterns, complaints };
}

type Complain = (at: Token, sentence: string) => void;

interface BlockText {
  /** Number in the file of `lines[0]`. */
  readonly firstLine: number;
  readonly lines: string[];
}

const IS_PASSED_OVER = /^\s*(?:#.*)?$/;

/** Blocks begin with a line `pattern ...`; what stands before the first one is a block too when it is more than comments. */
function blocksOf(text: string): BlockText[] {
  const blocks: BlockText[] = [];
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    const isStart = /^\s*pattern(?:\s|$)/.test(line);
    if (isStart || (blocks.length === 0 && !IS_PASSED_OVER.test(line)))
      blocks.push({ firstLine: index + 1, lines: [] });
    blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

/** Control characters would be invisible in the file, and separate the fields of the artefact. */
function refuseControls(lines: readonly string[], complain: Complain): void {
  for (const [index, text] of lines.entries()) {
    const column = text.search(/[\x00-\x08\x0b-\x1f\x7f]/) + 1;
    if (column > 0) complain({ type: 'odd', value: '', line: index + 1, column }, 'a control character stands here');
  }
}

/** nearley's parser as far as it is used here: its types leave out the table, which knows what was expected. */
interface Parser {
  feed(text: string): void;
  readonly results: readonly Block[];
  readonly table: readonly {
    readonly scannable: readonly { readonly dot: number; readonly rule: { readonly symbols: readonly Terminal[] } }[];
  }[];
}
interface Terminal {
  readonly literal?: string;
  readonly type?: string;
}

let createParser: (() => Parser) | undefined;

/** A parser for one block. nearley is loaded with the first: a run that reads no pattern files does without it. */
function newParser(): Parser {
  if (createParser === undefined) {
    const nearley = createRequire(import.meta.url)('nearley') as typeof import('nearley');
    const compiled = nearley.Grammar.fromCompiled(grammar as unknown as import('nearley').CompiledRules);
    createParser = () => new nearley.Parser(compiled) as unknown as Parser;
  }
  return createParser();
}

/** Parses a block; null when nothing of it can be used. Complains of each line that cannot be read. */
function parseBlock(lines: string[], complain: Complain): Block | null {
  for (;;) {
    const parser = newParser();
    try {
      parser.feed(lines.join('\n'));
    } catch (thrown) {
      const token = offendingToken(thrown);
      complain(token, `expected ${expectedBy(parser, token)}, found ${foundAs(token)}`);
      if (token.line === 1) return null;
      lines[token.line - 1] = '';
      continue;
    }
    if (parser.results.length > 1)
      throw new Error(`pattern.ne is ambiguous: ${parser.results.length} readings of ${lines.join('\n')}`);
    return parser.results[0] ?? null;
  }
}

function offendingToken(thrown: unknown): Token {
  if (thrown instanceof Error && 'token' in thrown) return thrown.token as Token;
  throw thrown;
}

/** What the grammar would have accepted in place of `token`, in words. */
function expectedBy(parser: Parser, token: Token): string {
  const terminals = parser.table.at(-2)!.scannable.map(({ dot, rule }) => rule.symbols[dot]!);
  const keywords = new Set(
    terminals.flatMap(({ literal }) => (literal !== undefined && KEYWORDS.includes(literal) ? [literal] : [])),
  );
  if (keywords.size > 1 && (token.column === 1 || !terminals.some(({ type }) => type === 'newline')))
    return oneOf([...keywords].sort());
  return oneOf([
    ...new Set(
      terminals.map(({ literal, type }) => (literal !== undefined ? `\`${literal}\`` : TOKEN_TYPES.get(type!)!)),
    ),
  ]);
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function foundAs(token: Token): string {
  return token.type === 'newline' ? 'the end of the line' : `\`${token.value}\``;
}

type Of<K extends BlockLine['is']> = Extract<BlockLine, { readonly is: K }>;

/** `isWhole` is false when lines were taken out: then none is called missing. */
function sourceOf(block: Block, file: string, firstLine: number, isWhole: boolean, complain: Complain): PatternSource {
  const all = <K extends BlockLine['is']>(is: K) => block.lines.filter((line): line is Of<K> => line.is === is);
  const lineOf = ({ at }: { readonly at: Token }) => firstLine + at.line - 1;
  for (const keyword of ['from', 'means', 'tells', 'source'] as const) {
    for (const { at } of all(keyword).slice(1)) complain(at, `\`${keyword}\` stands here a second time`);
  }
  const [from] = all('from');
  if (from === undefined && isWhole)
    complain(block.at, `pattern ${block.name.value} lacks \`from\` (log group and level)`);
  if (from !== undefined && from.levels[0] > from.levels[1])
    complain(from.at, `levels are written from low to high: ${from.levels[1]}-${from.levels[0]}`);
  const says = all('says');
  if (says.length === 0 && isWhole)
    complain(block.at, `pattern ${block.name.value} lacks \`says\` (what charon prints)`);
  return {
    file,
    line: lineOf(block),
    name: block.name.value,
    groups: [...new Set(from?.groups.map((group) => GROUPS.indexOf(group)))],
    levels: from?.levels ?? [0, 0],
    means: all('means')[0]?.text ?? null,
    tells: all('tells')[0]?.text ?? '',
    source: all('source')[0]?.text ?? null,
    ids: all('id')
      .flatMap(({ ids }) => ids.map(({ value }) => value))
      .join(' '),
    yields: all('yields').flatMap(({ names }) => names.map(({ value }) => value)),
    says: says.map(({ segments }) => wordingOf(segments, complain)),
    saysLines: says.map(lineOf),
    samples: all('sample').map(
      (sample): Sample => ({ line: lineOf(sample), text: sample.text, fields: fieldsOf(sample.fields, complain) }),
    ),
    refusals: all('refuse').map((refuse): Refusal => ({ line: lineOf(refuse), text: refuse.text })),
  };
}

function fieldsOf(fields: readonly FieldNode[], complain: Complain): Sample['fields'] {
  const seen = new Set<string>();
  for (const { at, name } of fields) {
    if (seen.has(name)) complain(at, `the value of \`${name}\` is given a second time`);
    seen.add(name);
  }
  return fields.map(({ name, value }) => [name, value] as const);
}

function wordingOf(segments: readonly SegmentNode[], complain: Complain): Wording {
  const seen = new Set<string>();
  for (const [index, segment] of segments.entries()) {
    if (segment.is === 'literal') {
      const comment = /\s{2,}#\s/.exec(segment.text);
      if (comment)
        complain(
          segment.at,
          "what follows `says` is all read as charon's words: a comment stands on a line of its own",
        );
      continue;
    }
    if (seen.has(segment.name)) complain(segment.at, `a second hole \`${segment.name}\` in one wording`);
    seen.add(segment.name);
    if (segment.type === 'rest' && index < segments.length - 1)
      complain(segment.at, 'a hole of type rest stands at the end only (text may stand anywhere)');
  }
  if (seen.size > MOST_HOLES) complain(segments[0]!.at, `a wording has at most ${MOST_HOLES} holes`);
  const length = segments.reduce((sum, segment) => sum + (segment.is === 'literal' ? segment.text.length : 0), 0);
  if (length > LONGEST_LITERAL)
    complain(segments[0]!.at, `a wording has at most ${LONGEST_LITERAL} characters of literal text`);
  return packWording(
    segments.map((segment) => (segment.is === 'literal' ? segment.text : [segment.name, segment.type])),
  );
}
