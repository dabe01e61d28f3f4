/**
 * Room 4: whom a job speaks of, once its IKE_SA is known: a line enters with the job, `job.current` leaves. charon says a line for the IKE_SA that its thread has set on the bus
 * (bus.c: set_sa), mostly the one that it checked out; for a moment it may be another: a duplicate that goes, or the IKE_SA that is to take the place of this one.
 */
import type { Daemon } from './daemon.ts';
import type { IkeEvent } from './event.ts';
import { findDuplicate } from './find.ts';
import type { IkeSa } from './ike-sa.ts';
import type { Job } from './job.ts';
import { hasPayload } from './payloads.ts';
import type { Registry } from './registry.ts';
import { statedName, uidOf } from './search.ts';
import type { Traits } from './traits.ts';

/** Does the line speak of another IKE_SA than the job's own, or tell the unique id of that? */
export function turn(registry: Registry, job: Job, event: IkeEvent, traits: Traits): void {
  const base = job.base!;
  if (event.type === 'ike.duplicate') {
    job.current = findDuplicate(base.daemon, base, event.fields.id)?.sa ?? base;
    return;
  }
  const heir = traits.isOfAnswer ? heirAnswered(job, base) : null;
  if (heir !== null) {
    job.current = heir;
    return;
  }
  if (traits.comesBack || event.type === 'message.generated') comeBack(job, event);
  const uid = traits.statesUid ? uidOf(event) : -1;
  if (uid < 0 || uid === job.redundant?.uniqueId) return;
  const { isAboutAnother } = traits;
  if (base.uniqueId === null && !(isAboutAnother && base.everEstablished)) {
    job.base = registry.bind(base, uid);
    job.current = job.base;
  } else if (!isAboutAnother && uid !== base.uniqueId)
    job.current = registry.byUniqueId(base.daemon, uid, statedName(event), event.at);
  else if (uid === base.uniqueId) job.current = base;
}

/** To its own IKE_SA. The DELETE for a duplicate is a request, said for that one. */
function comeBack(job: Job, event: IkeEvent): void {
  const isOther = event.type === 'message.generated' && event.fields.direction === 'request';
  if (!isOther || job.current === job.base?.heir) job.current = job.base;
}

/**
 * The new IKE_SA that this side has asked for, while the job reads the peer's answer: charon 6 says what it makes of it for that one (ike_rekey.c: process_i), charon 5
 * still for the old one.
 */
function heirAnswered(job: Job, base: IkeSa): IkeSa | null {
  const { parsed } = job;
  const { heir } = base;
  if (heir === null || heir.everEstablished || parsed?.fields.direction !== 'response') return null;
  const { exchange } = parsed.fields;
  if (exchange !== 'CREATE_CHILD_SA' && exchange !== 'IKE_FOLLOWUP_KE') return null;
  // With traffic selectors it is about a CHILD_SA.
  if (base.outstanding === null || hasPayload(base.outstanding.payloads, 'TSi')) return null;
  const { version, speaksAsSix } = base.daemon;
  if (version !== null) return Number.parseInt(version.replace(/^\D+/, ''), 10) >= 6 ? heir : null;
  // A wording tells that it is 6; none, that it is 5.
  if (!speaksAsSix) job.certain = false;
  return speaksAsSix ? heir : null;
}

/** Notes a wording that charon has since 6.0 (charon-log-facts 15): `CHILD_SA x{1} closed`, `A is initiating IKE_SA x[2]`, `rekeyed CHILD_SA x{1} with ...`. */
export function noteRelease(daemon: Daemon, event: IkeEvent): void {
  if (daemon.speaksAsSix) return;
  daemon.speaksAsSix =
    event.type === 'child.rekeyed' ||
    (event.type === 'child.closed' && event.fields.cuid !== undefined) ||
    (event.type === 'ike.peer-initiating' && event.fields.uid !== undefined);
}
