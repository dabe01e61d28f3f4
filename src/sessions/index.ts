/**
 * Room 5, sessions: IKE_SAs are gathered into connections' lives, each with its timeline. The door.
 */
import type { Daemon, IkeSa } from '../negotiation/index.ts';
import type { Session } from './session.ts';

export type { PacketPair } from './join/agreement.ts';
export type { Attempt } from './join/attempts.ts';
export { bothTimelines } from './join/both-timelines.ts';
export { type ClockOffset, offsetAt } from './join/clock.ts';
export { type Clocks, type Join, type JoinedBy, joinEnds, type Pair } from './join/join.ts';
export { receivedOf } from './join/lost.ts';
export type { Packet } from './join/packets.ts';
export type { Session } from './session.ts';
export type { EntryKind, TimelineEntry } from './timeline.ts';
export { timeline } from './timeline.ts';

/** A connection's two hosts as charon writes them, `192.0.2.1...192.0.2.2`. */
export const hostPair = (local: string | null, remote: string | null): string => `${local ?? '?'}...${remote ?? '?'}`;

/** What a connection is called: its name, else its pair of hosts. */
export const connectionName = (name: string | null, local: string | null, remote: string | null): string =>
  name ?? hostPair(local, remote);

/** What a connection is known by within its daemon: the same, and a name is told from a pair of addresses. */
export function connectionKey(sa: IkeSa): string {
  return sa.name === null ? hostPair(sa.local.host, sa.remote.host) : `=${sa.name}`;
}

/** IKE_SAs of one connection of a daemon, in order of appearance. None are left of one whose IKE_SAs belong to another. */
type Group = IkeSa[];

/** The groups of one daemon: a name needs no pair of hosts put together to be looked up. */
interface Groups {
  readonly byName: Map<string, Group>;
  readonly byHosts: Map<string, Group>;
  /** All of them, in order of appearance. */
  readonly all: Group[];
}

function groupOf(groups: Groups, sa: IkeSa): Group {
  const [map, key] = sa.name === null ? [groups.byHosts, connectionKey(sa)] : [groups.byName, sa.name];
  let group = map.get(key);
  if (group === undefined) {
    group = [];
    map.set(key, group);
    groups.all.push(group);
  }
  return group;
}

/**
 * An unnamed responder's attempt belongs to the connection whose IKE_SA carries it on (a key exchange method was refused, the second attempt got a name).
 * Groups of strangers may be many: each IKE_SA is looked at once.
 */
function adoptUnnamed({ byName, byHosts }: Groups): void {
  for (const group of byName.values()) {
    const own = group.length;
    for (let i = 0; i < own; i++) {
      const before = group[i]!.continues?.ikeSa;
      const orphans = before === undefined || before.name !== null ? undefined : byHosts.get(connectionKey(before));
      if (orphans === undefined || !orphans.includes(before!)) continue;
      group.push(...orphans);
      orphans.length = 0;
    }
    if (group.length > own) group.sort((a, b) => a.serial - b.serial);
  }
}

/** Start of the unbroken chain of IKE_SAs that ends in `sa`. */
function upSince(sa: IkeSa): number {
  let first = sa;
  for (
    let i = 0;
    i < 10_000 && first.continues !== null && first.continues.how !== 'retry' && first.continues.ikeSa.everEstablished;
    i++
  ) {
    first = first.continues.ikeSa;
  }
  return first.establishedAt;
}

/**
 * Gathers IKE_SAs into sessions, in order of appearance.
 * An IKE_SA that ended by being replaced has a successor: `continues` of that one tells; those without it are linked here by retry.
 */
export function gatherSessions(ikeSas: readonly IkeSa[]): Session[] {
  const byDaemon = new Map<Daemon, Groups>();
  for (const sa of ikeSas) {
    let groups = byDaemon.get(sa.daemon);
    if (groups === undefined) {
      groups = { byName: new Map(), byHosts: new Map(), all: [] };
      byDaemon.set(sa.daemon, groups);
    }
    groupOf(groups, sa).push(sa);
  }
  const sessions: Session[] = [];
  for (const [daemon, groups] of byDaemon) {
    adoptUnnamed(groups);
    for (const group of groups.all)
      if (group.length > 0) sessions.push(sessionOf(`c${sessions.length + 1}`, daemon, group));
  }
  return sessions.sort((a, b) => a.ikeSas[0]!.serial - b.ikeSas[0]!.serial);
}

function sessionOf(id: string, daemon: Daemon, ikeSas: readonly IkeSa[]): Session {
  let name: string | null = null;
  let local: string | null = null;
  let remote: string | null = null;
  let attempts = 0;
  let isUp = false;
  let hasEnded = false;
  let since = Number.POSITIVE_INFINITY;
  let until = Number.NEGATIVE_INFINITY;
  for (const sa of ikeSas) {
    name ??= sa.name;
    local ??= sa.local.host;
    remote ??= sa.remote.host;
    if (sa.continues === null || sa.continues.how === 'retry') attempts++;
    if (sa.outcome === 'established') {
      isUp = true;
      since = Math.min(since, upSince(sa));
    } else if (sa.outcome !== 'open') {
      hasEnded = true;
      until = Math.max(until, sa.endedAt);
    }
  }
  return {
    id,
    daemon,
    name,
    local,
    remote,
    ikeSas,
    attempts,
    isUp,
    upSince: isUp ? since : Number.NaN,
    downSince: !isUp && hasEnded ? until : Number.NaN,
  };
}
