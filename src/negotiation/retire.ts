/**
 * Room 4: the bound on IKE_SAs kept. A flood of strangers' attempts makes room for itself among its own: attempts that came to nothing go first, then half-open
 * ones; then the same of peers for whom a configuration was found, then IKE_SAs that were up and have ended. One that is up is never dropped.
 */
import { type IkeSa, isLive, NO_LINES } from './ike-sa.ts';
import type { Registry } from './registry.ts';

/** Who may be dropped, in order. Within a class the oldest goes first. */
const CLASSES: readonly ((sa: IkeSa) => boolean)[] = [
  (sa) => !sa.everEstablished && sa.name === null && !isLive(sa),
  (sa) => !sa.everEstablished && sa.name === null,
  (sa) => !sa.everEstablished && !isLive(sa),
  (sa) => !sa.everEstablished,
  (sa) => !isLive(sa),
];

/** Share of the bound that is freed at once, so that the search for whom to drop is rare. */
const BATCH = 0.02;

export interface Kept {
  add(sa: IkeSa): void;
  /** Forgets one that is not needed any more. */
  retire(sa: IkeSa): void;
  /** In order of appearance. */
  readonly all: ReadonlySet<IkeSa>;
  /** How many were dropped, and how many of them were written down before. */
  readonly dropped: number;
  readonly written: number;
}

/**
 * Keeps at most about `bound` IKE_SAs; more only while all of them are up. `forget` takes a dropped one out of every index; `leave` is asked before, and answers true
 * where it is written down.
 */
export function createKept(bound: number, forget: Registry['forget'], leave: (sa: IkeSa) => boolean): Kept {
  const all = new Set<IkeSa>();
  const batch = Math.max(1, Math.floor(bound * BATCH));
  /** Grows while all are up, so that nobody is looked for in vain for each new one. */
  let limit = bound;
  let dropped = 0;
  let written = 0;

  /** `newest` is spared: nothing was said of it yet. */
  function drop(count: number, newest: IkeSa): void {
    let left = count;
    for (const mayGo of CLASSES) {
      for (const sa of all) {
        if (left === 0) return;
        if (sa === newest || !mayGo(sa)) continue;
        if (leave(sa)) written++;
        all.delete(sa);
        forget(sa);
        dropped++;
        left--;
      }
    }
  }

  return {
    add(sa) {
      all.add(sa);
      if (all.size <= limit) return;
      drop(all.size - bound + batch - 1, sa);
      limit = all.size <= bound ? bound : all.size + batch;
    },
    retire(sa) {
      all.delete(sa);
      forget(sa);
      sa.events.length = 0;
      sa.lines = NO_LINES;
    },
    all,
    get dropped() {
      return dropped;
    },
    get written() {
      return written;
    },
  };
}

/** How far back it is remembered what a forgotten IKE_SA continued. */
const MAX_LINEAGE = 3;

/**
 * Call for an IKE_SA that is being forgotten: its heir still asks when the first of the line came up, but the line may be years long. Of an unbroken line of
 * rekeyings (or of reauthentications) only the first stays linked.
 */
export function compressLineage(sa: IkeSa): void {
  const link = sa.continues;
  if (link === null) return;
  const before = link.ikeSa.continues;
  if (before !== null && before.how === link.how) sa.continues = before;
  let last = sa;
  for (let n = 0; n < MAX_LINEAGE && last.continues !== null; n++) last = last.continues.ikeSa;
  last.continues = null;
}
