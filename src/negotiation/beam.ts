/**
 * Room 4: logs without threads: ways to divide lines among jobs, followed at once (a beam search). A line enters, the ways that remain leave, the likeliest first.
 *
 * Ways differ in few of their jobs. A job that goes on with a line is the same job in all ways in which it does, so what a line says of it is worked out once.
 */
import { MOST_SPOKEN, speaksFor } from './acquaintance.ts';
import { owesAfter, type Part } from './answering.ts';
import type { Clue } from './clues.ts';
import { markOf } from './mark.ts';
import { beginOf, endOf, isOutsideKind, nextOf } from './succession.ts';
import { BEGINS, CHANGES, joined } from './whole-job.ts';

/** What a line tells of its job. */
export interface Told {
  readonly part: Part;
  /** Its kind (succession.ts). */
  readonly kind: number;
  readonly clues: readonly Clue[];
  /** True once two ways that gave it to different jobs came to the same, neither much likelier than the other. */
  isCoin: boolean;
}

/** A job after one of its lines. */
export interface Thread {
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
  // Invariant: when `weighed` is the count of lines, `recency`, `pace` and `follows` say how likely the line goes on with this job by how long ago that spoke and what it
  // said; when `asked` is, `spoken` how much the line's values speak for that; when `heard` is, `heir` is the job after the line.
  recency: number;
  pace: number;
  follows: number;
  weighed: number;
  spoken: number;
  asked: number;
  heir: Thread | null;
  heard: number;
}

/** One way to divide the lines so far. */
export interface Way {
  readonly score: number;
  readonly open: readonly Thread[];
  /** The job of its last line, null for a line outside of all. */
  readonly last: Thread | null;
  /** Null where what came before is settled. */
  before: Way | null;
}

/** A way goes on: the next line is that job's, or a new one's. */
interface Step {
  readonly way: Way;
  readonly job: Thread | null;
  readonly score: number;
}

/** Less likelier than that is as good as a toss of a coin, for so many lines back. */
const COIN = Math.log(3);
export const MOST_COINS = 32;
/** Ways followed at once, and how much less likely than the best one may be. */
const MOST_WAYS = 64;
const MARGIN = 8;

/** Jobs open at once, and lines after which one that says no more has ended. */
const MOST_OPEN = 24;
const SILENT = 150;
export const SILENT_AT_END = 24;
/** The larger, the less it matters how long ago a job spoke. */
const RECENCY = 8;

/** Logarithm of the probability of an answer where none is owed: a log may miss lines. */
const NOT_OWED = -6;

const STAYS = Math.log(0.75);
const LIKELY_END = Math.log(0.5);

/** Logarithms of small numbers: they are asked for each open job at each line. */
const LOGARITHMS = Float64Array.from({ length: SILENT + 2 * RECENCY }, (_, n) => Math.log(n));
const logarithm = (n: number) => (n < LOGARITHMS.length ? LOGARITHMS[n]! : Math.log(n));

/** The way of a log of which nothing was read yet. */
export const FIRST_WAY: Way = { score: 0, open: [], last: null, before: null };

/** The job `number` after the line that `spoke` counts. */
export function threadOf(number: number, kind: number, clues: readonly Clue[], owes: boolean, spoke: number): Thread {
  return {
    number,
    kind,
    clues,
    owes,
    spoke,
    mark: markOf(kind, owes, clues),
    recency: 0.5,
    pace: 0.5,
    follows: 0.5,
    weighed: -1,
    spoken: 0.5,
    asked: -1,
    heir: null,
    heard: -1,
  };
}

/** The job after a line; `number` for a new one. */
function goesOn(job: Thread | null, { kind, clues, part }: Told, number: number, placed: number): Thread {
  if (job === null) return threadOf(number, kind, clues, owesAfter(false, part), placed);
  if (job.heard !== placed) {
    job.heard = placed;
    // A line of a kind that nothing is known of is as if it were not there.
    job.heir = threadOf(
      job.number,
      kind < 0 ? job.kind : kind,
      joined(job.clues, clues),
      owesAfter(job.owes, part),
      placed,
    );
  }
  return job.heir!;
}

/** Two ways come to the same, but not by giving each of these lines, the last ones, to the same job. */
function markCoins(one: Way, other: Way, lines: readonly Told[]): void {
  let [a, b]: [Way | null, Way | null] = [one, other];
  const oldest = Math.max(0, lines.length - MOST_COINS);
  for (let i = lines.length - 1; i >= oldest && a !== b && a !== null && b !== null; i--) {
    if (a.last?.number !== b.last?.number) lines[i]!.isCoin = true;
    [a, b] = [a.before, b.before];
  }
}

/** Is it over, after so many lines in which it said nothing? */
const isSilent = (job: Thread, lines: number) =>
  lines > SILENT || (lines > SILENT_AT_END && endOf(job.kind) > LIKELY_END);

/** Places the last of `lines`, which is number `placed` of the log; a job that begins with it is `number`. The likeliest way comes first. */
export function place(ways: readonly Way[], lines: readonly Told[], placed: number, number: number): Way[] {
  const line = lines.at(-1)!;
  if (isOutsideKind(line.kind))
    return ways.map((way) => ({ score: way.score, open: way.open, last: null, before: way }));
  const most = line.clues.length === 0 ? 0 : MOST_SPOKEN;
  const steps: Step[] = [];
  /** Score of the best step found. */
  let best = Number.NEGATIVE_INFINITY;

  function add(way: Way, job: Thread | null, score: number): void {
    if (score < best - MARGIN) return;
    if (score > best) best = score;
    steps.push({ way, job, score });
  }

  function weigh(job: Thread): void {
    const ago = placed - job.spoke + RECENCY;
    job.weighed = placed;
    job.recency = 1 / ago;
    job.pace = CHANGES - logarithm(ago);
    job.follows = nextOf(job.kind, line.kind);
  }

  function extend(way: Way): void {
    const { open } = way;
    let recent = 0;
    for (let i = 0; i < open.length; i++) {
      const job = open[i]!;
      if (job.weighed !== placed) weigh(job);
      recent += job.recency;
    }
    const others = Math.log(recent);
    add(way, null, way.score + beginOf(line.kind) + BEGINS);
    for (let i = open.length - 1; i >= 0; i--) {
      const job = open[i]!;
      const turn = job === way.last ? STAYS : job.pace - others;
      const score = way.score + turn + job.follows + (line.part === 'answers' && !job.owes ? NOT_OWED : 0);
      if (score + most < best - MARGIN) continue;
      if (job.asked !== placed) {
        job.asked = placed;
        job.spoken = most === 0 ? 0 : speaksFor(job.clues, line.clues);
      }
      add(way, job, score + job.spoken);
    }
  }

  function take({ way, job, score: gained }: Step): Way {
    const last = goesOn(job, line, number, placed);
    let score = gained;
    const open: Thread[] = [];
    for (let i = 0; i < way.open.length; i++) {
      const other = way.open[i]!;
      if (other === job) continue;
      if (isSilent(other, placed - other.spoke)) score += endOf(other.kind);
      else open.push(other);
    }
    open.push(last);
    if (open.length > MOST_OPEN) score += endOf(open.shift()!.kind);
    return { score, open, last, before: way };
  }

  for (let i = 0; i < ways.length; i++) extend(ways[i]!);
  steps.sort((a, b) => b.score - a.score);
  /** The best ways, one of each that do not differ in what is open, which `marks` tell. */
  const kept: Way[] = [];
  const marks: number[] = [];
  for (let i = 0; i < steps.length && kept.length < MOST_WAYS && steps[i]!.score >= best - MARGIN; i++) {
    const way = take(steps[i]!);
    let mark = way.last!.mark * 3;
    for (let j = 0; j < way.open.length; j++) mark += way.open[j]!.mark;
    const at = marks.indexOf(mark);
    if (at < 0) {
      marks.push(mark);
      kept.push(way);
      continue;
    }
    if (Math.abs(kept[at]!.score - way.score) < COIN) markCoins(kept[at]!, way, lines);
    if (kept[at]!.score < way.score) kept[at] = way;
  }
  return kept.sort((a, b) => b.score - a.score);
}
