/**
 * Room 4: logs without threads (journalctl's text of charon-systemd). A line enters; the number of the job it most likely belongs to leaves, as if that were
 * its thread: by the addresses, message IDs, unique ids and identities in it, else it goes where the line before went. All of it is inference, and marked so.
 */
import type { Daemon } from './daemon.ts';
import type { EventType, IkeEvent } from './event.ts';
import { findParsed } from './find.ts';
import { type IkeSa, splitEndpoint } from './ike-sa.ts';
import type { Job } from './job.ts';

/** Jobs open at once: charon has 16 worker threads by default; the rest is for jobs that end without a line. */
const MOST_OPEN = 48;

const hostOf = (endpoint: string | null) => (endpoint === null ? null : splitEndpoint(endpoint).host);

/** Does the job, or the IKE_SA that it is known to serve, have that peer? */
function hasPeer(job: Job, host: string): boolean {
  return hostOf(job.remote) === host || job.base?.remote.host === host;
}

const isOf = (job: Job, fits: (sa: IkeSa) => boolean) => job.base !== null && fits(job.base);

/** Which open jobs an event may belong to, by what is in it; null when there is nothing to go by. */
function testFor(daemon: Daemon, event: IkeEvent): ((job: Job) => boolean) | null {
  switch (event.type) {
    case 'message.parsed':
      return (job) =>
        job.last === 'packet.received' &&
        (event.fields.mid === 0 || findParsed(daemon, job.local ?? '', job.remote ?? '', event) !== null);
    case 'message.generated':
      if (event.fields.direction === 'request') return byOrder(event);
      return (job) =>
        job.parsed?.fields.exchange === event.fields.exchange &&
        job.parsed.fields.mid === event.fields.mid &&
        !job.isSent;
    case 'packet.sent': {
      const [from, to] = [hostOf(event.fields.from), splitEndpoint(event.fields.to).host];
      return (job) => hasPeer(job, to) && (job.base?.local.host ?? hostOf(job.local) ?? from) === from;
    }
    case 'ike.peer-initiating':
      return (job) => hasPeer(job, event.fields.peer) && job.last === 'message.parsed';
    case 'lookup.peer':
      return (job) => hasPeer(job, event.fields.remote);
    case 'ike.established':
    case 'ike.rekeyed':
    case 'ike.deleting':
      return (job) =>
        isOf(job, (sa) => sa.uniqueId === event.fields.uid) ||
        (hasPeer(job, event.fields.remote) && isOf(job, (sa) => sa.remote.id === event.fields.remoteId));
    case 'auth.psk.mismatch':
    case 'auth.psk.missing':
      return (job) => isOf(job, (sa) => sa.remote.id === event.fields.remote);
    case 'auth.peer':
      return (job) => isOf(job, (sa) => sa.remote.id === event.fields.id);
    default:
      return byIds(daemon, event) ?? byOrder(event);
  }
}

/** By the unique id of an IKE_SA or a CHILD_SA in the text. */
function byIds(daemon: Daemon, event: IkeEvent): ((job: Job) => boolean) | null {
  const { uid, cuid } = event.fields as { readonly uid?: number; readonly cuid?: number };
  if (uid !== undefined) return (job) => isOf(job, (sa) => sa.uniqueId === uid);
  const child = cuid === undefined ? undefined : daemon.childByUniqueId.get(cuid);
  return child === undefined ? null : (job) => job.base === child.ikeSa;
}

/** What comes right before an event in its own job (charon-log-facts section 7), for events with nothing in them to go by. */
const AFTER: { readonly [T in EventType]?: ReadonlySet<EventType> } = {
  'nat.detected': new Set(['proposal.selected', 'nat.detected', 'message.parsed']),
  'proposal.selected': new Set([
    'ike.peer-initiating',
    'message.parsed',
    'ike.lifetime',
    'auth.peer',
    'ike.established',
  ]),
  'proposals.received': new Set(['ike.peer-initiating', 'message.parsed', 'ike.lifetime']),
  'proposals.configured': new Set(['proposals.received']),
  'proposals.ike.unacceptable': new Set(['proposals.configured', 'nat.detected']),
  'proposals.child.unacceptable': new Set(['proposals.configured']),
  'auth.own': new Set(['nat.detected', 'proposal.selected', 'auth.peer', 'lookup.peer.selected', 'cert.requested']),
  'child.establishing': new Set(['auth.own', 'cert.sent', 'nat.detected']),
  'lookup.peer.selected': new Set(['lookup.peer']),
  'lookup.peer.none': new Set(['lookup.peer']),
  'ike.rekey.scheduled': new Set(['ike.established']),
  'ike.lifetime': new Set(['ike.rekey.scheduled']),
  'ike.deleted': new Set(['ike.deleting']),
  'child.failed': new Set([
    'ts.unacceptable',
    'notify.child.received',
    'proposals.child.unacceptable',
    'kernel.policy.failed',
  ]),
  'ts.unacceptable': new Set(['ike.lifetime', 'message.parsed']),
  'notify.child.received': new Set(['ike.lifetime', 'message.parsed']),
  'notify.error.received': new Set(['message.parsed']),
  'endpoint.changed': new Set(['message.parsed']),
  'message.generated': new Set([
    'child.establishing',
    'ike.initiating',
    'dpd.sent',
    'mobike.updating',
    'nat.detected',
    'ike.deleting',
  ]),
};

function byOrder(event: IkeEvent): ((job: Job) => boolean) | null {
  const before = AFTER[event.type];
  return before === undefined ? null : (job) => !job.isSent && job.last !== null && before.has(job.last);
}

/** A number for a job that begins; the oldest job's, when too many are open. `close` is told of it first. */
export function newPseudoThread(daemon: Daemon, close: (thread: number) => void): number {
  daemon.pseudoThread = (daemon.pseudoThread + 1) % MOST_OPEN;
  const thread = -1 - daemon.pseudoThread;
  if (daemon.jobs.has(thread)) close(thread);
  return thread;
}

/** The number of the open job that a line belongs to: the last one's if that fits, else the youngest that does. `last` is where the line before went. */
export function pseudoThreadOf(daemon: Daemon, event: IkeEvent | null, last: number): number {
  const fits = event === null ? null : testFor(daemon, event);
  const lastJob = daemon.jobs.get(last);
  if (fits === null || (lastJob !== undefined && fits(lastJob))) return last;
  let found = last;
  for (const [thread, job] of daemon.jobs) if (thread < 0 && fits(job)) found = thread;
  return found;
}
