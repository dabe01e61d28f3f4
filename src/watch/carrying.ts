/**
 * Room 8: whether an IKE_SA that is up carries what it is for. Steps enter; for an IKE_SA there leaves whether it lacks the CHILD_SA that was asked for.
 *
 * An IKE_SA without CHILD_SA is whole by design (RFC 6023), as long as nobody asked for one. It is bare when one was asked for, or the connection had one before,
 * and none is installed. What the log cannot tell counts in its favour: an IKE_SA whose coming up was not seen, one of IKEv1 that came up beside another (it takes
 * over the other's CHILD_SAs, of which no line says which), one that was rekeyed from one that is not found, and one whose CHILD_SA was closed by its own inactivity timer.
 */
import type { IkeEvent, IkeSa, Step } from '../negotiation/index.ts';

/** In an IKE_AUTH: a CHILD_SA is asked for (RFC 7296 section 1.2). */
const SELECTORS = /\bTSi\b/;

const ASKING: ReadonlySet<IkeEvent['type']> = new Set<IkeEvent['type']>([
  'child.establishing',
  'child.established',
  'child.failed',
  'child.closing',
  'child.delete.received',
  'notify.child.received',
  'proposals.child.unacceptable',
]);

function asks(event: IkeEvent): boolean {
  if (event.type !== 'message.generated' && event.type !== 'message.parsed') return ASKING.has(event.type);
  const { direction, exchange, payloads } = event.fields;
  if (direction !== 'request') return false;
  // Quick Mode negotiates nothing else (RFC 2409 section 5.5).
  return exchange === 'QUICK_MODE' || (exchange === 'IKE_AUTH' && SELECTORS.test(payloads));
}

export function createCarrying() {
  const asked = new WeakSet<IkeSa>();
  /** Of which something is not known that matters. */
  const doubtful = new WeakSet<IkeSa>();
  const idle = new WeakSet<IkeSa>();

  return {
    /** Call for every step of an IKE_SA. */
    note({ event, ikeSa }: Step): void {
      if (ikeSa === null) return;
      if (!asked.has(ikeSa) && asks(event)) asked.add(ikeSa);
      if (event.type === 'ike.adopted') doubtful.add(ikeSa);
      else if (event.type === 'child.inactive') idle.add(ikeSa);
      else if (event.type === 'child.establishing' || event.type === 'child.established') idle.delete(ikeSa);
    },
    /** It came up, by that event. `wasUp`: another IKE_SA of the connection is up. `wasBare`: it lacked its CHILD_SA before a restart of this program. */
    enter(sa: IkeSa, by: IkeEvent, wasUp: boolean, wasBare: boolean): void {
      if (wasBare) asked.add(sa);
      const isHeirless = by.type === 'ike.rekeyed' && sa.children.length === 0;
      if ((wasUp && sa.version === 1) || isHeirless) doubtful.add(sa);
    },
    /** `hadChildren`: the connection had a CHILD_SA once. */
    isBare(sa: IkeSa, hadChildren: boolean): boolean {
      if (doubtful.has(sa) || idle.has(sa) || Number.isNaN(sa.establishedAt)) return false;
      if (!hadChildren && !asked.has(sa)) return false;
      return sa.children.every(({ outcome }) => outcome !== 'installed');
    },
  };
}
