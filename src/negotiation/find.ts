/**
 * Room 4: the ways to find an IKE_SA that a line does not name: by addresses and message ID, by what it waits for, by identity.
 * Every search says whether what it found was the only one that fits.
 */
import { longestAwaiting } from './awaiting.ts';
import type { Daemon } from './daemon.ts';
import type { EventOf } from './event.ts';
import { type IkeSa, isLive, splitEndpoint } from './ike-sa.ts';
import { hasNotify } from './payloads.ts';
import { sasBetween, sasOfHost } from './registry.ts';

/** What a search found. `certain` is false when others fitted as well; `rivals`: itself and those with just the same merits, where there are any. */
export interface Found {
  readonly sa: IkeSa;
  readonly certain: boolean;
  readonly rivals?: readonly IkeSa[];
}

const FIRST_EXCHANGES: ReadonlySet<string> = new Set(['IKE_SA_INIT', 'ID_PROT', 'AGGRESSIVE']);

/** True for the exchanges that set up an IKE_SA: what is generated there belongs to the new one. */
export const isFirstExchange = (exchange: string) => FIRST_EXCHANGES.has(exchange);

/** How well the peer's port of a packet fits: 2 exactly, 1 after the move from 500 to 4500 (RFC 7296 section 2.23), 0 not at all. */
function portFit(sa: IkeSa, port: number | null): number {
  if (port === null || sa.remote.port === null || sa.remote.port === port) return 2;
  return sa.everEstablished ? 0 : 1;
}

/** IKE_SAs that last spoke within this time of each other are at work at once; one that spoke earlier has been given up. */
const AT_ONCE_MS = 2000;

/** Of equals at work at once: who began first, since charon goes through its IKE_SAs in that order; who has waited
 * longest for an answer; or, where nothing says so, who began last. */
type Order = 'age' | 'turn' | 'youth';

/**
 * The best of several: live before ended, then ports. Of equals that are at work at once the first in `order`, else the youngest. Certain when no other has the
 * same merits.
 */
function best(list: readonly IkeSa[], remote: string, order: Order): Found | null {
  let top: IkeSa | null = null;
  let merit = -1;
  let ties = 0;
  const { port } = splitEndpoint(remote);
  for (const sa of list) {
    const m = meritOf(sa, port);
    if (m > merit) ties = 0;
    else if (m === merit) ties++;
    if (m > merit || (m === merit && isBefore(sa, top!, order))) {
      merit = m;
      top = sa;
    }
  }
  if (top === null) return null;
  return ties === 0 ? { sa: top, certain: true } : { sa: top, certain: false, rivals: equals(list, top, remote) };
}

const meritOf = (sa: IkeSa, port: number | null) => (isLive(sa) ? 4 : 0) + portFit(sa, port);

/** Those of the list with the merits of `top`. */
function equals(list: readonly IkeSa[], top: IkeSa, remote: string): readonly IkeSa[] {
  const { port } = splitEndpoint(remote);
  const merit = meritOf(top, port);
  return list.filter((sa) => meritOf(sa, port) === merit);
}

/** Did it begin before the other? Unique ids tell, where both are known. */
export function isOlder(sa: IkeSa, other: IkeSa): boolean {
  if (sa.uniqueId !== null && other.uniqueId !== null) return sa.uniqueId < other.uniqueId;
  return sa.serial < other.serial;
}

function isBefore(sa: IkeSa, other: IkeSa, order: Order): boolean {
  if (order === 'youth') return true;
  if (Math.abs(sa.lastAt - other.lastAt) > AT_ONCE_MS) return sa.lastAt > other.lastAt;
  return order === 'age' ? isOlder(sa, other) : sa.turn < other.turn;
}

/** Would the request be the next one of the peer, or another part of the last? A copy of the last is not parsed again. */
function awaitsRequest(sa: IkeSa, mid: number): boolean {
  if (sa.peerMid < 0 && !sa.begun) return true;
  return mid === sa.peerMid + 1 || (mid === sa.peerMid && sa.isPeerInParts);
}

/** A response echoes COOKIE2 (RFC 4555 section 4.2.5), and has none that was not sent. Parts of a message do not show it. */
function echoes(request: string, payloads: string): boolean {
  return payloads.includes('EF(') || hasNotify(request, 'COOKIE2') === hasNotify(payloads, 'COOKIE2');
}

const V1_EXCHANGES: ReadonlySet<string> = new Set([
  'ID_PROT',
  'AGGRESSIVE',
  'QUICK_MODE',
  'TRANSACTION',
  'INFORMATIONAL_V1',
]);

/** True for the exchanges of IKEv1 (RFC 2408, RFC 2409). */
export const isOfV1 = (exchange: string) => V1_EXCHANGES.has(exchange);

function fitsParsed(sa: IkeSa, event: EventOf<'message.parsed'>): boolean {
  const { exchange, direction, mid, payloads } = event.fields;
  if (sa.version === 1) {
    if (mid !== 0)
      return (
        sa.v1Mids.has(mid) || exchange === 'INFORMATIONAL_V1' || exchange === 'QUICK_MODE' || exchange === 'TRANSACTION'
      );
    return isFirstExchange(exchange) && !sa.everEstablished;
  }
  if (isOfV1(exchange)) return sa.version === null;
  if (direction === 'response') {
    const { outstanding } = sa;
    return (
      outstanding !== null &&
      !outstanding.isAnswered &&
      outstanding.mid === mid &&
      outstanding.exchange === exchange &&
      echoes(outstanding.payloads, payloads)
    );
  }
  if (exchange === 'IKE_AUTH' && sa.everEstablished) return false;
  return awaitsRequest(sa, mid);
}

/**
 * Jobs in progress are guessed to be of all of `fits` but `left`. May one of them be of `left`? Not when those jobs, and all that could be of the same IKE_SAs, are just
 * as many as these IKE_SAs: whoever did which, each has done one.
 */
function mayBeTaken({ guessed }: Daemon, fits: readonly IkeSa[], left: IkeSa): boolean {
  const meant = new Set(fits);
  meant.delete(left);
  for (const sa of meant) {
    const rivals = guessed.get(sa);
    if (rivals === undefined) return true;
    // Who has had its answer since then does not fit any more.
    for (const rival of rivals) if (fits.includes(rival)) meant.add(rival);
  }
  return meant.has(left);
}

/** The IKE_SAs of which a thread is in the middle of a job: it has made a message, and not sent it yet. Then no other thread has them (ike_sa_manager.c). */
export function busyOf(daemon: Daemon): readonly IkeSa[] {
  const busy: IkeSa[] = [];
  for (const [thread, job] of daemon.jobs)
    if (thread >= 0 && job.base !== null && job.last === 'message.generated') busy.push(job.base);
  return busy;
}

/** Those who may do a further job; all, when that leaves none. */
function idleOf(daemon: Daemon, fits: readonly IkeSa[]): readonly IkeSa[] {
  if (fits.length < 2) return fits;
  const busy = busyOf(daemon);
  if (busy.length === 0) return fits;
  const idle = fits.filter((sa) => !busy.includes(sa));
  return idle.length === 0 ? fits : idle;
}

/** The IKE_SA that a packet between two endpoints with this summary line came for; null when none is known. */
export function findParsed(
  daemon: Daemon,
  local: string,
  remote: string,
  event: EventOf<'message.parsed'>,
): Found | null {
  const fits = idleOf(
    daemon,
    sasBetween(daemon, local, remote).filter((sa) => fitsParsed(sa, event)),
  );
  const free = daemon.guessed.size === 0 ? fits : fits.filter((sa) => !daemon.guessed.has(sa));
  const found = best(free.length > 0 ? free : fits, remote, event.fields.direction === 'response' ? 'turn' : 'age');
  if (found === null || free.length === fits.length) return found;
  if (found.certain && !mayBeTaken(daemon, fits, found.sa)) return found;
  return { sa: found.sa, certain: false, rivals: equals(fits, found.sa, remote) };
}

/** The IKE_SA that sends a message of its own (a request), by addresses and the message ID that comes next. */
export function findSender(
  daemon: Daemon,
  local: string,
  remote: string,
  request: EventOf<'message.generated'> | EventOf<'retransmit.sent'>,
): Found | null {
  const { mid } = request.fields;
  const version = request.type === 'retransmit.sent' ? null : isOfV1(request.fields.exchange) ? 1 : 2;
  const all = sasBetween(daemon, local, remote).filter(
    (sa) => version === null || sa.version === null || sa.version === version,
  );
  const isAgain = request.type === 'retransmit.sent';
  const next = all.filter(
    (sa) =>
      sa.version === 1 ||
      (isAgain
        ? sa.outstanding?.mid === mid && !sa.outstanding.isAnswered && sa.outstanding.retransmits < request.fields.n
        : sa.ownMid + 1 === mid || (mid === 0 && !sa.everEstablished)),
  );
  return best(next.length > 0 ? next : all.filter((sa) => sa.ownMid < 0), remote, 'age');
}

/** Any IKE_SA between two endpoints, the likeliest first. */
export function findBetween(daemon: Daemon, local: string, remote: string): Found | null {
  return best(sasBetween(daemon, local, remote), remote, 'youth');
}

/** The live IKE_SA with a peer at that endpoint, if there is just one: whom a keep-alive goes to. */
export function findOnlyAt(daemon: Daemon, remote: string): Found | null {
  const { host, port } = splitEndpoint(remote);
  const there = sasOfHost(daemon, host).filter((sa) => isLive(sa) && portFit(sa, port) === 2);
  return there.length === 1 ? { sa: there[0]!, certain: true } : null;
}

/** Who prints `retransmit n + 1` of a request with that message ID, or gives up after `n`. */
export function findRetransmitter(daemon: Daemon, n: number, mid: number | null): Found | null {
  const found = longestAwaiting(daemon.awaiting, n, mid, daemon.lastAt);
  return found === null ? null : { sa: found.sa, certain: found.isOnly };
}

/** May charon still have it, though it has failed? */
const isKept = (sa: IkeSa) => isLive(sa) || sa.daemon.remains.has(sa);

/** The oldest half-open IKE_SA of a peer, or of all: whom `deleting half open IKE_SA with A after timeout` is about. */
export function findHalfOpen(daemon: Daemon, peer: string | undefined): Found | null {
  let oldest: IkeSa | null = null;
  for (const sa of peer === undefined ? daemon.live : sasOfHost(daemon, peer)) {
    if (sa.role === 'initiator' || sa.everEstablished || !isKept(sa)) continue;
    // The lists are in order of appearance: a second one settles it.
    if (oldest !== null) return { sa: oldest, certain: false };
    oldest = sa;
  }
  return oldest === null ? null : { sa: oldest, certain: true };
}

/**
 * Whom `destroying IKE_SA in state CONNECTING` is about, or with `isBegun` false `deleting unestablished IKE_SA`, which has sent nothing: at shutdown charon goes through its
 * table from the youngest on (ike_sa_manager.c).
 */
export function findConnecting({ live, remains }: Daemon, isBegun: boolean): Found | null {
  let youngest: IkeSa | null = null;
  let count = 0;
  for (const some of [live, remains])
    for (const sa of some) {
      if (sa.everEstablished || !isKept(sa) || (!isBegun && (sa.ownMid >= 0 || sa.peerMid >= 0))) continue;
      if (some === remains && isLive(sa)) continue;
      count++;
      if (youngest === null || isOlder(youngest, sa)) youngest = sa;
    }
  return youngest === null ? null : { sa: youngest, certain: count === 1 };
}

/** The live IKE_SAs that are up; certain when there is just one. */
export function findUp(daemon: Daemon): Found | null {
  const up = [...daemon.live].filter((sa) => sa.outcome === 'established');
  return up.length === 0 ? null : { sa: up[0]!, certain: up.length === 1 };
}

/** The other live IKE_SA with a peer of that identity: whom a `duplicate IKE_SA` line is about. */
export function findDuplicate(daemon: Daemon, than: IkeSa | null, id: string): Found | null {
  const fits: IkeSa[] = [];
  for (const sa of daemon.live)
    if (sa !== than && isLive(sa) && sa.remote.id === id && sa.everEstablished) fits.push(sa);
  return fits.length === 0 ? null : { sa: fits[0]!, certain: fits.length === 1 };
}
