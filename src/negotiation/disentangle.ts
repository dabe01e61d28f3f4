/**
 * Room 4: logs without threads (journalctl's text of charon-systemd), where the lines of up to sixteen jobs run into each other. Lines enter; they leave in the same
 * order, each with the number of the job it most likely belongs to, as if that were its thread.
 *
 * Several ways to divide the lines among jobs are followed at once (a beam search). What speaks for a way: which kind of line follows which (succession.ts), what
 * the lines say of whom they are about (clues.ts), also those still to come, and that a thread mostly goes on. A line leaves when all ways agree on it,
 * or when too many wait. While nothing is under way and a whole job comes in one piece, there is nothing to compare.
 */
import type { Source } from '../intake/index.ts';
import { createClues, introduce, MOST_SPOKEN, speaksFor } from './acquaintance.ts';
import { owesAfter, type Part, partOf } from './answering.ts';
import type { Clue } from './clues.ts';
import type { IkeEvent } from './event.ts';
import { markOf } from './mark.ts';
import { beginOf, endOf, isOutsideKind, kindOf, nextOf } from './succession.ts';
import { tokenOf } from './token.ts';
import { BEGINS, CHANGES, joined, lengthOfWhole, mayBeOver } from './whole-job.ts';

/** A line on its way through. */
export interface Strand {
  readonly event: IkeEvent | null;
  readonly source: Source;
  readonly line: number;
  readonly at: number;
  readonly pattern: string;
}

/** A job, as one way sees it after one of its lines. */
interface Thread {
  /** The same for all lines of a job. */
  readonly number: number;
  readonly kind: number;
  readonly clues: readonly Clue[];
  /** True from a request of the peer's until it is answered. */
  readonly owes: boolean;
  /** Count of lines when it spoke last. */
  readonly spoke: number;
  /** What merging goes by: equal for jobs that say the same of what may come. */
  readonly mark: number;
  /** How much the values of line `asked` speak for this job. */
  spoken: number;
  asked: number;
}

/** One way to divide the lines so far. */
interface Way {
  readonly score: number;
  readonly open: readonly Thread[];
  /** The job of its last line, null for a line outside of all. */
  readonly last: Thread | null;
  readonly before: Way | null;
}

/** A way goes on: the next line is that job's, or a new one's. */
interface Step {
  readonly way: Way;
  readonly job: Thread | null;
  readonly score: number;
}

interface Waiting extends Strand {
  readonly part: Part;
  readonly kind: number;
  readonly clues: readonly Clue[];
  /** True once two ways that gave it to different jobs came to the same, neither much likelier than the other. */
  isCoin: boolean;
}

/** Less likelier than that is as good as a toss of a coin, for so many lines back. */
const COIN = Math.log(3);
export const MOST_COINS = 32;
/** Ways followed at once, and how much less likely than the best one may be. */
const MOST_WAYS = 64;
const MARGIN = 8;

/** Lines whose clues are known before a line is placed, and milliseconds after which it is placed all the same. */
const AHEAD = 512;
const AHEAD_MS = 5000;
/** Lines that wait at most for all ways to agree. */
const MOST_UNDECIDED = 512;

/** Jobs open at once, and lines after which one that says no more has ended. */
const MOST_OPEN = 24;
const SILENT = 150;
const SILENT_AT_END = 24;
/** The larger, the less it matters how long ago a job spoke. */
const RECENCY = 8;

/** Logarithm of the probability of an answer where none is owed: a log may miss lines. */
const NOT_OWED = -6;

const STAYS = Math.log(0.75);
const LIKELY_END = Math.log(0.5);

/** `emit`: `isCoin` where the line could be another job's just as well. */
export function createDisentangling(emit: (strand: Strand, job: number | null, isCoin: boolean) => void) {
  const values = createClues();
  const ahead: Waiting[] = [];
  /** Lines placed by every way, not yet by one alone. */
  let undecided: Waiting[] = [];
  let ways: Way[] = [{ score: 0, open: [], last: null, before: null }];
  let placed = 0;
  /** Score of the best step found for the present line. */
  let best = 0;
  let jobs = 0;

  function place(line: Waiting): void {
    undecided.push(line);
    placed++;
    if (isOutsideKind(line.kind)) {
      ways = ways.map((way) => ({ score: way.score, open: way.open, last: null, before: way }));
      agree();
      return;
    }
    const number = ++jobs;
    const steps: Step[] = [];
    best = Number.NEGATIVE_INFINITY;
    for (const way of ways) extend(way, line, steps);
    steps.sort((a, b) => b.score - a.score);
    ways = distinct(steps, line, number);
    agree();
  }

  function extend(way: Way, line: Waiting, steps: Step[]): void {
    let recent = 0;
    for (const job of way.open) recent += 1 / (placed - job.spoke + RECENCY);
    const others = Math.log(recent);
    add(steps, way, null, way.score + beginOf(line.kind) + BEGINS);
    for (let i = way.open.length - 1; i >= 0; i--) {
      const job = way.open[i]!;
      const turn = job === way.last ? STAYS : CHANGES - Math.log(placed - job.spoke + RECENCY) - others;
      const score =
        way.score + turn + nextOf(job.kind, line.kind) + (line.part === 'answers' && !job.owes ? NOT_OWED : 0);
      if (score + MOST_SPOKEN < best - MARGIN) continue;
      if (job.asked !== placed) {
        job.asked = placed;
        job.spoken = speaksFor(job.clues, line.clues);
      }
      add(steps, way, job, score + job.spoken);
    }
  }

  function add(steps: Step[], way: Way, job: Thread | null, score: number): void {
    if (score < best - MARGIN) return;
    if (score > best) best = score;
    steps.push({ way, job, score });
  }

  /** The best ways, one of each that do not differ in what is open. */
  function distinct(steps: readonly Step[], line: Waiting, number: number): Way[] {
    const kept = new Map<number, Way>();
    for (const step of steps) {
      if (kept.size >= MOST_WAYS || step.score < best - MARGIN) break;
      const way = take(step, line, number);
      let mark = way.last!.mark * 3;
      for (const job of way.open) mark += job.mark;
      const same = kept.get(mark);
      if (same !== undefined && Math.abs(same.score - way.score) < COIN) markCoins(same, way);
      if (same === undefined || same.score < way.score) kept.set(mark, way);
    }
    return [...kept.values()].sort((a, b) => b.score - a.score);
  }

  /** Two ways come to the same, but not by giving each line to the same job. */
  function markCoins(one: Way, other: Way): void {
    let [a, b]: [Way | null, Way | null] = [one, other];
    const oldest = Math.max(0, undecided.length - MOST_COINS);
    for (let i = undecided.length - 1; i >= oldest && a !== b && a !== null && b !== null; i--) {
      if (a.last?.number !== b.last?.number) undecided[i]!.isCoin = true;
      [a, b] = [a.before, b.before];
    }
  }

  function take({ way, job, score: gained }: Step, { kind, clues: said, part }: Waiting, number: number): Way {
    const clues = job === null ? said : joined(job.clues, said);
    // A line of a kind that nothing is known of is as if it were not there.
    const known = kind < 0 && job !== null ? job.kind : kind;
    const owes = owesAfter(job?.owes ?? false, part);
    const last: Thread = {
      number: job?.number ?? number,
      kind: known,
      clues,
      owes,
      spoke: placed,
      mark: markOf(known, owes, clues),
      spoken: 0,
      asked: -1,
    };
    let score = gained;
    const open: Thread[] = [];
    for (const other of way.open) {
      if (other === job) continue;
      const silent = placed - other.spoke;
      if (silent > SILENT || (silent > SILENT_AT_END && endOf(other.kind) > LIKELY_END)) score += endOf(other.kind);
      else open.push(other);
    }
    open.push(last);
    if (open.length > MOST_OPEN) score += endOf(open.shift()!.kind);
    return { score, open, last, before: way };
  }

  /**
   * Where all jobs of the likeliest way are over, a job whose lines come one after the other goes by in one piece, and that way stands: no line to come
   * would speak for another. False when there is no such job. A log of few connections is mostly that, and is read several times faster so.
   */
  function passWhole(): boolean {
    const way = ways[0]!;
    if (!way.open.every((job) => mayBeOver(job.kind))) return false;
    const count = lengthOfWhole(ahead, new Set(way.open.map((job) => job.kind)));
    if (count === 0) return false;
    decide(0);
    const number = ++jobs;
    let clues: readonly Clue[] = [];
    let [kind, owes] = [-1, false];
    for (const line of ahead.splice(0, count)) {
      placed++;
      const isOutside = isOutsideKind(line.kind);
      if (!isOutside) {
        clues = joined(clues, line.clues);
        if (line.kind >= 0) kind = line.kind;
        owes = owesAfter(owes, line.part);
        if (line.clues.length > 0) introduce(clues, line.clues);
      }
      emit(line, isOutside ? null : number, false);
    }
    const mark = markOf(kind, owes, clues);
    const last: Thread = { number, kind, clues, owes, spoke: placed, mark, spoken: 0, asked: -1 };
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
      emit(line, last === null ? null : last.number, line.isCoin);
    }
    undecided = undecided.slice(count);
    if (keep > 0) ways = ways.filter((one) => ancestor(one, keep) === root);
    cut(root);
  }

  function ancestor(way: Way, steps: number): Way {
    let at = way;
    for (let i = 0; i < steps; i++) at = at.before!;
    return at;
  }

  /** What came before is settled: forgets it. */
  function cut(root: Way): void {
    (root as { before: Way | null }).before = null;
  }

  function flushAhead(keep: number, at: number): void {
    while (ahead.length > keep || (ahead.length > 0 && at - ahead[0]!.at > AHEAD_MS))
      if (!passWhole()) place(ahead.shift()!);
  }

  return {
    feed(strand: Strand): void {
      const clues = values.read(strand.event);
      ahead.push({
        ...strand,
        kind: kindOf(tokenOf(strand.event, strand.pattern)),
        clues,
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
