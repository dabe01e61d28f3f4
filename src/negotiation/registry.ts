/**
 * Room 4: the IKE_SAs of a daemon and the ways to find one: by unique id, by addresses and message ID, by CHILD_SA.
 * Every search says whether what it found was the only one that fits.
 */
import { unindexChild } from './child-transitions.ts';
import type { Daemon } from './daemon.ts';
import type { EventOf } from './event.ts';
import { createIkeSa, type IkeSa, isLive, splitEndpoint } from './ike-sa.ts';

/** What a search found. `certain` is false when others fitted as well. */
export interface Found {
  readonly sa: IkeSa;
  readonly certain: boolean;
}

/** IKE_SAs kept by address pair; ended ones leave first. Bounds the search, not the report. */
const MAX_PER_HOSTS = 4096;
/** Own addresses that are looked through one by one for those of a peer; a log with more is searched as a whole. */
const MOST_OWN_HOSTS = 64;

const FIRST_EXCHANGES: ReadonlySet<string> = new Set(['IKE_SA_INIT', 'ID_PROT', 'AGGRESSIVE']);

/** True for the exchanges that set up an IKE_SA: what is generated there belongs to the new one. */
export const isFirstExchange = (exchange: string) => FIRST_EXCHANGES.has(exchange);

export interface Registry {
  /** The IKE_SA with charon's unique id, made when it is new. `name` as in the tag, null when unknown. */
  byUniqueId(daemon: Daemon, uniqueId: number, name: string | null, at: number): IkeSa;
  /** An IKE_SA whose unique id is not known yet. */
  create(daemon: Daemon, at: number): IkeSa;
  /** Gives an IKE_SA the unique id that the log told later. Returns the IKE_SA to go on with. */
  bind(sa: IkeSa, uniqueId: number): IkeSa;
  /** Call after an event: keeps every search up to date. */
  index(sa: IkeSa): void;
  /** Takes an IKE_SA and its CHILD_SAs out of every index: nothing finds it any more. */
  forget(sa: IkeSa): void;
}

/** Who may still speak (a DELETE of ours may be under way when the IKE_SA is counted as gone), and who waits for an answer. */
function indexState(sa: IkeSa): void {
  const { live, awaiting } = sa.daemon;
  const retransmits = sa.outstanding !== null && !sa.outstanding.isAnswered ? sa.outstanding.retransmits : -1;
  if (!isLive(sa) && retransmits < 0) live.delete(sa);
  else live.add(sa);
  if (retransmits === sa.awaitingAt) return;
  awaiting.get(sa.awaitingAt)?.delete(sa);
  sa.awaitingAt = retransmits;
  if (retransmits < 0) return;
  const set = awaiting.get(retransmits);
  if (set === undefined) awaiting.set(retransmits, new Set([sa]));
  else set.add(sa);
}

/** All searches work on what `create` and `byUniqueId` made. `onCreate` sees every new IKE_SA once. */
export function createRegistry(onCreate: (sa: IkeSa) => void): Registry {
  let serial = 0;
  /** The key under which an IKE_SA stands in `byHosts`. */
  const keys = new WeakMap<IkeSa, string>();

  function create(daemon: Daemon, uniqueId: number | null, at: number): IkeSa {
    const sa = createIkeSa(daemon, ++serial, uniqueId, at);
    daemon.lived = true;
    daemon.live.add(sa);
    onCreate(sa);
    return sa;
  }

  return {
    create: (daemon, at) => create(daemon, null, at),
    byUniqueId(daemon, uniqueId, name, at) {
      let sa = daemon.byUniqueId.get(uniqueId);
      if (sa === undefined) {
        sa = create(daemon, uniqueId, at);
        daemon.byUniqueId.set(uniqueId, sa);
      }
      if (name !== null && name !== '(unnamed)') sa.name = name;
      return sa;
    },
    bind(sa, uniqueId) {
      const known = sa.daemon.byUniqueId.get(uniqueId);
      if (known !== undefined) return known;
      sa.uniqueId = uniqueId;
      sa.id = `${sa.daemon.id}:${uniqueId}`;
      sa.daemon.byUniqueId.set(uniqueId, sa);
      return sa;
    },
    forget(sa) {
      const { daemon } = sa;
      daemon.live.delete(sa);
      daemon.awaiting.get(sa.awaitingAt)?.delete(sa);
      if (sa.uniqueId !== null && daemon.byUniqueId.get(sa.uniqueId) === sa) daemon.byUniqueId.delete(sa.uniqueId);
      const key = keys.get(sa);
      const list = key === undefined ? undefined : daemon.byHosts.get(key);
      remove(list, sa);
      if (key !== undefined && list?.length === 0) daemon.byHosts.delete(key);
      sa.children.forEach(unindexChild);
    },
    index(sa) {
      indexState(sa);
      if (sa.local.host === null || sa.remote.host === null) return;
      const key = `${sa.local.host}|${sa.remote.host}`;
      const old = keys.get(sa);
      if (old === key) return;
      if (old !== undefined) remove(sa.daemon.byHosts.get(old), sa);
      keys.set(sa, key);
      const list = sa.daemon.byHosts.get(key);
      if (list === undefined) {
        sa.daemon.byHosts.set(key, [sa]);
        if (sa.daemon.ownHosts.size <= MOST_OWN_HOSTS) sa.daemon.ownHosts.add(sa.local.host);
      } else {
        if (list.length >= MAX_PER_HOSTS)
          list.splice(
            Math.max(
              0,
              list.findIndex((s) => !isLive(s)),
            ),
            1,
          );
        list.push(sa);
      }
    },
  };
}

function remove(list: IkeSa[] | undefined, sa: IkeSa): void {
  const at = list?.indexOf(sa) ?? -1;
  if (at >= 0) list!.splice(at, 1);
}

/** The IKE_SAs, live and ended, between the hosts of this one; itself among them. Bounded. */
export function sasOfPeer(sa: IkeSa): readonly IkeSa[] {
  return sa.daemon.byHosts.get(`${sa.local.host}|${sa.remote.host}`) ?? [];
}

const sasBetween = (daemon: Daemon, local: string, remote: string): readonly IkeSa[] =>
  daemon.byHosts.get(`${splitEndpoint(local).host}|${splitEndpoint(remote).host}`) ?? [];

/** How well the ports of a packet fit: 2 exact, 1 after the move from 500 to 4500 (RFC 7296 section 2.23), 0 not at all. */
function portFit(sa: IkeSa, remote: string): number {
  const { port } = splitEndpoint(remote);
  if (port === null || sa.remote.port === null || sa.remote.port === port) return 2;
  return sa.everEstablished ? 0 : 1;
}

/** The best of several: live before ended, then ports, then the youngest. Certain when no other has the same merits. */
function best(list: readonly IkeSa[], remote: string): Found | null {
  let top: IkeSa | null = null;
  let merit = -1;
  let ties = 0;
  for (const sa of list) {
    const m = (isLive(sa) ? 4 : 0) + portFit(sa, remote);
    if (m > merit) ties = 0;
    else if (m === merit) ties++;
    if (m >= merit) {
      merit = m;
      top = sa;
    }
  }
  return top === null ? null : { sa: top, certain: ties === 0 };
}

/** Would the request be the next one of the peer, or another fragment or copy of the last? */
function awaitsRequest(sa: IkeSa, mid: number): boolean {
  if (sa.peerMid < 0 && !sa.begun) return true;
  return mid === sa.peerMid + 1 || mid === sa.peerMid;
}

function fitsParsed(sa: IkeSa, event: EventOf<'message.parsed'>): boolean {
  const { exchange, direction, mid } = event.fields;
  if (sa.version === 1) {
    if (mid !== 0)
      return (
        sa.v1Mids.has(mid) || exchange === 'INFORMATIONAL_V1' || exchange === 'QUICK_MODE' || exchange === 'TRANSACTION'
      );
    return isFirstExchange(exchange) && !sa.everEstablished;
  }
  if (/^(ID_PROT|AGGRESSIVE|QUICK_MODE|TRANSACTION|INFORMATIONAL_V1)$/.test(exchange)) return sa.version === null;
  if (direction === 'response')
    return sa.outstanding !== null && sa.outstanding.mid === mid && sa.outstanding.exchange === exchange;
  if (exchange === 'IKE_AUTH' && sa.everEstablished) return false;
  return awaitsRequest(sa, mid);
}

/** The IKE_SA that a packet between two endpoints with this summary line came for; null when none is known. */
export function findParsed(
  daemon: Daemon,
  local: string,
  remote: string,
  event: EventOf<'message.parsed'>,
): Found | null {
  return best(
    sasBetween(daemon, local, remote).filter((sa) => fitsParsed(sa, event)),
    remote,
  );
}

/** The IKE_SA that sends a message of its own (a request), by addresses and the message ID that comes next. */
export function findSender(daemon: Daemon, local: string, remote: string, mid: number): Found | null {
  const all = sasBetween(daemon, local, remote);
  const next = all.filter((sa) => sa.version === 1 || sa.ownMid + 1 === mid || sa.outstanding?.mid === mid);
  return best(next.length > 0 ? next : all.filter((sa) => sa.ownMid < 0), remote);
}

/** Any IKE_SA between two endpoints, the likeliest first. */
export function findBetween(daemon: Daemon, local: string, remote: string): Found | null {
  return best(sasBetween(daemon, local, remote), remote);
}

/** IKE_SAs whose request of that message ID is unanswered and was sent again `n - 1` times: who prints `retransmit n`. */
export function findRetransmitter(daemon: Daemon, n: number, mid: number | null): Found | null {
  const fits: IkeSa[] = [];
  for (const sa of daemon.awaiting.get(n) ?? []) {
    if (mid === null || sa.outstanding?.mid === mid) fits.push(sa);
  }
  fits.sort((a, b) => (a.outstanding?.at ?? 0) - (b.outstanding?.at ?? 0));
  return fits.length === 0 ? null : { sa: fits[0]!, certain: fits.length === 1 };
}

/**
 * The half-open IKE_SA (of a peer, if one is named) that is oldest: whom `deleting half open IKE_SA with A after timeout` and, at
 * shutdown, `destroying IKE_SA in state CONNECTING` are about.
 */
export function findHalfOpen(daemon: Daemon, peer: string | undefined): Found | null {
  let oldest: IkeSa | null = null;
  let count = 0;
  for (const list of peer === undefined ? daemon.byHosts.values() : listsOfPeer(daemon, peer)) {
    for (const sa of list) {
      if ((peer !== undefined && sa.role === 'initiator') || sa.everEstablished || !isLive(sa)) continue;
      count++;
      if (oldest === null || sa.serial < oldest.serial) oldest = sa;
    }
  }
  return oldest === null ? null : { sa: oldest, certain: count === 1 };
}

/** The lists of `byHosts` for one peer. A flood has a hundred thousand lists, and asks for each of its peers. */
function listsOfPeer(daemon: Daemon, peer: string): IkeSa[][] {
  const lists: IkeSa[][] = [];
  if (daemon.ownHosts.size > MOST_OWN_HOSTS) {
    for (const [hosts, list] of daemon.byHosts) if (hosts.endsWith(`|${peer}`)) lists.push(list);
    return lists;
  }
  for (const own of daemon.ownHosts) {
    const list = daemon.byHosts.get(`${own}|${peer}`);
    if (list !== undefined) lists.push(list);
  }
  return lists;
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
