/**
 * Room 3: a wording becomes a program that is run over bytes. A Wording enters, a Program leaves; bytes enter, the spans of the holes leave.
 *
 * A program is a head (the literal before the first hole) and, for every hole, its type and the literal behind it, its tail. Holes match the shortest text that lets the
 * rest match. A hole whose tail begins with a byte that cannot stand in the hole ends where its own bytes end: there is nothing to try twice. All of a program stands in
 * one array, since matching is bound by memory: the same in arrays of arrays took half as long again.
 */
import { ALLOWED, accepts, CHECKED, FREE, LEAST, TYPE_NUMBER } from './holes.ts';
import type { HoleType } from './message.ts';
import { segmentsOf, type Wording } from './pattern-source.ts';

export interface Program {
  readonly names: readonly string[];
  readonly types: readonly HoleType[];
  /** LEAST_LENGTH, HOLES, END_AT, END_LENGTH, HEAD_LENGTH, the head; then for each hole TYPE, DETERMINED, TAIL_LENGTH, the tail. Literals are bytes. */
  readonly code: Uint16Array;
}

const LEAST_LENGTH = 0;
const HOLES = 1;
/** Where in the code the literal stands that the text ends in (the head, when there is no hole). */
const END_AT = 2;
const END_LENGTH = 3;
const HEAD_LENGTH = 4;
const HEAD = 5;
/** From where a hole begins in the code. */
const TYPE = 0;
/** 1 where the hole ends with its own bytes, so that no other end need be tried. */
const DETERMINED = 1;
const TAIL_LENGTH = 2;
const TAIL = 3;

/** A wording as the matcher holds it: `empty` is what it becomes when its last hole is empty and the blanks before that hole were trimmed away, or null. */
export interface CompiledWording {
  readonly full: Program;
  readonly empty: Program | null;
}

/** How far a text may be searched before it is given up as hostile: a step is a byte looked at inside a hole. */
export interface Budget {
  steps: number;
}

/** Compiles a wording. */
export function compileWording(wording: Wording): CompiledWording {
  const bare = withoutEmptyEnd(wording);
  return { full: programOf(wording), empty: bare === null ? null : programOf(bare) };
}

/**
 * The wording without its last hole and the blanks before that, where the hole may be empty; else null.
 * A text is trimmed before it is matched, so `identity '...' required ` arrives without its last blank.
 */
export function withoutEmptyEnd(wording: Wording): Wording | null {
  if (!wording.endsWith('\0')) return null;
  const hole = wording.lastIndexOf('\0', wording.length - 2);
  const type = wording.slice(wording.indexOf(':', hole) + 1, -1) as HoleType;
  const before = wording.slice(0, hole);
  const trimmed = before.trimEnd();
  return LEAST[TYPE_NUMBER.get(type)!] !== 0 || trimmed === before || trimmed === '' ? null : trimmed;
}

function programOf(wording: Wording): Program {
  const names: string[] = [];
  const types: HoleType[] = [];
  const literals: Buffer[] = [];
  let literal = '';
  for (const segment of segmentsOf(wording)) {
    if (typeof segment === 'string') {
      literal = segment;
      continue;
    }
    literals.push(Buffer.from(literal, 'utf8'));
    literal = '';
    names.push(segment[0]);
    types.push(segment[1]);
  }
  literals.push(Buffer.from(literal, 'utf8'));
  return {
    names,
    types,
    code: codeOf(
      types.map((type) => TYPE_NUMBER.get(type)!),
      literals,
    ),
  };
}

function codeOf(types: readonly number[], [head, ...tails]: readonly Buffer[]): Uint16Array {
  const least =
    types.reduce((sum, type) => sum + LEAST[type]!, 0) + tails.reduce((sum, tail) => sum + tail.length, head!.length);
  const end = tails.at(-1) ?? head!;
  const code = [least, types.length, 0, end.length, head!.length, ...head!];
  tails.forEach((tail, i) => {
    const isDetermined = tail.length > 0 && ((ALLOWED[tail[0]!]! >> types[i]!) & 1) === 0;
    code.push(types[i]!, Number(isDetermined), tail.length, ...tail);
  });
  code[END_AT] = code.length - end.length;
  return Uint16Array.from(code);
}

/** Runs a wording over `bytes[start, end)` as `run` does, in its full form or in that with an empty end. */
export function runWording(
  compiled: CompiledWording,
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  if (run(compiled.full.code, bytes, start, end, spans, budget)) return true;
  if (compiled.empty === null || !run(compiled.empty.code, bytes, start, end, spans, budget)) return false;
  spans.fill(end, 2 * compiled.empty.names.length, 2 * compiled.full.names.length);
  return true;
}

/** Whether the literal `code[from, from + length)` stands in `bytes` at `at`. */
function standsAt(code: Uint16Array, from: number, length: number, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== code[from + i]) return false;
  return true;
}

/**
 * Runs a program's code over `bytes[start, end)`. True when the whole text is matched; `spans[2i]` and `spans[2i + 1]` are then start and end of hole i.
 * False also when the budget is spent (`budget.steps` is then below 0).
 */
function run(
  code: Uint16Array,
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const length = end - start;
  const headLength = code[HEAD_LENGTH]!;
  const lastEnd = end - code[END_LENGTH]!;
  if (length < code[LEAST_LENGTH]!) return false;
  // The end is compared first: wordings with the same beginning are many, with the same end few.
  if (
    !standsAt(code, code[END_AT]!, code[END_LENGTH]!, bytes, lastEnd) ||
    !standsAt(code, HEAD, headLength, bytes, start)
  )
    return false;
  return code[HOLES] === 0
    ? length === headLength
    : runHole(code, HEAD + headLength, 0, bytes, start + headLength, lastEnd, spans, budget);
}

/** Fills hole `index`, which stands at `hole` in the code, from `from` on, and all after it. The last hole ends at `lastEnd`. */
function runHole(
  code: Uint16Array,
  hole: number,
  index: number,
  bytes: Uint8Array,
  from: number,
  lastEnd: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const type = code[hole + TYPE]!;
  spans[2 * index] = from;
  if (index === code[HOLES]! - 1) {
    spans[2 * index + 1] = lastEnd;
    return fills(type, bytes, from, lastEnd);
  }
  const tail = hole + TAIL;
  const tailLength = code[hole + TAIL_LENGTH]!;
  const first = code[tail]!;
  const isFree = FREE[type] === 1;
  const furthest = lastEnd - tailLength;
  const least = from + LEAST[type]!;
  let counted = from;
  for (let at = from; at <= furthest; at++) {
    const byte = bytes[at]!;
    if (
      byte === first &&
      at >= least &&
      standsAt(code, tail, tailLength, bytes, at) &&
      (CHECKED[type] === 0 || accepts(type, bytes, from, at))
    ) {
      spans[2 * index + 1] = at;
      budget.steps -= at - counted + 1;
      counted = at;
      if (runHole(code, tail + tailLength, index + 1, bytes, at + tailLength, lastEnd, spans, budget)) return true;
      if (code[hole + DETERMINED] === 1 || budget.steps < 0) return false;
    }
    if (!isFree && ((ALLOWED[byte]! >> type) & 1) === 0) {
      budget.steps -= at - counted;
      return false;
    }
  }
  budget.steps -= Math.max(0, furthest - counted);
  return false;
}

/** Whether `bytes[from, end)` is a whole value for a hole of this type (its number). */
export function fills(type: number, bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from < LEAST[type]!) return false;
  if (FREE[type] === 0) {
    for (let at = from; at < end; at++) if (((ALLOWED[bytes[at]!]! >> type) & 1) === 0) return false;
  }
  return CHECKED[type] === 0 || accepts(type, bytes, from, end);
}
