/**
 * Room 4: the IKE_SAs of a daemon, and the indexes by which one is found: unique id, addresses, who awaits an answer.
 */
import { dismiss, indexAwaiting } from './awaiting.ts';
import { unindexChild } from './child-transitions.ts';
import type { Daemon } from './daemon.ts';
import { createIkeSa, type IkeSa, isLive, splitEndpoint } from './ike-sa.ts';

/** IKE_SAs found by one peer's address: many peers behind one translator of addresses, each at its own port. Bounds the search, not the report. */
const MAX_PER_HOST = 4096;
/** At one port of one address: the connections between two gateways. */
const MAX_PER_ENDPOINT = 512;
/** Of those of which nothing more may be said: so many that were up, and so many that were not. A peer that tries again for weeks leaves thousands. */
const MAX_ENDED = 16;

/** Milliseconds of silence after which charon has long given up one that never came up (half_open_timeout: 30 s), whether the log says so or not. */
const HALF_OPEN_MS = 3_600_000;
/** In a log without times so many of them may still be at work. */
const MAX_HALF_OPEN = 256;

/** IKE_SAs with a peer at one address. */
export interface Neighbours {
  /** Newest last. */
  sas: IkeSa[];
  /** When they are so many, those of no more use leave. */
  limit: number;
}

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
      const there = sa.daemon.byHost.get(remote.host);
      if (there === undefined) sa.daemon.byHost.set(remote.host, { sas: [sa], limit: 4 * MAX_ENDED });
      else {
        if (there.sas.length >= there.limit) makeRoom(there);
        there.sas.push(sa);
      }
    },
  };
}

/** Of those that have ended the latest stay; where all may still speak, the oldest leave. */
function makeRoom(there: Neighbours): void {
  const left = { up: MAX_ENDED, failed: MAX_ENDED, halfOpen: MAX_HALF_OPEN, live: MAX_PER_HOST };
  const atPort = new Map<number | null, number>();
  const stays: IkeSa[] = [];
  for (const sa of there.sas.toReversed()) {
    const { port } = sa.remote;
    const count = atPort.get(port) ?? 0;
    if (count < MAX_PER_ENDPOINT && left[standingOf(sa)]-- > 0) {
      stays.push(sa);
      atPort.set(port, count + 1);
    } else leave(sa);
  }
  there.sas = stays.reverse();
  there.limit = Math.max(4 * MAX_ENDED, Math.min(2 * stays.length, stays.length + MAX_PER_HOST / 4));
}

function standingOf(sa: IkeSa): 'up' | 'failed' | 'halfOpen' | 'live' {
  const { daemon } = sa;
  const isOver = !isLive(sa) && !sa.isAmongLive && !daemon.remains.has(sa);
  if (sa.everEstablished) return isOver ? 'up' : 'live';
  const silence = daemon.lastAt - sa.lastAt;
  if (isOver || silence > HALF_OPEN_MS) return 'failed';
  return Number.isNaN(silence) ? 'halfOpen' : 'live';
}

/** Nothing looks for it any more, unless it speaks again. */
function leave(sa: IkeSa): void {
  sa.indexedLocal = null;
  sa.indexedRemote = null;
  if (sa.everEstablished) return;
  sa.isAmongLive = false;
  sa.daemon.live.delete(sa);
  dismiss(sa.daemon.awaiting, sa);
}

/** Takes an IKE_SA out of the list of its hosts, if it stands in one. */
function removeFrom(daemon: Daemon, sa: IkeSa): void {
  if (sa.indexedRemote === null) return;
  const there = daemon.byHost.get(sa.indexedRemote);
  const at = there?.sas.indexOf(sa) ?? -1;
  if (there === undefined || at < 0) return;
  if (there.sas.length === 1) daemon.byHost.delete(sa.indexedRemote);
  else there.sas.splice(at, 1);
}

const NONE: readonly IkeSa[] = [];

/** Nearly always the whole list: few hosts have peers that come to several of their addresses. */
function sasAt(daemon: Daemon, local: string | null, remote: string | null): readonly IkeSa[] {
  const list = remote === null ? undefined : daemon.byHost.get(remote)?.sas;
  if (list === undefined) return NONE;
  return list.every((sa) => sa.indexedLocal === local) ? list : list.filter((sa) => sa.indexedLocal === local);
}

/** The IKE_SAs, live and ended, between the hosts of this one; itself among them. Bounded. */
export const sasOfPeer = (sa: IkeSa): readonly IkeSa[] => sasAt(sa.daemon, sa.local.host, sa.remote.host);

/** The IKE_SAs, live and ended, between the hosts of two endpoints. */
export const sasBetween = (daemon: Daemon, local: string, remote: string): readonly IkeSa[] =>
  sasAt(daemon, splitEndpoint(local).host, splitEndpoint(remote).host);

/** The IKE_SAs with a peer at that address, in order of appearance there. */
export const sasOfHost = (daemon: Daemon, peer: string): readonly IkeSa[] => daemon.byHost.get(peer)?.sas ?? NONE;
