/**
 * Room 4: IKE_SAs that have failed, and that charon keeps all the same: a peer that rejects this side in the middle of IKE_AUTH ends nothing here, and at shutdown every
 * IKE_SA waits for its deletion (ike_sa_manager.c: flush). Later a line without a name speaks of them: a half-open timeout, a destruction at shutdown.
 */
import type { IkeEvent } from './event.ts';
import type { IkeSa } from './ike-sa.ts';
import { hasNotify } from './payloads.ts';

/** IKE_SAs remembered of one daemon; the oldest is forgotten first. */
const MOST_REMAINS = 1024;

/** Notes who remains after the event, and who does not any more. Call after the event is applied. */
export function noteRemains(sa: IkeSa, event: IkeEvent): void {
  const { remains } = sa.daemon;
  if (isSurvived(sa, event)) {
    remains.add(sa);
    if (remains.size > MOST_REMAINS) remains.delete(remains.values().next().value!);
  } else if (remains.size > 0 && ENDS.has(event.type)) remains.delete(sa);
}

const ENDS: ReadonlySet<string> = new Set([
  'ike.initiating',
  'ike.destroying',
  'ike.deleted',
  'ike.delete.received',
  'ike.half-open.timeout',
]);

/** Does the IKE_SA outlive an event that means its failure? */
function isSurvived(sa: IkeSa, event: IkeEvent): boolean {
  // Tried again later, or thrown away, but for a daemon that stops: it leaves that to the end (ike_sa_manager.c: checkin_and_destroy).
  if (event.type === 'ike.unresolved') return event.fields.seconds !== undefined || sa.daemon.endedBy === 'shutdown';
  if (event.type !== 'message.parsed' || sa.everEstablished) return false;
  const { exchange, direction, payloads } = event.fields;
  return exchange === 'INFORMATIONAL' && direction === 'request' && hasNotify(payloads, 'AUTH_FAILED');
}
