/**
 * Room 4: the IKE_SAs of a daemon, and the indexes by which one is found: unique id, addresses, who awaits an answer.
 */
import { dismiss, indexAwaiting } from './awaiting.ts';
import { unindexChild } from './child-transitions.ts';
import type { Daemon } from './daemon.ts';
import { createIkeSa, type IkeSa, isLive, splitEndpoint } from './ike-sa.ts';

/** IKE_SAs kept by the peer's address; ended ones leave first. Bounds the search, not the report. */
const MAX_PER_HOST = 4096;

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
  indexAwaiting(awaiting, sa);
  const mayStillSpeak = isLive(sa) || sa.awaits !== null;
  if (mayStillSpeak !== sa.isAmongLive) {
    sa.isAmongLive = mayStillSpeak;
    if (mayStillSpeak) live.add(sa);
    else live.delete(sa);
  }
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
      daemon.remains.delete(sa);
      if (sa.continues?.ikeSa.heir === sa) sa.continues.ikeSa.heir = null;
      sa.heir = null;
      dismiss(daemon.awaiting, sa);
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
      const list = sa.daemon.byHost.get(remote.host);
      if (list === undefined) {
        sa.daemon.byHost.set(remote.host, [sa]);
        return;
      }
      if (list.length >= MAX_PER_HOST)
        list.splice(
          Math.max(
            0,
            list.findIndex((s) => !isLive(s)),
          ),
          1,
        );
      list.push(sa);
    },
  };
}

/** Takes an IKE_SA out of the list of its hosts, if it stands in one. */
function removeFrom(daemon: Daemon, sa: IkeSa): void {
  if (sa.indexedRemote === null) return;
  const list = daemon.byHost.get(sa.indexedRemote);
  const at = list?.indexOf(sa) ?? -1;
  if (list === undefined || at < 0) return;
  if (list.length === 1) daemon.byHost.delete(sa.indexedRemote);
  else list.splice(at, 1);
}

const NONE: readonly IkeSa[] = [];

/** Nearly always the whole list: few hosts have peers that come to several of their addresses. */
function sasAt(daemon: Daemon, local: string | null, remote: string | null): readonly IkeSa[] {
  const list = remote === null ? undefined : daemon.byHost.get(remote);
  if (list === undefined) return NONE;
  return list.every((sa) => sa.indexedLocal === local) ? list : list.filter((sa) => sa.indexedLocal === local);
}

/** The IKE_SAs, live and ended, between the hosts of this one; itself among them. Bounded. */
export const sasOfPeer = (sa: IkeSa): readonly IkeSa[] => sasAt(sa.daemon, sa.local.host, sa.remote.host);

/** The IKE_SAs, live and ended, between the hosts of two endpoints. */
export const sasBetween = (daemon: Daemon, local: string, remote: string): readonly IkeSa[] =>
  sasAt(daemon, splitEndpoint(local).host, splitEndpoint(remote).host);

/** The IKE_SAs with a peer at that address, in order of appearance there. */
export const sasOfHost = (daemon: Daemon, peer: string): readonly IkeSa[] => daemon.byHost.get(peer) ?? NONE;
