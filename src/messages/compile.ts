/**
 * Room 3: a wording becomes a program that run.ts runs over bytes. A Wording enters, the number of its program leaves.
 *
 * A program is a head (the literal before the first hole) and, for every hole, its type and the literal behind it, its tail. Holes match the shortest text that lets the
 * rest match. A hole whose tail begins with a byte that cannot stand in the hole ends where its own bytes end: there is nothing to try twice. All programs of a set stand
 * in one array, since matching is bound by memory: as objects they took half as long again.
 */
import { ALLOWED, LEAST, TYPE_NUMBER } from './holes.ts';
import type { HoleType } from './message.ts';
import { segmentsOf, type Wording } from './pattern-source.ts';

/** The programs of a set of wordings, one behind the other. Grows by being replaced: read its arrays anew for every run. */
export interface Programs {
  code: Int32Array;
  used: number;
  /** The literal text of all programs. `view` looks at all of it. */
  literals: Uint8Array;
  view: DataView;
  literalsUsed: number;
}

/** The cells of a program, from its number on. */
export const PROGRAM_CELLS = {
  LEAST_LENGTH: 0,
  HOLES: 1,
  /** The program of the form with an empty end (see withoutEmptyEnd), or -1. */
  EMPTY: 2,
  /** Where the literal stands that the text ends in (the head, when there is no hole). */
  END: 3,
  END_LENGTH: 4,
  HEAD: 5,
  HEAD_LENGTH: 6,
  FIRST_HOLE: 7,
} as const;
/** The cells of a hole, from where it begins. */
export const HOLE_CELLS = {
  TYPE: 0,
  /** 1 where the hole ends with its own bytes, so that no other end need be tried. */
  DETERMINED: 1,
  TAIL: 2,
  TAIL_LENGTH: 3,
} as const;
/** How many they are. */
export const HOLE_SIZE = 4;
const { LEAST_LENGTH, HOLES, EMPTY, END, END_LENGTH, HEAD, HEAD_LENGTH, FIRST_HOLE } = PROGRAM_CELLS;
const { TYPE, DETERMINED, TAIL, TAIL_LENGTH } = HOLE_CELLS;

export function createPrograms(): Programs {
  const literals = new Uint8Array(1 << 15);
  return { code: new Int32Array(1 << 12), used: 0, literals, view: new DataView(literals.buffer), literalsUsed: 0 };
}

/** Compiles a wording into a set of programs. Answers its program. */
export function compileWording(programs: Programs, wording: Wording): number {
  const bare = withoutEmptyEnd(wording);
  const program = addProgram(programs, wording);
  if (bare !== null) {
    const empty = addProgram(programs, bare);
    programs.code[program + EMPTY] = empty;
  }
  return program;
}

/** Writes the cells of a wording. */
function addProgram(programs: Programs, wording: Wording): number {
  const { types, literals } = partsOf(wording);
  const program = programs.used;
  reserve(programs, FIRST_HOLE + HOLE_SIZE * types.length);
  const places = literals.map((literal) => addLiteral(programs, literal));
  const { code } = programs;
  const lengths = literals.map(({ length }) => length);
  code[program + LEAST_LENGTH] =
    types.reduce((sum, type) => sum + LEAST[type]!, 0) + lengths.reduce((sum, length) => sum + length, 0);
  code[program + HOLES] = types.length;
  code[program + EMPTY] = -1;
  code[program + END] = places.at(-1)!;
  code[program + END_LENGTH] = lengths.at(-1)!;
  code[program + HEAD] = places[0]!;
  code[program + HEAD_LENGTH] = lengths[0]!;
  types.forEach((type, i) => {
    const tail = literals[i + 1]!;
    const hole = program + FIRST_HOLE + HOLE_SIZE * i;
    code[hole + TYPE] = type;
    code[hole + DETERMINED] = Number(tail.length > 0 && ((ALLOWED[tail[0]!]! >> type) & 1) === 0);
    code[hole + TAIL] = places[i + 1]!;
    code[hole + TAIL_LENGTH] = lengths[i + 1]!;
  });
  return program;
}

/** The types of a wording's holes, as numbers, and the literals around them: one more. */
function partsOf(wording: Wording): { readonly types: readonly number[]; readonly literals: readonly Buffer[] } {
  const types: number[] = [];
  const literals = [Buffer.alloc(0)];
  for (const segment of segmentsOf(wording)) {
    if (typeof segment === 'string') literals[literals.length - 1] = Buffer.from(segment, 'utf8');
    else {
      types.push(TYPE_NUMBER.get(segment[1])!);
      literals.push(Buffer.alloc(0));
    }
  }
  return { types, literals };
}

function reserve(programs: Programs, cells: number): void {
  programs.used += cells;
  if (programs.used <= programs.code.length) return;
  const larger = new Int32Array(2 * programs.used);
  larger.set(programs.code);
  programs.code = larger;
}

function addLiteral(programs: Programs, literal: Buffer): number {
  const place = programs.literalsUsed;
  programs.literalsUsed += literal.length;
  if (programs.literalsUsed > programs.literals.length) {
    const larger = new Uint8Array(2 * programs.literalsUsed);
    larger.set(programs.literals);
    programs.literals = larger;
    programs.view = new DataView(larger.buffer);
  }
  programs.literals.set(literal, place);
  return place;
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
