/**
 * Room 3: runs programs (compile.ts) over texts. Bytes enter, the spans of the holes leave.
 *
 * Literals are compared four bytes at a time: byte by byte takes four times as long (measured, Node 20).
 */
import { viewOf } from '../lines/index.ts';
import { HOLE_CELLS, HOLE_SIZE, PROGRAM_CELLS, type Programs } from './compile.ts';
import { ALLOWED, accepts, CHECKED, FREE, LEAST } from './holes.ts';

const { LEAST_LENGTH, HOLES, EMPTY, END, END_LENGTH, HEAD, HEAD_LENGTH, FIRST_HOLE } = PROGRAM_CELLS;
const { TYPE, DETERMINED, TAIL, TAIL_LENGTH } = HOLE_CELLS;
// A module's own constants are known to the compiler, imported ones are loaded again at each use.
const allowed = ALLOWED;
const checked = CHECKED;
const free = FREE;
const leastOf = LEAST;
const holeSize = HOLE_SIZE;

/** How far a text may be searched before it is given up as hostile: a step is a byte looked at inside a hole. */
export interface Budget {
  steps: number;
}

/**
 * Runs a program over `bytes[start, end)`, in its full form or in that with an empty end. True when the whole text is matched; `spans[2i]` and `spans[2i + 1]` are then
 * start and end of hole i. False also when the budget is spent (`budget.steps` is then below 0).
 */
export function runProgram(
  programs: Programs,
  program: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  if (run(programs, program, bytes, start, end, spans, budget)) return true;
  const { code } = programs;
  const empty = code[program + EMPTY]!;
  if (empty < 0 || !run(programs, empty, bytes, start, end, spans, budget)) return false;
  spans.fill(end, 2 * code[empty + HOLES]!, 2 * code[program + HOLES]!);
  return true;
}

/** Whether the literal `[from, from + length)` of `literals` stands in `view` at `at`. */
function standsAt(literals: DataView, from: number, length: number, view: DataView, at: number): boolean {
  const last = length - 4;
  if (last < 0) {
    for (let i = 0; i < length; i++) if (view.getUint8(at + i) !== literals.getUint8(from + i)) return false;
    return true;
  }
  // The last four first: they may overlap those before them.
  if (view.getInt32(at + last) !== literals.getInt32(from + last)) return false;
  for (let i = 0; i < last; i += 4) if (view.getInt32(at + i) !== literals.getInt32(from + i)) return false;
  return true;
}

function run(
  programs: Programs,
  program: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const { code, view: literals } = programs;
  const length = end - start;
  if (length < code[program + LEAST_LENGTH]!) return false;
  const view = viewOf(bytes);
  const headLength = code[program + HEAD_LENGTH]!;
  const lastEnd = end - code[program + END_LENGTH]!;
  // The end is compared first: wordings with the same beginning are many, with the same end few.
  if (!standsAt(literals, code[program + END]!, end - lastEnd, view, lastEnd)) return false;
  if (!standsAt(literals, code[program + HEAD]!, headLength, view, start)) return false;
  const holes = code[program + HOLES]!;
  if (holes === 0) return length === headLength;
  const hole = program + FIRST_HOLE;
  return runHoles(programs, hole, 0, holes - 1, bytes, view, start + headLength, lastEnd, spans, budget);
}

/** Fills hole number `firstIndex`, which stands at `firstHole` in the code, from `start` on, and all after it up to number `last`, which ends at `lastEnd`. */
function runHoles(
  programs: Programs,
  firstHole: number,
  firstIndex: number,
  last: number,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  lastEnd: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const { code, view: literals } = programs;
  let hole = firstHole;
  let from = start;
  for (let index = firstIndex; index < last; index++) {
    spans[2 * index] = from;
    if (code[hole + DETERMINED] === 0)
      return runOpenHole(programs, hole, index, last, bytes, view, from, lastEnd, spans, budget);
    const type = code[hole + TYPE]!;
    const tailLength = code[hole + TAIL_LENGTH]!;
    const furthest = lastEnd - tailLength;
    let at = from;
    while (at <= furthest && ((allowed[bytes[at]!]! >> type) & 1) === 1) at += 1;
    budget.steps -= at - from + 1;
    // Types that may be empty hold any byte: they never come here.
    if (at > furthest || budget.steps < 0 || at === from) return false;
    if (!standsAt(literals, code[hole + TAIL]!, tailLength, view, at)) return false;
    if (checked[type] === 1 && !accepts(type, bytes, from, at)) return false;
    spans[2 * index + 1] = at;
    from = at + tailLength;
    hole += holeSize;
  }
  spans[2 * last] = from;
  spans[2 * last + 1] = lastEnd;
  return fills(code[hole + TYPE]!, bytes, from, lastEnd);
}

/** Whether the hole at `hole` in the code may be `bytes[from, at)`, with its tail behind it. */
function endsAt(
  programs: Programs,
  hole: number,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  at: number,
): boolean {
  const { code } = programs;
  const type = code[hole + TYPE]!;
  return (
    at - from >= leastOf[type]! &&
    standsAt(programs.view, code[hole + TAIL]!, code[hole + TAIL_LENGTH]!, view, at) &&
    (checked[type] === 0 || accepts(type, bytes, from, at))
  );
}

/** As runHoles, for a hole that may have several ends. */
function runOpenHole(
  programs: Programs,
  hole: number,
  index: number,
  last: number,
  bytes: Uint8Array,
  view: DataView,
  from: number,
  lastEnd: number,
  spans: Int32Array,
  budget: Budget,
): boolean {
  const { code } = programs;
  const type = code[hole + TYPE]!;
  const tailLength = code[hole + TAIL_LENGTH]!;
  const first = programs.literals[code[hole + TAIL]!]!;
  const isFree = free[type] === 1;
  const furthest = lastEnd - tailLength;
  let counted = from;
  for (let at = from; at <= furthest; at++) {
    const byte = bytes[at]!;
    if (byte === first && endsAt(programs, hole, bytes, view, from, at)) {
      spans[2 * index + 1] = at;
      budget.steps -= at - counted + 1;
      counted = at;
      if (runHoles(programs, hole + holeSize, index + 1, last, bytes, view, at + tailLength, lastEnd, spans, budget))
        return true;
      if (budget.steps < 0) return false;
    }
    if (!isFree && ((allowed[byte]! >> type) & 1) === 0) {
      budget.steps -= at - counted;
      return false;
    }
  }
  budget.steps -= Math.max(0, furthest - counted);
  return false;
}

/** Whether `bytes[from, end)` is a whole value for a hole of this type (its number). */
export function fills(type: number, bytes: Uint8Array, from: number, end: number): boolean {
  if (end - from < leastOf[type]!) return false;
  if (free[type] === 0) {
    for (let at = from; at < end; at++) if (((allowed[bytes[at]!]! >> type) & 1) === 0) return false;
  }
  return checked[type] === 0 || accepts(type, bytes, from, end);
}
