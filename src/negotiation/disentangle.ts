/**
 * Room 4: logs without threads (journalctl's text of charon-systemd), where the lines of up to sixteen jobs run into each other. Lines enter; they leave in the same
 * order, each with the number of the job it most likely belongs to, as if that were its thread.
 *
 * Several ways to divide the lines among jobs are followed at once (a beam search). What speaks for a way: which kind of line follows which (succession.ts), what
 * the lines say of whom they are about (clues.ts), also those still to come, and that a thread mostly goes on. A line leaves when all ways agree on it,
 * or when too many wait. While nothing is under way and a whole job comes in one piece, there is nothing to compare.
 */
import type { Source } from '../intake/index.ts';
import { createClues, introduce } from './acquaintance.ts';
import { owesAfter, partOf } from './answering.ts';
import { FIRST_WAY, place, SILENT_AT_END, type Told, threadOf, type Way } from './beam.ts';
import type { Clue } from './clues.ts';
import type { IkeEvent } from './event.ts';
import { isOutsideKind, kindOf } from './succession.ts';
import { tokenOf } from './token.ts';
import { joined, lengthOfWhole, mayBeOver } from './whole-job.ts';

/** A line on its way through. */
export interface Strand {
  readonly event: IkeEvent | null;
  readonly source: Source;
  readonly line: number;
  readonly at: number;
  readonly pattern: string;
}

/** A line that waits. */
interface Waiting extends Told {
  readonly strand: Strand;
}

/** Lines whose clues are known before a line is placed, and milliseconds after which it is placed all the same. */
const AHEAD = 512;
const AHEAD_MS = 5000;
/** Lines that wait at most for all ways to agree. */
const MOST_UNDECIDED = 512;

/** `emit`: `isCoin` where the line could be another job's just as well. */
export function createDisentangling(emit: (strand: Strand, job: number | null, isCoin: boolean) => void) {
  const values = createClues();
  // Invariant: the lines that are not placed yet are those of `ahead` from `next` on.
  const ahead: Waiting[] = [];
  let next = 0;
  /** Lines placed by every way, not yet by one alone. */
  let undecided: Waiting[] = [];
  let ways: readonly Way[] = [FIRST_WAY];
  let placed = 0;
  let jobs = 0;

  function placeNext(line: Waiting): void {
    undecided.push(line);
    placed++;
    if (!isOutsideKind(line.kind)) jobs++;
    ways = place(ways, undecided, placed, jobs);
    agree();
  }

  /**
   * Where all jobs of the likeliest way are over, a job whose lines come one after the other goes by in one piece, and that way stands: no line to come
   * would speak for another. False when there is no such job. A log of few connections is mostly that, and is read several times faster so.
   */
  function passWhole(): boolean {
    const way = ways[0]!;
    if (!way.open.every((job) => mayBeOver(job.kind))) return false;
    const count = lengthOfWhole(
      ahead,
      next,
      way.open.map((job) => job.kind),
    );
    if (count === 0) return false;
    decide(0);
    const number = ++jobs;
    let clues: readonly Clue[] = [];
    let [kind, owes] = [-1, false];
    for (let i = 0; i < count; i++) {
      const line = nextLine();
      placed++;
      const isOutside = isOutsideKind(line.kind);
      if (!isOutside) {
        clues = joined(clues, line.clues);
        if (line.kind >= 0) kind = line.kind;
        owes = owesAfter(owes, line.part);
        if (line.clues.length > 0) introduce(clues, line.clues);
      }
      emit(line.strand, isOutside ? null : number, false);
    }
    const last = threadOf(number, kind, clues, owes, placed);
    const open = way.open.filter((job) => placed - job.spoke <= SILENT_AT_END);
    ways = [{ score: 0, open: [...open, last], last, before: null }];
    return true;
  }

  /** Lets go of the lines that all ways agree on; of the oldest half by the best way, when too many wait. */
  function agree(): void {
    if (ways.length > 1 && undecided.length < MOST_UNDECIDED) return;
    const keep = ways.length > 1 ? Math.floor(MOST_UNDECIDED / 2) : 0;
    decide(keep);
  }

  function decide(keep: number): void {
    const best = ways[0]!;
    const path: Way[] = [];
    let way: Way | null = best;
    for (let i = 0; i < undecided.length; i++) {
      path.push(way!);
      way = way!.before;
    }
    path.reverse();
    const count = undecided.length - keep;
    if (count <= 0) return;
    const root = path[count - 1]!;
    for (let i = 0; i < count; i++) {
      const { last } = path[i]!;
      const line = undecided[i]!;
      if (last !== null && line.clues.length > 0) introduce(last.clues, line.clues);
      emit(line.strand, last === null ? null : last.number, line.isCoin);
    }
    undecided = undecided.slice(count);
    if (keep > 0) ways = ways.filter((one) => ancestor(one, keep) === root);
    // What came before is settled: forgets it.
    root.before = null;
  }

  function ancestor(way: Way, steps: number): Way {
    let at = way;
    for (let i = 0; i < steps; i++) at = at.before!;
    return at;
  }

  function flushAhead(keep: number, at: number): void {
    while (ahead.length - next > keep || (next < ahead.length && at - ahead[next]!.strand.at > AHEAD_MS))
      if (!passWhole()) placeNext(nextLine());
  }

  function nextLine(): Waiting {
    const line = ahead[next++]!;
    // Those that are placed go by the hundred: to move all that wait for each would cost more than to place it.
    if (next >= AHEAD) {
      ahead.splice(0, next);
      next = 0;
    }
    return line;
  }

  return {
    feed(strand: Strand): void {
      ahead.push({
        strand,
        kind: kindOf(tokenOf(strand.event, strand.pattern)),
        clues: values.read(strand.event),
        part: partOf(strand.event),
        isCoin: false,
      });
      flushAhead(AHEAD, strand.at);
    },
    /** Nothing more comes for now: what is likeliest stands. */
    flush(): void {
      flushAhead(0, Number.NaN);
      decide(0);
      ways = ways.slice(0, 1);
    },
  };
}

export type Disentangling = ReturnType<typeof createDisentangling>;
