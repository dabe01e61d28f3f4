/**
 * Room 4: which kind of line follows which within one job, as probabilities learned from logs that say the thread of each line (npm run succession).
 * What was never seen is improbable, not impossible.
 */
import { SUCCESSION } from './succession.generated.ts';

/** The index of each kind of line (token.ts). */
const KINDS = new Map(SUCCESSION.map(([token], index) => [token, index]));

/** Nobody can tell, nothing was learned. */
const ANYWHERE = Math.log(0.05);
const FROM_NOWHERE = Math.log(0.001);

/** Logarithm of the probability that a kind which was always the first of its job is not. */
const IMPOSSIBLE = -30;

/** Times of what was never seen, beside what was seen that often. */
const SELDOM = 0.5;

type Row = (typeof SUCCESSION)[number];

function sumOfNext([, , , , next]: Row): number {
  let sum = 0;
  for (let i = 1; i < next.length; i += 2) sum += next[i]!;
  return sum;
}

const total = (of: (row: Row) => number) => SUCCESSION.reduce((sum, row) => sum + of(row), 0);
const ALL_BEGINS = total(([, begins]) => begins);
const ALL_NEXT = total(sumOfNext);

/** How often each kind is not the first of its job. */
const FOLLOWS: number[] = SUCCESSION.map(() => 0);
for (const [, , , , next] of SUCCESSION) for (let i = 0; i < next.length; i += 2) FOLLOWS[next[i]!]! += next[i + 1]!;

const ANY = FOLLOWS.map((times) => (times + SELDOM) / ALL_NEXT);
const BEGIN = SUCCESSION.map(([, begins]) => Math.log((begins + SELDOM / 2) / ALL_BEGINS));
const IS_FIRST = SUCCESSION.map(([, begins], kind) => begins > 20 && FOLLOWS[kind] === 0);

/** Of so many lines, as many are of kinds not seen there before as there were kinds (Witten and Bell). */
const kindsAfter = ([, , , , next]: Row) => 1 + next.length / 2;
const SEEN = SUCCESSION.map((row) => row[2] + sumOfNext(row) + kindsAfter(row));

const END = SUCCESSION.map((row, kind) => Math.log((row[2] + SELDOM) / SEEN[kind]!));
const UNSEEN = SUCCESSION.map((row, kind) => Math.log(kindsAfter(row) / SEEN[kind]!));

/** By what stood before, for each kind; made when that first stands there: a log has few of the kinds. */
const NEXT: (Float64Array | undefined)[] = SUCCESSION.map(() => undefined);

function nextAfter(last: number): Float64Array {
  const row = SUCCESSION[last]!;
  const next = Float64Array.from(ANY, (any) => UNSEEN[last]! + Math.log(any));
  for (let i = 0; i < row[4].length; i += 2) next[row[4][i]!] = Math.log(row[4][i + 1]! / SEEN[last]!);
  NEXT[last] = next;
  return next;
}

const OUTSIDE = SUCCESSION.map(([, begins, , outside, next]) => outside > begins + next.length);

/** The number of a kind; -1 when no log had it. */
export const kindOf = (token: string): number => KINDS.get(token) ?? -1;

/** Logarithm of the probability that a job begins with that kind of line. */
export const beginOf = (kind: number): number => BEGIN[kind] ?? FROM_NOWHERE;

/** Logarithm of the probability that a job whose last line was of that kind has ended. */
export const endOf = (kind: number): number => END[kind] ?? Math.log(0.2);

/** Logarithm of the probability that the next line of a job is `kind`, after `last`. A kind that no log had may stand anywhere. */
export const nextOf = (last: number, kind: number): number => {
  if (kind < 0) return ANYWHERE;
  if (IS_FIRST[kind] === true) return IMPOSSIBLE;
  if (last < 0) return FROM_NOWHERE;
  return (NEXT[last] ?? nextAfter(last))[kind]!;
};

/** Is a line of that kind mostly outside of any IKE_SA? */
export const isOutsideKind = (kind: number): boolean => OUTSIDE[kind] ?? false;
