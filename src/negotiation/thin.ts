/**
 * Room 4: the bound on events kept. The memory of a run must not grow with its log: when too many events are held, IKE_SAs that ended longest ago
 * give up theirs, those with which nothing was wrong first, and then long-lived ones the middle of theirs. What state they are in, and what was found
 * out about them, stays.
 */
import { type IkeSa, isLive, NO_LINES } from './ike-sa.ts';

/** Of a life that is too long to be kept whole: how it came up, and what happened last, which rules look back on. */
const FIRST = 100;
const LATEST = 400;

/** How much of the lives that go on is kept, as less and less of them can be: first and latest events. */
const SHARES: readonly (readonly [first: number, latest: number])[] = [
  [FIRST, LATEST],
  [20, 40],
  [1, 2],
];

/** Share of the bound that is freed at once, so that the search for what to drop is rare. */
const BATCH = 0.2;

export interface ThinOptions {
  /** The most events kept of all IKE_SAs together, as far as it can be had. */
  readonly maxKept: number;
  /** The most of one IKE_SA. */
  readonly maxOfOne: number;
  /** Those that the user asked for give up their events last. */
  isWanted?(sa: IkeSa): boolean;
  /** Called before an IKE_SA that has ended gives up its events and lines. True: they are written down, so nothing is lost. */
  leave?(sa: IkeSa): boolean;
}

const endedWell = (sa: IkeSa) => sa.everEstablished && (sa.outcome === 'deleted' || sa.outcome === 'replaced');

/** Drops the middle of an IKE_SA's events. Returns how many. */
function dropMiddle(sa: IkeSa, first: number, latest: number): number {
  const count = sa.events.length - first - latest;
  if (count <= 0) return 0;
  sa.events.splice(first, count);
  sa.eventsDropped += count;
  return count;
}

/** Keeps the events of all IKE_SAs within bounds. */
export function createThinning(options: ThinOptions) {
  const { maxKept, maxOfOne, isWanted = () => false, leave = () => false } = options;
  let kept = 0;
  /** Those that have events, in the order in which they got their first: of a long log few have any left. */
  const holders = new Set<IkeSa>();
  /** Grows where the bound cannot be had, so that the search is not repeated for every event. */
  let bound = maxKept;

  function empty(sa: IkeSa): void {
    const isWritten = leave(sa);
    if (!isWritten) sa.eventsDropped += sa.events.length;
    kept -= sa.events.length;
    sa.events.length = 0;
    sa.lines = NO_LINES;
    holders.delete(sa);
  }

  function thin(): void {
    for (const mayGo of [(sa: IkeSa) => !isWanted(sa), () => true]) {
      if (everyUntilEnough((sa) => endedWell(sa) && mayGo(sa), empty)) return;
      if (everyUntilEnough((sa) => !isLive(sa) && mayGo(sa), empty)) return;
      for (const [first, latest] of SHARES)
        if (everyUntilEnough(mayGo, (sa) => (kept -= dropMiddle(sa, first, latest)))) return;
    }
    bound = Math.max(maxKept, kept / (1 - BATCH));
  }

  /** True: enough has been freed. */
  function everyUntilEnough(mayGo: (sa: IkeSa) => boolean, free: (sa: IkeSa) => void): boolean {
    const enough = maxKept * (1 - BATCH);
    for (const sa of holders) {
      if (kept <= enough) return true;
      if (mayGo(sa)) free(sa);
    }
    return kept <= enough;
  }

  return {
    keep(sa: IkeSa, event: IkeSa['events'][number]): void {
      if (sa.events.length >= maxOfOne)
        kept -= dropMiddle(sa, Math.min(FIRST, maxOfOne >> 2), Math.min(LATEST, maxOfOne >> 1));
      if (sa.events.length === 0) holders.add(sa);
      sa.events.push(event);
      kept++;
      if (kept > bound) thin();
    },
    /** So many events went with an IKE_SA that is forgotten. */
    forgot(sa: IkeSa): void {
      kept -= sa.events.length;
      holders.delete(sa);
    },
  };
}
