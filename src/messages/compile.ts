/**
 * Room 3: a wording becomes a program that is run over bytes. A Wording enters, a Program leaves; bytes enter, the spans of the holes leave.
 *
 * A program is a head (the literal before the first hole) and, for every hole, its type and the literal behind it, its tail. Holes match the shortest text that lets the
 * rest match. A hole whose tail begins with a byte that cannot stand in the hole ends where its own bytes end: there is nothing to try twice. All programs of a set stand
 * in one array, since matching is bound by memory: as objects they took half as long again.
 */
import { ALLOWED, accepts, CHECKED, FREE, LEAST, TYPE_NUMBER } from './holes.ts';
import type { HoleType } from './message.ts';
import { segmentsOf, type Wording } from './pattern-source.ts';

/** The programs of a set of wordings, one behind the other. Grows by being replaced: read `code` anew for every run. */
export interface Programs {
  code: Uint16Array;
  used: number;
}

// The cells of a program, from its number on. Literals are bytes, one in a cell.
const LEAST_LENGTH = 0;
const HOLES = 1;
/** Which cell holds the first byte of the literal that the text ends in (the head's, when there is no hole). */
const END_AT = 2;
const END_LENGTH = 3;
const HEAD_LENGTH = 4;
const HEAD = 5;
// From where a hole begins.
const TYPE = 0;
/** 1 where the hole ends with its own bytes, so that no other end need be tried. */
const DETERMINED = 1;
const TAIL_LENGTH = 2;
const TAIL = 3;

/** A wording as the matcher holds it. */
export interface CompiledWording {
  readonly names: readonly string[];
  readonly types: readonly HoleType[];
  /** Its program. */
  readonly full: number;
  /** The program of what it becomes when its last hole is empty and the blanks before that hole were trimmed away; -1 when that cannot be. */
  readonly empty: number;
}

/** How far a text may be searched before it is given up as hostile: a step is a byte looked at inside a hole. */
export interface Budget {
  steps: number;
}

export function createPrograms(): Programs {
  return { code: new Uint16Array(4096), used: 0 };
}

/** Compiles a wording into a set of programs. */
export function compileWording(programs: Programs, wording: Wording): CompiledWording {
  const bare = withoutEmptyEnd(wording);
  const holes = segmentsOf(wording).filter((segment) => typeof segment !== 'string');
  return {
    names: holes.map(([name]) => name),
    types: holes.map(([, type]) => type),
    full: addProgram(programs, codeOf(wording)),
    empty: bare === null ? -1 : addProgram(programs, codeOf(bare)),
  };
}

function addProgram(programs: Programs, code: readonly number[]): number {
  const program = programs.used;
  programs.used += code.length;
  if (programs.used > programs.code.length) {
    const larger = new Uint16Array(2 * programs.used);
    larger.set(programs.code);
    programs.code = larger;
  }
  programs.code.set(code, program);
  return program;
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

/** The cells of a wording's program. END_AT counts from the program's own first cell. */
function codeOf(wording: Wording): number[] {
  const types: number[] = [];
  const literals: Buffer[] = [];
  let literal = '';
  for (const segment of segmentsOf(wording)) {
    if (typeof segment === 'string') {
      literal = segment;
      continue;
    }
    literals.push(Buffer.from(literal, 'utf8'));
    literal = '';
    types.push(TYPE_NUMBER.get(segment[1])!);
  }
  literals.push(Buffer.from(literal, 'utf8'));
  const [head, ...tails] = literals as [Buffer, ...Buffer[]];
  const end = literals.at(-1)!;
  const least =
    types.reduce((sum, type) => sum + LEAST[type]!, 0) + literals.reduce((sum, { length }) => sum + length, 0);
  const code = [least, types.length, 0, end.length, head.length, ...head];
  tails.forEach((tail, i) => {
    const isDetermined = tail.length > 0 && ((ALLOWED[tail[0]!]! >> types[i]!) & 1) === 0;
    code.push(types[i]!, Number(isDetermined), tail.length, ...tail);
  });
  code[END_AT] = code.length - end.length;
  return code;
}

/** Runs a wording over `bytes[start, end)` as `run` does, in its full form or in that with an empty end. */
export function runWording(
  { code }: Programs,
  { full, empty }: CompiledWording,
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  if (run(code, full, bytes, start, end, spans, budget)) return true;
  if (empty < 0 || !run(code, empty, bytes, start, end, spans, budget)) return false;
  spans.fill(end, 2 * code[empty + HOLES]!, 2 * code[full + HOLES]!);
  return true;
}

/** Whether the literal `code[from, from + length)` stands in `bytes` at `at`. */
function standsAt(code: Uint16Array, from: number, length: number, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < length; i++) if (bytes[at + i] !== code[from + i]) return false;
  return true;
}

/**
 * Runs a program over `bytes[start, end)`. True when the whole text is matched; `spans[2i]` and `spans[2i + 1]` are then start and end of hole i.
 * False also when the budget is spent (`budget.steps` is then below 0).
 */
function run(
  code: Uint16Array,
  program: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const length = end - start;
  if (length < code[program + LEAST_LENGTH]!) return false;
  const headLength = code[program + HEAD_LENGTH]!;
  const endLength = code[program + END_LENGTH]!;
  const lastEnd = end - endLength;
  // The end is compared first: wordings with the same beginning are many, with the same end few.
  if (!standsAt(code, program + code[program + END_AT]!, endLength, bytes, lastEnd)) return false;
  if (!standsAt(code, program + HEAD, headLength, bytes, start)) return false;
  const holes = code[program + HOLES]!;
  if (holes === 0) return length === headLength;
  return runHole(code, program + HEAD + headLength, 0, holes - 1, bytes, start + headLength, lastEnd, spans, budget);
}

/** Fills hole number `index`, which stands at `hole` in the code, from `from` on, and all after it up to number `last`, which ends at `lastEnd`. */
function runHole(
  code: Uint16Array,
  hole: number,
  index: number,
  last: number,
  bytes: Uint8Array,
  from: number,
  lastEnd: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const type = code[hole + TYPE]!;
  spans[2 * index] = from;
  if (index === last) {
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
      if (runHole(code, tail + tailLength, index + 1, last, bytes, at + tailLength, lastEnd, spans, budget))
        return true;
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
