/**
 * Room 4: whom an event is about, which need not be the IKE_SA in whose job it is said: a job that starts another IKE_SA, or replaces its own.
 */
import { inheritChildren } from './child-transitions.ts';
import type { IkeEvent } from './event.ts';
import { isFirstExchange } from './find.ts';
import { type IkeSa, isLive } from './ike-sa.ts';
import type { Job } from './job.ts';
import type { Registry } from './registry.ts';
import { statedName, uidOf } from './search.ts';
import type { Traits } from './traits.ts';

/** The IKE_SA that an event in the job of `owner` is about. Notes who starts or succeeds whom. */
export function subjectOf(registry: Registry, job: Job, owner: IkeSa, event: IkeEvent, traits: Traits): IkeSa {
  const uid = traits.statesUid ? uidOf(event) : -1;
  if (uid >= 0 && uid !== owner.uniqueId) {
    const other = registry.byUniqueId(owner.daemon, uid, statedName(event), event.at);
    if (event.type === 'ike.initiating' || event.type === 'ike.peer-initiating') start(job, owner, other);
    if (event.type === 'ike.initiating' && other.continues?.ikeSa === owner && other.continues.how === 'rekey')
      owner.heir = other;
    if (event.type === 'ike.rekeyed') succeed(owner, other);
    if (event.type === 'ike.collision') settle(registry, job, owner, other, event.fields.outcome === 'lost');
    return other;
  }
  if (job.redundant !== null && (event.type === 'message.generated' || event.type === 'packet.sent')) {
    const { redundant } = job;
    if (event.type === 'packet.sent') job.redundant = null;
    return redundant;
  }
  if (job.started === null) return owner;
  if (event.type === 'message.generated') {
    const { started } = job;
    if (isFirstExchange(event.fields.exchange)) return started;
    job.started = null;
    return owner;
  }
  return event.type === 'packet.sent' ? job.started : owner;
}

/** `owner` starts another IKE_SA in its own job: charon leaves the old tag on (charon-log-facts 16.3). */
function start(job: Job, owner: IkeSa, other: IkeSa): void {
  job.started = other;
  if (other.continues !== null || other === owner) return;
  const how = owner.isRedirected
    ? 'redirect'
    : owner.reauthenticating
      ? 'reauthentication'
      : isLive(owner)
        ? 'rekey'
        : 'retry';
  other.continues = { ikeSa: owner, how };
}

/**
 * Both ends have rekeyed `owner` at once, and one of the two results is superfluous: the end that made it deletes it (RFC 7296 section 2.8.1). `isLost`: this end did,
 * and sends the DELETE in the job of `owner`, whose tag charon leaves on (ike_rekey.c: delete_redundant).
 */
function settle(registry: Registry, job: Job, owner: IkeSa, redundant: IkeSa, isLost: boolean): void {
  replace(owner, redundant);
  redundant.local.host ??= owner.local.host;
  redundant.remote.host ??= owner.remote.host;
  redundant.state = 'REKEYED';
  registry.index(redundant);
  if (isLost) job.redundant = redundant;
}

function succeed(old: IkeSa, heir: IkeSa): void {
  replace(old, heir);
  heir.authLocal = old.authLocal;
  heir.authRemote = old.authRemote;
  heir.natLocal = old.natLocal;
  heir.natRemote = old.natRemote;
  inheritChildren(old, heir);
  old.heir = heir;
  old.state = 'REKEYED';
}

/** `heir` was made by a rekeying of `old`. */
function replace(old: IkeSa, heir: IkeSa): void {
  heir.continues ??= { ikeSa: old, how: 'rekey' };
  heir.begun = true;
  // The side that began the rekeying has said so already.
  heir.role ??= 'responder';
  heir.stage = 'CREATE_CHILD_SA';
  heir.version = old.version;
  heir.local.port = old.local.port;
  heir.remote.port = old.remote.port;
}
