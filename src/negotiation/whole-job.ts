/**
 * Room 4: logs without threads, while nothing is under way: is the next job there in one piece, so that there is nothing to disentangle? Lines ahead enter, the length of the
 * job leaves.
 */
import { speaksFor } from './acquaintance.ts';
import type { Clue } from './clues.ts';
import { beginOf, endOf, isOutsideKind, nextOf } from './succession.ts';

/** What a line tells: its kind (succession.ts) and its values. */
interface Telling {
  readonly kind: number;
  readonly clues: readonly Clue[];
}

/** Logarithms of how often a thread's line is followed by another's, and by a job's beginning. */
export const CHANGES = Math.log(0.25);
export const BEGINS = Math.log(0.15);

/** An end of one job in ten is an end all the same, where nothing goes on. */
const MAY_END = Math.log(0.1);

/** May a job whose last line was of that kind have ended? */
export const mayBeOver = (kind: number) => endOf(kind) > MAY_END;

/** What is that much likelier needs no comparison: begins a job rather than goes on with one, or the reverse. */
const CLEARLY = 3;

const clearlyBegins = (last: number, kind: number) => beginOf(kind) + BEGINS > nextOf(last, kind) + CLEARLY;

/** Does the line rather go on with the job than begin another, or go on with one that is over? */
function clearlyGoesOn(last: number, kind: number, over: readonly number[]): boolean {
  const next = nextOf(last, kind);
  if (next < beginOf(kind) + BEGINS + CLEARLY) return false;
  for (const other of over) if (next < nextOf(other, kind) + CHANGES + CLEARLY) return false;
  return true;
}

/**
 * How many lines from the one at `front` on are one whole job: the first clearly begins it, each clearly goes on, and what comes after clearly begins another. 0 when that is not so.
 * `over`: the kinds of line with which the jobs before it ended.
 */
export function lengthOfWhole(lines: readonly Telling[], front: number, over: readonly number[]): number {
  const first = lines[front]!;
  if (isOutsideKind(first.kind)) return 0;
  for (const kind of over) if (!clearlyBegins(kind, first.kind)) return 0;
  let clues = first.clues;
  let last = first.kind;
  for (let i = front + 1; i < lines.length; i++) {
    const line = lines[i]!;
    if (isOutsideKind(line.kind)) continue;
    if (clearlyBegins(last, line.kind)) return mayBeOver(last) ? i - front : 0;
    if (!clearlyGoesOn(last, line.kind, over) || speaksFor(clues, line.clues) < 0) return 0;
    clues = joined(clues, line.clues);
    last = line.kind;
  }
  return 0;
}

/** The values of a job, and of a further line of it. */
export function joined(old: readonly Clue[], more: readonly Clue[]): readonly Clue[] {
  const fresh = more.filter((clue) => !old.includes(clue));
  return fresh.length === 0 ? old : [...old, ...fresh];
}
