/**
 * Room 6: what a rule is. A rule names one symptom's family; it is handed a case and gives a verdict or passes.
 */
import type { Daemon, EventType, IkeEvent } from '../negotiation/index.ts';
import type { Case, Surroundings } from './case.ts';
import type { RankedCause, Verdict } from './finding.ts';

export interface Rule {
  readonly name: string;
  /** Said once of a connection, however often it is true. */
  readonly once?: true;
  /** Types of events of which at least one must be in the case for a verdict: without any the rule is not asked. Left out: it is always asked. */
  readonly needs?: readonly EventType[];
  judge(of: Case): Verdict | null;
}

/** An event that no IKE_SA owns, with what the daemon said before. */
export interface DaemonCase {
  readonly event: IkeEvent;
  readonly daemon: Daemon;
  /** The life before, when this event begins a new one of the same process name on the same host. */
  readonly before: Daemon | null;
  /** Holds the events of a daemon before this one. */
  readonly around: Surroundings;
}

/** When a rule is asked. */
export interface Occasions {
  /** The IKE_SA came to a bad end: failed, timed out or lost. First verdict wins. */
  readonly onEnd: readonly Rule[];
  /** Something that ends no IKE_SA (a CHILD_SA that fails, a delete), or is known before it ends. By event type; first verdict wins. */
  readonly onEvent: ReadonlyMap<EventType, readonly Rule[]>;
  /** A CHILD_SA that came to nothing. */
  readonly onChild: readonly Rule[];
  /** The log ended while the IKE_SA was under negotiation. */
  readonly onOpen: readonly Rule[];
  /** What is good to know and explains no failure: every rule is asked, beside all others. */
  readonly onNote: ReadonlyMap<EventType, readonly Rule[]>;
  /** Set-up faults, starts and stops: events that no IKE_SA owns, and on which there may be a verdict. */
  readonly daemonEvents: ReadonlySet<EventType>;
  /** Asked of `daemonEvents`, and of the first event of a life that comes after another. */
  readonly onDaemon: (of: DaemonCase) => Verdict | null;
  /** The log ended: a start that was seen, with a life of another process before it. */
  readonly onNextLife: (of: DaemonCase) => Verdict | null;
}

export const proven = (cause: RankedCause['cause'], reason: string): RankedCause => ({
  cause,
  certainty: 'proven',
  reason,
});
export const likely = (cause: RankedCause['cause'], reason: string): RankedCause => ({
  cause,
  certainty: 'likely',
  reason,
});
export const possible = (cause: RankedCause['cause'], reason: string): RankedCause => ({
  cause,
  certainty: 'possible',
  reason,
});

/** The events that are there, in the order of the log, each once: evidence. */
export function evidence(...events: readonly (IkeEvent | undefined)[]): IkeEvent[] {
  const there: IkeEvent[] = [];
  for (const event of events) if (event !== undefined) insert(there, event);
  return there;
}

const isAfter = (a: IkeEvent, b: IkeEvent) => (a.source === b.source ? a.line > b.line : a.source.id > b.source.id);

/** Into its place in the list, behind others of the same line, unless it is there. What is given in order, as most is, is not moved. */
function insert(list: IkeEvent[], event: IkeEvent): void {
  let at = list.length;
  while (at > 0 && isAfter(list[at - 1]!, event)) at--;
  for (let i = at - 1; i >= 0 && !isAfter(event, list[i]!); i--) if (list[i] === event) return;
  if (at === list.length) list.push(event);
  else list.splice(at, 0, event);
}
