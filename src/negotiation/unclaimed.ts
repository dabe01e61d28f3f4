/**
 * Room 4: jobs that nothing told whose they are. With MOBIKE (RFC 4555) an IKE_SA may speak from an address that others have moved to before it, and only
 * a later message says who it was. Such a job waits here; the IKE_SA that turns out to have sent or received just that message ID claims it.
 */
import type { Daemon } from './daemon.ts';
import type { EventOf, IkeEvent } from './event.ts';
import { isOlder } from './find.ts';
import { type IkeSa, isLive, splitEndpoint } from './ike-sa.ts';
import type { Job } from './job.ts';
import { hasNotify } from './payloads.ts';
import { sasBetween } from './registry.ts';
import { saysNothing } from './undecided.ts';

/** Jobs that wait at most; the oldest is settled without an answer. */
export const MAX_UNCLAIMED = 512;

/** Milliseconds after which nobody is expected to claim a job any more: a path is probed for 25 seconds (ike_mobike.c). */
export const UNCLAIMED_MS = 60_000;

/** Message IDs that an IKE_SA may claim at once. A wider gap is a log that misses lines, not a job that waits. */
const WIDEST_GAP = 4;

type MessageEvent = EventOf<'message.parsed'> | EventOf<'message.generated'>;

const isMessage = (event: IkeEvent | null): event is MessageEvent =>
  event !== null && (event.type === 'message.parsed' || event.type === 'message.generated');

/** The message that a job is about: what it read, or the request that it made. */
function messageOf(job: Job): EventOf<'message.parsed'> | EventOf<'message.generated'> | null {
  const event = job.parsed ?? job.pending.find(({ event }) => isMessage(event))?.event ?? null;
  return isMessage(event) ? event : null;
}

/** Is the message about a request of this side, or one of the peer's? */
const isAboutOwn = ({ type, fields }: MessageEvent) =>
  (type === 'message.generated') === (fields.direction === 'request');

const isSameHost = (one: string | null, other: string | null) =>
  one !== null && other !== null && splitEndpoint(one).host === splitEndpoint(other).host;

const isSamePath = (one: Job, other: Job) => isSameHost(one.local, other.local) && isSameHost(one.remote, other.remote);

/** Have IKE_SAs gathered between these addresses that began elsewhere, so that a further one may come? */
function isCrossroads(daemon: Daemon, job: Job): boolean {
  if (daemon.unclaimed.some((other) => isSamePath(job, other))) return true;
  const there = sasBetween(daemon, job.local!, job.remote!);
  return there.length > 1 && there.some((sa) => sa.hasMoved && isLive(sa));
}

/** May a later message tell whose job it is? Then whoever seems to fit is not to be taken yet. */
export function mayBeClaimed(daemon: Daemon, job: Job): boolean {
  if (daemon.live.size < 2 || job.local === null || job.remote === null) return false;
  const message = messageOf(job);
  if (message?.fields.exchange !== 'INFORMATIONAL') return false;
  if (job.guess === null) return true;
  const isRequest = message.type === 'message.generated' || message.fields.direction === 'request';
  return isRequest && isProbe(job, message) && isCrossroads(daemon, job);
}

/** Is it a message with which a path is tried, from an address that its IKE_SA has not had before? */
const isProbe = (job: Job, { fields }: MessageEvent) =>
  (fields.payloads === '[ ]' || hasNotify(fields.payloads, 'NATD_S_IP')) &&
  !job.pending.some(({ event }) => event?.type === 'dpd.sent');

/** How many others that began before `sa` are still to send or receive the same: charon goes through its IKE_SAs oldest first (roam_job.c). */
function rankOf(sa: IkeSa, mid: number, isOwn: boolean): number {
  let before = 0;
  for (const other of sa.daemon.live) {
    const known = isOwn ? other.ownMid : other.peerMid;
    if (isOlder(other, sa) && other.hasMobike && !other.hasMoved && isLive(other) && known === mid - 1) before++;
  }
  return before;
}

/** Who may have been asked the same: `sa`, and those that are still to move. */
function claimersOf(sa: IkeSa, mid: number): IkeSa[] {
  const claimers = [sa];
  for (const other of sa.daemon.live)
    if (other !== sa && other.hasMobike && !other.hasMoved && isLive(other) && other.peerMid === mid - 1)
      claimers.push(other);
  return claimers;
}

/**
 * Jobs in which peers have asked the same: in which order, nothing tells, since packets overtake each other. They are left to none, the last of them too. What this side
 * asks it asks in an order of its own (rankOf). In a log without threads the lines themselves are divided by likelihood, and so is this.
 */
function leave(jobs: readonly Job[], sa: IkeSa, mid: number): void {
  if (sa.daemon.slots.length > 0) return;
  const claimers = claimersOf(sa, mid);
  for (const job of jobs) if (saysNothing(job)) job.rivals ??= [...claimers];
}

/** The jobs that wait, oldest first: those put aside, and those of threads that have not gone on to another. */
function waiting(daemon: Daemon, path: Job): Job[] {
  const all = daemon.unclaimed.filter((job) => isSamePath(path, job));
  for (const job of daemon.jobs.values())
    if (job.base === null && job.isSent && job.pending.length > 0 && job !== path && isSamePath(path, job))
      all.push(job);
  return all.sort((a, b) => a.pending[0]!.line - b.pending[0]!.line);
}

/**
 * Takes out the jobs whose messages `sa` must have sent or received before the one that `job` is about, in order. Certain, when only one job
 * would do.
 */
export function claimedBy(daemon: Daemon, sa: IkeSa, job: Job): Job[] {
  const message = messageOf(job);
  if (message === null || message.fields.exchange === 'IKE_SA_INIT') return [];
  const isOwn = isAboutOwn(message);
  const known = isOwn ? sa.ownMid : sa.peerMid;
  const last = message.type === 'message.parsed' && isOwn ? message.fields.mid : message.fields.mid - 1;
  if (known < 0 || last <= known || last - known > WIDEST_GAP) return [];
  const all = waiting(daemon, job);
  if (all.length === 0) return [];
  const claimed: Job[] = [];
  for (let mid = known + 1; mid <= last; mid++) {
    const fits = all.filter((other) => {
      const about = messageOf(other);
      return about !== null && about.fields.mid === mid && isAboutOwn(about) === isOwn;
    });
    if (fits.length === 0) continue;
    const first = fits.length === 1 ? fits[0]! : fits[Math.min(rankOf(sa, mid, isOwn), fits.length - 1)]!;
    if (fits.length > 1) {
      first.certain = false;
      if (!isOwn) leave(fits, sa, mid);
    }
    const at = daemon.unclaimed.indexOf(first);
    if (at >= 0) daemon.unclaimed.splice(at, 1);
    claimed.push(first);
  }
  return claimed;
}
