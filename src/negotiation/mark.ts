/**
 * Room 4: logs without threads: what a job says of what may come, as a number, so that ways which differ in nothing that matters are found equal (disentangle.ts).
 * What a job's last line was, whether it owes an answer and its values enter, the number leaves.
 */
import type { Clue } from './clues.ts';

/** Marks are spread over that much, so that sums of equals are equal and sums of others hardly ever. */
const SPREAD = 2 ** 48;

/** Sums of marks tell which jobs are open, in any order. */
export function markOf(kind: number, owes: boolean, clues: readonly Clue[]): number {
  let mark = spread(kind + (owes ? 514 : 2));
  for (const { serial } of clues) mark += spread(serial * 1024 + kind + 1026);
  return mark % SPREAD;
}

function spread(n: number): number {
  const low = Math.imul(n ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
  const high = Math.imul((low ^ (low >>> 15)) + n, 0x85ebca6b) >>> 8;
  return high * 2 ** 24 + (low & 0xffffff);
}
