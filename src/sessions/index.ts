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

/**
 * An unnamed responder's attempt belongs to the connection whose IKE_SA carries it on (a key exchange method was refused, the second attempt got a name).
 * Groups of strangers may be many: each IKE_SA is looked at once.
 */
function adoptUnnamed(groups: Map<string, IkeSa[]>): void {
  for (const [key, list] of groups) {
    if (!key.startsWith('=')) continue;
    for (const sa of [...list]) {
      const before = sa.continues?.ikeSa;
      const orphans = before === undefined || before.name !== null ? undefined : groups.get(connectionKey(before));
      if (orphans === undefined || !orphans.includes(before!)) continue;
      groups.delete(connectionKey(before!));
      list.push(...orphans);
      list.sort((a, b) => a.serial - b.serial);
    }
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
  const byDaemon = new Map<Daemon, Map<string, IkeSa[]>>();
  for (const sa of ikeSas) {
    const groups = byDaemon.get(sa.daemon) ?? new Map<string, IkeSa[]>();
    byDaemon.set(sa.daemon, groups);
    const key = connectionKey(sa);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [sa]);
    else list.push(sa);
  }
  const sessions: Session[] = [];
  for (const [daemon, groups] of byDaemon) {
    adoptUnnamed(groups);
    for (const list of groups.values()) sessions.push(sessionOf(`c${sessions.length + 1}`, daemon, list));
  }
  return sessions.sort((a, b) => a.ikeSas[0]!.serial - b.ikeSas[0]!.serial);
}

function sessionOf(id: string, daemon: Daemon, list: readonly IkeSa[]): Session {
  const live = list.filter((sa) => sa.outcome === 'established');
  const ended = list.filter((sa) => sa.outcome !== 'open');
  return {
    id,
    daemon,
    name: list.find((sa) => sa.name !== null)?.name ?? null,
    local: list.find((sa) => sa.local.host !== null)?.local.host ?? null,
    remote: list.find((sa) => sa.remote.host !== null)?.remote.host ?? null,
    ikeSas: list,
    attempts: list.filter((sa) => sa.continues === null || sa.continues.how === 'retry').length,
    isUp: live.length > 0,
    upSince:
      live.length === 0
        ? Number.NaN
        : live.map(upSince).reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY),
    downSince:
      live.length > 0 || ended.length === 0
        ? Number.NaN
        : ended.reduce((last, sa) => Math.max(last, sa.endedAt), Number.NEGATIVE_INFINITY),
  };
}
