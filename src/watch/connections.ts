/**
 * Room 8: which connections are up, and since when. Steps of negotiation enter; what came up or went down leaves. What is known is plain data on the way to
 * the disk and back, so that a restart of the watcher is no event in the life of a connection.
 */
import type { Daemon, IkeEvent, IkeSa, Step } from '../negotiation/index.ts';
import { connectionKey, hostPair } from '../sessions/index.ts';
import type { AlertEnd } from './alert.ts';
import { createCarrying } from './carrying.ts';

/** Connections remembered; of those that are down, the one heard of longest ago goes first. */
const MAX_CONNECTIONS = 20_000;

/** Where a daemon runs, whatever its process: stream, host and program. The same over restarts of it and of this program. */
export function placeOf(daemon: Daemon): string {
  const { stream, host, program } = daemon.speaker;
  return `${stream}|${host ?? ''}|${program ?? ''}`;
}

/** The machine alone: what ends with a new start of its daemon, whichever of its programs said so (starter tells of charon's death). */
export function machineOf(daemon: Daemon): string {
  const { stream, host } = daemon.speaker;
  return `${stream}|${host ?? ''}`;
}

/** What a connection is known by over restarts. */
export function keyOf(sa: IkeSa): string {
  return `${placeOf(sa.daemon)}|${connectionKey(sa)}`;
}

/** The same by its pair of addresses, whatever its name. */
export function pairOf(sa: IkeSa): string {
  return `${placeOf(sa.daemon)}|${hostPair(sa.local.host, sa.remote.host)}`;
}

/** A connection that was up at least once. Times are milliseconds since 1970 UTC of the log, null where it has none or while they do not apply. */
export interface Connection {
  readonly key: string;
  readonly place: string;
  readonly daemon: { readonly host: string | null; readonly program: string | null };
  readonly name: string | null;
  local: AlertEnd;
  remote: AlertEnd;
  /** Process and unique id of its IKE_SAs that are up. */
  readonly up: Set<string>;
  upSince: number | null;
  downSince: number | null;
  /** How often it came up. */
  times: number;
  /** It had a CHILD_SA at least once. */
  hadChildren: boolean;
}

/** `bare`: those of `up` that lack their CHILD_SA; absent in a state of before that was known. */
export type SavedConnection = Omit<Connection, 'up' | 'hadChildren'> & {
  readonly up: readonly string[];
  readonly hadChildren?: boolean;
  readonly bare?: readonly string[];
};

/** `up`: it is up now and was not; `down`: the last of its IKE_SAs ended. */
export interface Change {
  readonly connection: Connection;
  readonly to: 'up' | 'down';
}

const known = (at: number) => (Number.isNaN(at) ? null : at);
const idOf = (sa: IkeSa) => `${sa.daemon.speaker.pid ?? ''}:${sa.uniqueId ?? `?${sa.serial}`}`;

export function createConnections(saved: readonly SavedConnection[] = []) {
  const all = new Map<string, Connection>();
  const carrying = createCarrying();
  /** Keys of connections with ids of IKE_SAs that lacked their CHILD_SA when the state was saved. */
  const bareBefore = new Set<string>();
  for (const { bare = [], ...one } of saved) {
    all.set(one.key, { ...one, up: new Set(one.up), hadChildren: one.hadChildren ?? false });
    for (const id of bare) bareBefore.add(`${one.key} ${id}`);
  }
  /** Invariant: holds exactly the IKE_SAs seen here whose id, as noted then, is in `up` of their connection. */
  const members = new Map<IkeSa, { readonly connection: Connection; readonly id: string }>();
  /** The same by key of the connection and id. */
  const byId = new Map<string, IkeSa>();
  /** The present life of the daemon at each place. */
  const lives = new Map<string, Daemon>();
  /** Addresses of peers; null when it has to be gathered anew. */
  let peers: Set<string> | null = null;
  const byName = new Map<string, Set<Connection>>();
  for (const one of all.values()) addName(one);
  let dropped = 0;

  function addName(connection: Connection): void {
    if (connection.name === null) return;
    const same = byName.get(connection.name);
    if (same === undefined) byName.set(connection.name, new Set([connection]));
    else same.add(connection);
  }

  function drop(connection: Connection): void {
    all.delete(connection.key);
    if (connection.name !== null) byName.get(connection.name)?.delete(connection);
    dropped++;
  }

  function make(sa: IkeSa): Connection {
    const key = keyOf(sa);
    if (all.size >= MAX_CONNECTIONS) {
      for (const other of all.values()) {
        if (other.up.size > 0) continue;
        drop(other);
        break;
      }
    }
    const { host, program } = sa.daemon.speaker;
    const made: Connection = {
      key,
      place: placeOf(sa.daemon),
      daemon: { host, program },
      name: sa.name,
      local: { ...sa.local },
      remote: { ...sa.remote },
      up: new Set(),
      upSince: null,
      downSince: null,
      times: 0,
      hadChildren: false,
    };
    all.set(key, made);
    addName(made);
    return made;
  }

  function enter(sa: IkeSa, by: IkeEvent): Change | null {
    const connection = all.get(keyOf(sa)) ?? make(sa);
    const id = idOf(sa);
    const wasUp = connection.up.size > 0;
    members.set(sa, { connection, id });
    byId.set(`${connection.key} ${id}`, sa);
    carrying.enter(sa, by, wasUp && !connection.up.has(id), bareBefore.delete(`${connection.key} ${id}`));
    connection.up.add(id);
    connection.local = { ...sa.local };
    if (connection.remote.host !== sa.remote.host || connection.times === 0) peers = null;
    connection.remote = { ...sa.remote };
    if (wasUp) return null;
    connection.upSince = known(sa.establishedAt);
    connection.times++;
    return { connection, to: 'up' };
  }

  /** It is up, and lacks the CHILD_SA that was asked for. */
  function isBare(connection: Connection, id: string): boolean {
    const sa = byId.get(`${connection.key} ${id}`);
    if (sa === undefined) return bareBefore.has(`${connection.key} ${id}`);
    return carrying.isBare(sa, connection.hadChildren);
  }

  /** Some IKE_SA of it is up and has what it is for. */
  function carries(connection: Connection): boolean {
    for (const id of connection.up) if (!isBare(connection, id)) return true;
    return false;
  }

  function leave(connection: Connection, id: string, at: number): Change | null {
    byId.delete(`${connection.key} ${id}`);
    bareBefore.delete(`${connection.key} ${id}`);
    if (!connection.up.delete(id) || connection.up.size > 0) return null;
    connection.downSince = known(at);
    connection.upSince = null;
    return { connection, to: 'down' };
  }

  /** Ended without ever having been seen up here: it may be one that was up before a restart of this program. */
  function leaveUnseen(sa: IkeSa): Change | null {
    const connection = all.get(keyOf(sa));
    return connection === undefined ? null : leave(connection, idOf(sa), sa.endedAt);
  }

  /** A new process knows nothing of the IKE_SAs of the old one. */
  function restart(daemon: Daemon, at: number): Change[] {
    const place = placeOf(daemon);
    if (lives.get(place) === daemon) return [];
    lives.set(place, daemon);
    const alive = new Set<string>();
    for (const [sa, { connection, id }] of members) {
      if (sa.daemon === daemon) alive.add(`${connection.key} ${id}`);
      else if (placeOf(sa.daemon) === place) members.delete(sa);
    }
    const gone: Change[] = [];
    for (const connection of all.values()) {
      if (connection.place !== place) continue;
      for (const id of [...connection.up]) {
        if (!alive.has(`${connection.key} ${id}`)) gone.push(...changes(leave(connection, id, at)));
      }
    }
    return gone;
  }

  return {
    /** Call for every step. */
    note(step: Step): readonly Change[] {
      const { event, ikeSa, daemon } = step;
      if (ikeSa === null) return event.type === 'daemon.started' ? restart(daemon, event.at) : [];
      carrying.note(step);
      const isUp = ikeSa.outcome === 'established';
      const member = members.get(ikeSa);
      if (event.type === 'child.established' && member !== undefined) member.connection.hadChildren = true;
      if (isUp === (member !== undefined) && (isUp || ikeSa.outcome === 'open')) return [];
      if (isUp) return changes(enter(ikeSa, event));
      members.delete(ikeSa);
      return changes(member === undefined ? leaveUnseen(ikeSa) : leave(member.connection, member.id, ikeSa.endedAt));
    },
    get: (sa: IkeSa): Connection | undefined => all.get(keyOf(sa)),
    /** A connection of that name is up: an IKE_SA of it, with a CHILD_SA unless none was ever asked for. */
    isUp(name: string): boolean {
      for (const connection of byName.get(name) ?? []) if (carries(connection)) return true;
      return false;
    },
    /** A connection of that name, one that is up if there are several. */
    named(name: string): Connection | undefined {
      const all = [...(byName.get(name) ?? [])];
      return all.find(({ up }) => up.size > 0) ?? all.at(-1);
    },
    /** True for an address with which some connection was up: who comes from there is no stranger. */
    isPeer(host: string): boolean {
      if (peers === null) {
        peers = new Set();
        for (const { remote } of all.values()) if (remote.host !== null) peers.add(remote.host);
      }
      return peers.has(host);
    },
    all: all as ReadonlyMap<string, Connection>,
    dropped: () => dropped,
    save: (): SavedConnection[] =>
      [...all.values()].map((one) => ({ ...one, up: [...one.up], bare: [...one.up].filter((id) => isBare(one, id)) })),
  };
}

const changes = (change: Change | null): readonly Change[] => (change === null ? [] : [change]);
