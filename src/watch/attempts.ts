/**
 * Room 8: steps of negotiation become what is worth counting: how attempts end, how long establishing and rekeying take.
 */
import type { ChildSa, IkeSa, Step } from '../negotiation/index.ts';

export type AttemptOutcome = 'established' | 'failed' | 'timed-out';

/** Told of each, with the connection's name where it has one. Seconds are those of the log. */
export interface Counted {
  attempt(name: string | null, outcome: AttemptOutcome): void;
  /** An IKE_SA that was up was lost: silence, or it was timed out. */
  lost(name: string | null): void;
  established(seconds: number): void;
  rekeyed(sa: 'ike' | 'child', seconds: number): void;
  retransmitted(name: string | null): void;
}

/** Only what the log shows from the beginning can be measured; a clock that ran back measures nothing. */
function since(start: number, at: number, report: (seconds: number) => void): void {
  const seconds = (at - start) / 1000;
  if (seconds >= 0) report(seconds);
}

/** A CHILD_SA that takes the place of one of its name was rekeyed; both stand in one IKE_SA (RFC 7296 section 2.8). */
function replaces(child: ChildSa): boolean {
  return child.ikeSa.children.some(
    (other) =>
      other !== child && other.name === child.name && other.installedAt < child.startedAt && isUpOrRekeyed(other),
  );
}
const isUpOrRekeyed = (child: ChildSa) => child.outcome === 'installed' || child.outcome === 'rekeyed';

/** The exchanges that rekey (RFC 7296 section 1.3; RFC 2409 section 5.5). */
const REKEYING: ReadonlySet<string> = new Set(['CREATE_CHILD_SA', 'QUICK_MODE']);

/** Takes each step after it was applied. */
export function createAttempts(counted: Counted): (step: Step) => void {
  /** What each IKE_SA was when it was last seen: an outcome is counted when it comes about. */
  const outcomes = new WeakMap<IkeSa, IkeSa['outcome']>();

  /** When the last exchange that may rekey something was asked for, by either side. */
  const asked = new WeakMap<IkeSa, number>();

  function noteRekeyed(what: 'ike' | 'child', on: IkeSa, at: number): void {
    const start = asked.get(on);
    if (start !== undefined) since(start, at, (seconds) => counted.rekeyed(what, seconds));
  }

  function noteOutcome(sa: IkeSa, at: number): void {
    const before = outcomes.get(sa) ?? 'open';
    const { outcome } = sa;
    if (outcome === before) return;
    outcomes.set(sa, outcome);
    const isRekeyed = sa.continues?.how === 'rekey';
    if (outcome === 'established') {
      // A log that begins while it is up tells when it came up by no line.
      if (Number.isNaN(sa.establishedAt)) return;
      if (isRekeyed) noteRekeyed('ike', sa.continues!.ikeSa, at);
      else {
        counted.attempt(sa.name, 'established');
        if (sa.begun) since(sa.startedAt, at, counted.established);
      }
    } else if (outcome === 'lost') counted.lost(sa.name);
    else if (outcome === 'failed' || outcome === 'timed-out') {
      if (before === 'established') counted.lost(sa.name);
      else if (!isRekeyed) counted.attempt(sa.name, outcome);
    }
  }

  function noteChild(sa: IkeSa, cuid: number, at: number): void {
    const child = sa.children.findLast((c) => c.uniqueId === cuid);
    if (child !== undefined && child.installedAt === at && replaces(child)) noteRekeyed('child', sa, at);
  }

  return ({ event, ikeSa }) => {
    if (ikeSa === null) return;
    switch (event.type) {
      case 'message.generated':
      case 'message.parsed':
        if (event.fields.direction === 'request' && REKEYING.has(event.fields.exchange)) asked.set(ikeSa, event.at);
        break;
      case 'retransmit.sent':
        counted.retransmitted(ikeSa.name);
        break;
      case 'child.established':
        // A responder installs one way first, with a line for each.
        if (event.fields.way !== 'outbound') noteChild(ikeSa, event.fields.cuid, event.at);
        break;
      default:
    }
    noteOutcome(ikeSa, event.at);
  };
}
