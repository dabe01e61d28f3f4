/**
 * Room 4: the IKE_SAs of a daemon, and the indexes by which one is found: unique id, addresses, who awaits an answer.
 */
import { unindexChild } from './child-transitions.ts';
import type { Daemon } from './daemon.ts';
import { createIkeSa, type IkeSa, isLive, splitEndpoint } from './ike-sa.ts';

/** IKE_SAs kept by address pair; ended ones leave first. Bounds the search, not the report. */
const MAX_PER_HOSTS = 4096;
/** Own addresses that are looked through one by one for those of a peer; a log with more is searched as a whole. */
const MOST_OWN_HOSTS = 64;

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
  const mayStillSpeak = isLive(sa) || retransmits >= 0;
  if (mayStillSpeak !== sa.isAmongLive) {
    sa.isAmongLive = mayStillSpeak;
    if (mayStillSpeak) live.add(sa);
    else live.delete(sa);
  }
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
      removeFrom(daemon, sa);
      sa.children.forEach(unindexChild);
    },
    index(sa) {
      indexState(sa);
      const { local, remote } = sa;
      if (local.host === sa.indexedLocal && remote.host === sa.indexedRemote) return;
      if (local.host === null || remote.host === null) return;
      removeFrom(sa.daemon, sa);
      sa.indexedLocal = local.host;
      sa.indexedRemote = remote.host;
      const key = hostsKey(local.host, remote.host);
      const list = sa.daemon.byHosts.get(key);
      if (list === undefined) {
        sa.daemon.byHosts.set(key, [sa]);
        if (sa.daemon.ownHosts.size <= MOST_OWN_HOSTS) sa.daemon.ownHosts.add(local.host);
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

const hostsKey = (local: string | null, remote: string | null) => `${local}|${remote}`;

/** Takes an IKE_SA out of the list of its hosts, if it stands in one. */
function removeFrom(daemon: Daemon, sa: IkeSa): void {
  if (sa.indexedLocal === null) return;
  const key = hostsKey(sa.indexedLocal, sa.indexedRemote);
  const list = daemon.byHosts.get(key);
  const at = list?.indexOf(sa) ?? -1;
  if (list === undefined || at < 0) return;
  if (list.length === 1) daemon.byHosts.delete(key);
  else list.splice(at, 1);
}

/** The IKE_SAs, live and ended, between the hosts of this one; itself among them. Bounded. */
export function sasOfPeer(sa: IkeSa): readonly IkeSa[] {
  return sa.daemon.byHosts.get(hostsKey(sa.local.host, sa.remote.host)) ?? [];
}

/** The IKE_SAs, live and ended, between the hosts of two endpoints. */
export const sasBetween = (daemon: Daemon, local: string, remote: string): readonly IkeSa[] =>
  daemon.byHosts.get(hostsKey(splitEndpoint(local).host, splitEndpoint(remote).host)) ?? [];

/** The IKE_SAs with a peer at that address, in order of appearance. A flood has a hundred thousand lists in `byHosts`, and asks for each of its peers. */
export function sasOfHost(daemon: Daemon, peer: string): readonly IkeSa[] {
  const lists: (readonly IkeSa[])[] = [];
  if (daemon.ownHosts.size > MOST_OWN_HOSTS) {
    for (const [hosts, list] of daemon.byHosts) if (hosts.endsWith(`|${peer}`)) lists.push(list);
  } else {
    for (const own of daemon.ownHosts) lists.push(daemon.byHosts.get(hostsKey(own, peer)) ?? []);
  }
  const found = lists.filter((list) => list.length > 0);
  return found.length === 1 ? found[0]! : found.flat().sort((a, b) => a.serial - b.serial);
}
