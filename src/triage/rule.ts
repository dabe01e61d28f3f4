/**
 * Room 6: what a rule is. A rule names one symptom's family; it is handed a case and gives a verdict or passes.
 */
import type { EventType, IkeEvent } from '../negotiation/index.ts';
import type { Case } from './case.ts';
import type { RankedCause, Verdict } from './finding.ts';

export interface Rule {
  readonly name: string;
  judge(of: Case): Verdict | null;
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
  /** Set-up faults: events that no IKE_SA owns. */
  readonly onDaemon: (event: IkeEvent) => Verdict | null;
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
  const there = [...new Set(events.filter((e) => e !== undefined))];
  return there.sort((a, b) => (a.source === b.source ? a.line - b.line : a.source.id - b.source.id));
}
