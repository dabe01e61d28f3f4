/**
 * Room 4: which IKE_SA carries on which, where no line says so (charon-log-facts 10).
 */
import type { IkeSa } from './ike-sa.ts';
import { sasOfPeer } from './registry.ts';

/** A peer that reauthenticates make-before-break deletes the old IKE_SA within moments of the new one's coming up. */
const REAUTHENTICATION_MS = 10_000;

/**
 * The peer deletes an IKE_SA: if another one with the same identities has just come up, it takes the place of this one. Call before the delete is applied.
 */
export function noteReauthentication(sa: IkeSa, at: number): void {
  if (!sa.everEstablished || sa.state === 'REKEYED') return;
  const heir = sasOfPeer(sa).findLast(
    (other) =>
      other.serial > sa.serial &&
      other.outcome === 'established' &&
      other.continues === null &&
      other.remote.id === sa.remote.id &&
      !(at - other.establishedAt > REAUTHENTICATION_MS),
  );
  if (heir === undefined) return;
  heir.continues = { ikeSa: sa, how: 'reauthentication' };
  sa.reauthenticating = true;
}
