/**
 * Room 4: whose job it is. A job without tag and one of its events enter; the IKE_SA it speaks for leaves, if the event tells.
 */
import type { Daemon } from './daemon.ts';
import type { EventOf, IkeEvent } from './event.ts';
import {
  type Found,
  findBetween,
  findConnecting,
  findHalfOpen,
  findOnlyAt,
  findParsed,
  findRetransmitter,
  findSender,
  findUp,
  isFirstExchange,
} from './find.ts';
import { type IkeSa, isLive } from './ike-sa.ts';
import type { Job } from './job.ts';
import { type Registry, sasBetween } from './registry.ts';
import { traitsOf } from './traits.ts';
import { mayBeClaimed } from './unclaimed.ts';
import { withSharers } from './undecided.ts';

/** The unique id and name that a message states itself, as in `gw[1]`; -1 and null when it does not. */
export function statedUid(event: IkeEvent): number {
  return traitsOf(event).statesUid ? uidOf(event) : -1;
}

/** The same of an event that is known to be of a type that may state one. */
export const uidOf = (event: IkeEvent): number => (event.fields as { readonly uid?: number }).uid ?? -1;

export function statedName(event: IkeEvent): string | null {
  return 'name' in event.fields && typeof event.fields.name === 'string' ? event.fields.name : null;
}

/** Who has the CHILD_SAs of an IKE_SA, those not printed again included: after a rekeying another one (ike_sa.c: inherit_post). */
function successorOf(sa: IkeSa): IkeSa {
  let last = sa;
  // Younger ones only: a log may say that two rekey each other.
  while (last.heir?.everEstablished === true && last.heir.serial > last.serial) last = last.heir;
  return last;
}

/** The searches, over the IKE_SAs of a registry. */
export function createSearch(registry: Registry) {
  function search(daemon: Daemon, job: Job, event: IkeEvent): Found | null {
    switch (event.type) {
      case 'packet.received':
        job.local = event.fields.to;
        job.remote = event.fields.from;
        return null;
      case 'message.parsed':
        return searchParsed(daemon, job, event);
      case 'packet.sent':
        return searchSender(daemon, job, event);
      case 'message.generated':
        return searchStarted(daemon, job, event);
      case 'retransmit.sent':
        return orGuess(job, findRetransmitter(daemon, event.fields.n - 1, event.fields.mid));
      case 'retransmit.gave-up':
        return orGuess(job, findRetransmitter(daemon, event.fields.n, null));
      case 'ike.no-response':
        return job.guess;
      case 'dpd.timeout':
        return findUp(daemon);
      case 'ike.destroying':
        if (event.fields.state === undefined) return findConnecting(daemon, false);
        return event.fields.state === 'CONNECTING' ? findConnecting(daemon, true) : findUp(daemon);
      case 'ike.reauthentication.delayed':
        return loneOf(daemon);
      case 'ike.unresolved':
        return { sa: registry.create(daemon, event.at), certain: true };
      case 'ike.half-open.timeout':
        return event.fields.uid === undefined ? findHalfOpen(daemon, event.fields.peer) : known(daemon, event);
      case 'endpoint.changed':
        return searchMoved(daemon, job, event);
      case 'ike.initiating':
      case 'ike.peer-initiating':
        return null;
      case 'keepalive.sent':
        return event.fields.to === undefined ? null : findOnlyAt(daemon, event.fields.to);
      case 'retransmit.received':
      case 'message.unexpected-id':
        return job.local === null || job.remote === null ? null : findBetween(daemon, job.local, job.remote);
      default:
        return known(daemon, event);
    }
  }

  /** One among several is kept as a guess: the packet sent again, or what follows, says more. */
  function orGuess(job: Job, found: Found | null): Found | null {
    if (found === null || found.certain) return found;
    job.guess = found;
    return null;
  }

  /** By a unique id, a CHILD_SA id or an SPI in the text. */
  function known(daemon: Daemon, event: IkeEvent): Found | null {
    const uid = statedUid(event);
    if (uid >= 0) return { sa: registry.byUniqueId(daemon, uid, statedName(event), event.at), certain: true };
    const f = event.fields as { readonly cuid?: number; readonly spi?: string };
    const child =
      (f.cuid === undefined ? undefined : daemon.childByUniqueId.get(f.cuid)) ??
      (f.spi === undefined ? undefined : daemon.childBySpi.get(f.spi));
    return child === undefined ? null : { sa: successorOf(child.ikeSa), certain: true };
  }

  function searchParsed(daemon: Daemon, job: Job, event: EventOf<'message.parsed'>): Found | null {
    const { exchange, direction, payloads } = event.fields;
    const isFresh =
      direction === 'request' &&
      isFirstExchange(exchange) &&
      (exchange === 'IKE_SA_INIT' || payloads.startsWith('[ SA'));
    if (isFresh) return { sa: succeedRetry(daemon, job, event.at), certain: true };
    const found =
      job.local === null || job.remote === null
        ? loneOf(daemon)
        : withSharers(findParsed(daemon, job.local, job.remote, event), event);
    if (found?.certain === true) return found;
    // Several fit, or none though the daemon has IKE_SAs (the peer's address may have changed): the rest of the job may tell.
    job.guess = found;
    if (found !== null) daemon.guessed.set(found.sa, found.rivals ?? [found.sa]);
    if (found !== null || daemon.live.size > 0) return null;
    return { sa: registry.create(daemon, event.at), certain: job.local !== null };
  }

  /** The address that the peer had before it moved (MOBIKE, RFC 4555; NAT mappings). */
  function searchMoved(daemon: Daemon, job: Job, event: EventOf<'endpoint.changed'>): Found | null {
    if (job.local === null || job.remote === null) return null;
    const isLocal = event.fields.side?.startsWith('local') === true;
    return isLocal
      ? findBetween(daemon, event.fields.from, job.remote)
      : findBetween(daemon, job.local, event.fields.from);
  }

  /** A responder's new IKE_SA; when an answer INVALID_KE_PAYLOAD went before, it continues that attempt (charon-log-facts 16.6). */
  function succeedRetry(daemon: Daemon, job: Job, at: number): IkeSa {
    const sa = registry.create(daemon, at);
    const before = job.local === null || job.remote === null ? null : findBetween(daemon, job.local, job.remote);
    if (
      before !== null &&
      before.sa.state === 'CREATED' &&
      before.sa.outcome === 'open' &&
      before.sa.role === 'responder'
    ) {
      sa.continues = { ikeSa: before.sa, how: 'retry' };
      before.sa.outcome = 'replaced';
    }
    return sa;
  }

  function senderOf(
    daemon: Daemon,
    job: Job,
    { fields: { from, to } }: EventOf<'packet.sent'>,
    message: EventOf<'message.generated'> | EventOf<'retransmit.sent'> | null,
  ): Found | null {
    if (message === null) return job.guess ?? findBetween(daemon, from, to);
    const there = sasBetween(daemon, from, to);
    if (job.guess !== null && there.includes(job.guess.sa)) return job.guess;
    const found = findSender(daemon, from, to, message);
    const { after } = job;
    if (after !== null && (found === null ? there.includes(after) : found.rivals?.includes(after) === true))
      return { sa: after, certain: true };
    return found ?? job.guess;
  }

  function searchSender(daemon: Daemon, job: Job, event: EventOf<'packet.sent'>): Found | null {
    const { from, to } = event.fields;
    job.local ??= from;
    job.remote ??= to;
    const said = job.pending.find(
      (p) => p.event?.type === 'message.generated' || p.event?.type === 'retransmit.sent',
    )?.event;
    const message = said?.type === 'message.generated' || said?.type === 'retransmit.sent' ? said : null;
    // An answer goes to whom the question came from.
    if (job.parsed === null || message?.fields.direction !== 'response')
      job.guess = senderOf(daemon, job, event, message);
    if (mayBeClaimed(daemon, job)) return null;
    return job.guess ?? (message === null ? null : stranger(daemon, event.at));
  }

  /** After `initiating IKE_SA gw[2]` the exchange tells: a first one is gw[2]'s own, CREATE_CHILD_SA is the old IKE_SA's that is rekeyed. */
  function searchStarted(daemon: Daemon, job: Job, event: EventOf<'message.generated'>): Found | null {
    const initiating = job.pending.find((p) => p.event?.type === 'ike.initiating')?.event;
    if (initiating?.type === 'ike.initiating' && isFirstExchange(event.fields.exchange))
      return known(daemon, initiating);
    return loneOf(daemon);
  }

  /** The only live IKE_SA of the daemon, if there is just one. */
  function loneOf(daemon: Daemon): Found | null {
    let lone: IkeSa | null = null;
    for (const sa of daemon.live) {
      if (!isLive(sa)) continue;
      if (lone !== null) return null;
      lone = sa;
    }
    return lone === null ? null : { sa: lone, certain: true };
  }

  /** An IKE_SA that nothing was heard of before; none in a log that has them all from the start on, but for whom nobody else can be meant. */
  function stranger(daemon: Daemon, at: number): Found | null {
    const isAlone = daemon.live.size === 0;
    const hasAll = daemon.pluginsSeen || daemon.version !== null;
    return hasAll && !isAlone ? null : { sa: registry.create(daemon, at), certain: isAlone };
  }

  return { search, known, loneOf, stranger };
}
