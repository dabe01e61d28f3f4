/**
 * Room 8: all that is broken. Incidents enter and leave; they are found by id, and by what mends them. Bounded.
 */
import type { Incident } from './incident.ts';

/** Incidents remembered; the oldest goes first, and is counted. */
const MAX_INCIDENTS = 5000;

export function createIncidents(saved: readonly Incident[] = []) {
  const all = new Map<string, Incident>();
  /** By what mends them: keys of connections, machines of daemons, and `=NAME` for expected ones. */
  const byKey = new Map<string, Set<Incident>>();
  let dropped = 0;

  function add(incident: Incident): void {
    if (all.size >= MAX_INCIDENTS) {
      remove(all.values().next().value!);
      dropped++;
    }
    all.set(incident.id, incident);
    for (const key of incident.keys) {
      const same = byKey.get(key);
      if (same === undefined) byKey.set(key, new Set([incident]));
      else same.add(incident);
    }
  }

  function remove(incident: Incident): void {
    all.delete(incident.id);
    for (const key of incident.keys) {
      const same = byKey.get(key);
      same?.delete(incident);
      if (same?.size === 0) byKey.delete(key);
    }
  }

  // A state of before there were groups has neither of these.
  for (const incident of saved) add({ ...{ machine: null, group: null, over: null }, ...structuredClone(incident) });
  return {
    add,
    remove,
    get: (id: string): Incident | undefined => all.get(id),
    /** A copy: who walks it may add and remove. */
    of: (key: string): Incident[] => [...(byKey.get(key) ?? [])],
    /** The same of all. */
    every: (): Incident[] => [...all.values()],
    get size() {
      return all.size;
    },
    dropped: () => dropped,
    save: (): Incident[] => structuredClone([...all.values()]),
  };
}
