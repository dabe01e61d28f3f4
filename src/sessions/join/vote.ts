/**
 * Room 5: the offset of two clocks when nothing exact joins the logs: every pair of attempts that may be the same votes for the difference of its times; the true
 * offset gets a vote of each, a wrong one of few. Buckets enter, a range of differences leaves.
 */
import { agree } from './agreement.ts';
import type { Bucket } from './buckets.ts';

/** Differences of the times of what is the same packet in both logs, in milliseconds; `isGuess`: others have as many votes. */
export interface Range {
  readonly low: number;
  readonly high: number;
  readonly isGuess: boolean;
}

/** Attempts that vote, and differences that are counted. */
const MOST_VOTERS = 64;
const MOST_DIFFERENCES = 1_000_000;
/** Up to so many comparisons only attempts that really agree may vote. */
const MOST_COMPARED = 4000;
/** How long a packet is on its way at most. */
const LONGEST_WAY = 1000;
/** Clocks that are kept agree that well: of several equally good offsets theirs is taken. */
const KEPT = 5000;

interface Vote {
  readonly difference: number;
  readonly voter: number;
}

function collect(buckets: readonly Bucket[]): Vote[] {
  const voters = buckets.flatMap((bucket) => bucket.local.map((attempt) => ({ attempt, bucket })));
  const step = Math.max(1, voters.length / MOST_VOTERS);
  const chosen = Array.from({ length: Math.min(voters.length, MOST_VOTERS) }, (_, i) => voters[Math.floor(i * step)]!);
  const comparisons = chosen.reduce((sum, { bucket }) => sum + bucket.peer.length, 0);
  const votes: Vote[] = [];
  for (const [voter, { attempt, bucket }] of chosen.entries()) {
    for (const other of bucket.peer) {
      const difference = other.at - attempt.at;
      if (Number.isNaN(difference)) continue;
      if (comparisons <= MOST_COMPARED && agree(attempt, other).contradictions > 0) continue;
      votes.push({ difference, voter });
      if (votes.length >= MOST_DIFFERENCES) break;
    }
  }
  return votes.sort((a, b) => a.difference - b.difference);
}

/** The ranges of `width` with the most voters, of several that overlap the first; at most `most`. */
function densest(votes: readonly Vote[], width: number): { low: number; high: number; voters: number }[] {
  const inside = new Map<number, number>();
  let best: { low: number; high: number; voters: number }[] = [];
  let end = 0;
  for (let begin = 0; begin < votes.length; begin++) {
    while (end < votes.length && votes[end]!.difference - votes[begin]!.difference <= width) {
      const { voter } = votes[end++]!;
      inside.set(voter, (inside.get(voter) ?? 0) + 1);
    }
    const low = votes[begin]!.difference;
    const voters = inside.size;
    const most = best[0]?.voters ?? 0;
    if (voters > most) best = [{ low, high: votes[end - 1]!.difference, voters }];
    else if (voters === most && low > best.at(-1)!.high) best.push({ low, high: votes[end - 1]!.difference, voters });
    const { voter } = votes[begin]!;
    const left = inside.get(voter)! - 1;
    if (left === 0) inside.delete(voter);
    else inside.set(voter, left);
  }
  return best;
}

const distance = ({ low, high }: { low: number; high: number }) =>
  low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high));

/** Null when nothing tells one offset from another. `coarseness`: of both logs' times together, in milliseconds. */
export function voteOffset(buckets: readonly Bucket[], coarseness: number): Range | null {
  const best = densest(collect(buckets), LONGEST_WAY + coarseness);
  const [only, ...others] = best;
  if (only === undefined) return null;
  if (others.length === 0) return { low: only.low, high: only.high, isGuess: false };
  const near = best.filter((range) => distance(range) <= KEPT);
  return near.length === 0 ? null : { low: near[0]!.low, high: near[0]!.high, isGuess: true };
}
