/**
 * Room 5: attempts of one bucket are matched when the difference of the clocks is known in some measure. A bucket enters; matches leave, and those that fit several
 * alike.
 */
import { type Agreement, agree, weightOf } from './agreement.ts';
import type { Attempt } from './attempts.ts';
import type { Bucket } from './buckets.ts';

export interface Match {
  readonly local: Attempt;
  readonly peer: Attempt;
  readonly agreement: Agreement;
  /** True when only the order of equally many attempts told which is which. */
  readonly byOrder: boolean;
}

export interface Window {
  /** peer's clock − this clock for the packets of one attempt lies in between; infinite without times. */
  readonly low: number;
  readonly high: number;
  /** Attempts whose times fit this much worse than another's are not the same. */
  readonly margin: number;
}

/** A match may make another one clear, and that a third; each takes a round through what is open. */
const MOST_ROUNDS = 32;
/** Attempts of the other end that one is compared with. */
const MOST_CANDIDATES = 64;

interface Edge {
  readonly peer: Attempt;
  readonly agreement: Agreement;
  /** How far the times are from the middle of the window; 0 without times. */
  readonly cost: number;
}

/** Times at which the first message went out; of a receiver, when it came. */
function startsOf(attempt: Attempt): number[] {
  const first = attempt.packets[0]!;
  if (!first.isSent) return [attempt.at];
  return attempt.packets.filter((p) => p.isSent && p.name === first.name).map((p) => p.at);
}

/** A time at which an attempt of the other end began, once for each copy of its first message. */
interface Start {
  readonly at: number;
  readonly peer: Attempt;
}

/** In order of time; without times in order of the log. */
function startsIn(peers: readonly Attempt[]): Start[] {
  const starts = peers.flatMap((peer) => startsOf(peer).map((at) => ({ at, peer })));
  return starts.sort((a, b) => (Number.isNaN(a.at - b.at) ? 0 : a.at - b.at));
}

/** Index of the first start that is not before `at`. */
function firstFrom(starts: readonly Start[], at: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (starts[half]!.at < at) low = half + 1;
    else high = half;
  }
  return low;
}

/** Attempts of the other end whose times fit, with how far they are from the middle of the window. Without times all fit. */
function candidatesOf(local: Attempt, starts: readonly Start[], window: Window): Map<Attempt, number> {
  const found = new Map<Attempt, number>();
  if (Number.isNaN(local.at) || window.low === Number.NEGATIVE_INFINITY) {
    for (const { peer } of starts.slice(0, MOST_CANDIDATES)) found.set(peer, 0);
    return found;
  }
  const middle = (window.low + window.high) / 2;
  for (const here of startsOf(local)) {
    for (let i = firstFrom(starts, here + window.low); i < starts.length && found.size < MOST_CANDIDATES; i++) {
      const { at, peer } = starts[i]!;
      if (at > here + window.high) break;
      const cost = Math.abs(at - here - middle);
      if (cost < (found.get(peer) ?? Number.POSITIVE_INFINITY)) found.set(peer, cost);
    }
  }
  return found;
}

function edgesOf(local: Attempt, starts: readonly Start[], joined: ReadonlySet<Attempt>, window: Window): Edge[] {
  const edges: Edge[] = [];
  for (const [peer, cost] of candidatesOf(local, starts, window)) {
    if (joined.has(peer)) continue;
    const agreement = agree(local, peer);
    if (agreement.same > 0 && agreement.contradictions === 0) edges.push({ peer, agreement, cost });
  }
  return edges;
}

/** The one that fits best, when it fits clearly better than the next. */
function best(edges: readonly Edge[], taken: ReadonlySet<Attempt>, margin: number): Edge | null {
  const left = edges.filter(({ peer }) => !taken.has(peer));
  left.sort((a, b) => weightOf(b.agreement) - weightOf(a.agreement) || a.cost - b.cost);
  const [first, second] = left;
  if (first === undefined) return null;
  const isClear =
    second === undefined || weightOf(second.agreement) < weightOf(first.agreement) || second.cost > first.cost + margin;
  return isClear ? first : null;
}

/** Matches what can be. `ambiguous`: attempts of this end that fit more than one of the other's. */
export function matchBucket(
  bucket: Bucket,
  window: Window,
  joined: ReadonlySet<Attempt>,
): { matches: Match[]; ambiguous: Attempt[] } {
  const taken = new Set<Attempt>();
  const starts = startsIn(bucket.peer);
  let open = bucket.local
    .filter((attempt) => !joined.has(attempt))
    .map((local) => ({ local, edges: edgesOf(local, starts, joined, window) }))
    .filter(({ edges }) => edges.length > 0);
  const matches: Match[] = [];
  for (let round = 0, before = -1; before !== open.length && round < MOST_ROUNDS; round++) {
    before = open.length;
    const chosen = new Map<Attempt, { local: Attempt; edge: Edge }[]>();
    for (const { local, edges } of open) {
      const edge = best(edges, taken, window.margin);
      if (edge === null) continue;
      const list = chosen.get(edge.peer);
      if (list === undefined) chosen.set(edge.peer, [{ local, edge }]);
      else list.push({ local, edge });
    }
    for (const [peer, wanting] of chosen) {
      wanting.sort((a, b) => weightOf(b.edge.agreement) - weightOf(a.edge.agreement) || a.edge.cost - b.edge.cost);
      const [first, second] = wanting as [(typeof wanting)[0], (typeof wanting)[0] | undefined];
      if (
        second !== undefined &&
        weightOf(second.edge.agreement) === weightOf(first.edge.agreement) &&
        second.edge.cost <= first.edge.cost + window.margin
      )
        continue;
      matches.push({ local: first.local, peer, agreement: first.edge.agreement, byOrder: false });
      taken.add(peer);
    }
    const done = new Set(matches.map(({ local }) => local));
    open = open.filter(({ local, edges }) => !done.has(local) && edges.some(({ peer }) => !taken.has(peer)));
  }
  const inOrder = matchByOrder(
    open.map(({ local, edges }) => ({ local, edges: edges.filter(({ peer }) => !taken.has(peer)) })),
  );
  if (inOrder !== null) return { matches: [...matches, ...inOrder], ambiguous: [] };
  return { matches, ambiguous: open.map(({ local }) => local) };
}

/** As many attempts at one end as at the other, in the same order, each fitting its like: then they are each other's. Null when they are not. */
function matchByOrder(open: readonly { local: Attempt; edges: readonly Edge[] }[]): Match[] | null {
  const peers = [...new Set(open.flatMap(({ edges }) => edges.map(({ peer }) => peer)))];
  if (open.length === 0 || peers.length !== open.length) return null;
  peers.sort((a, b) => a.at - b.at || a.sa.serial - b.sa.serial || a.index - b.index);
  const matches: Match[] = [];
  for (const [i, { local, edges }] of open.entries()) {
    const edge = edges.find(({ peer }) => peer === peers[i]);
    if (edge === undefined) return null;
    matches.push({ local, peer: edge.peer, agreement: edge.agreement, byOrder: true });
  }
  return matches;
}
