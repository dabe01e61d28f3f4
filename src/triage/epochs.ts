/**
 * Room 6: which life of a daemon came before which. A new process has a new pid, so lives are matched by stream, host and program.
 */
import type { Daemon } from '../negotiation/index.ts';

/** Daemons told apart; a log of more hosts than that says nothing about restarts of the rest. */
const MAX_DAEMONS = 10_000;

export function createEpochs() {
  const latest = new Map<string, Daemon>();
  /** The daemon asked about last: nearly always the next one, too. */
  let last: Daemon | null = null;
  return {
    /** The life before this one, the first time that this one is seen; null ever after. */
    turn(daemon: Daemon): Daemon | null {
      if (daemon === last) return null;
      last = daemon;
      const { stream, host, program } = daemon.speaker;
      const key = `${stream}\0${host ?? ''}\0${program ?? ''}`;
      const before = latest.get(key) ?? null;
      if (before === daemon) return null;
      if (before !== null || latest.size < MAX_DAEMONS) latest.set(key, daemon);
      return before;
    },
  };
}
