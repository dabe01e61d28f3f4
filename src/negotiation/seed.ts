/**
 * Room 4: what has to be known of an IKE_SA that is up so that its log can be read on from the middle: by a reader that was stopped and starts anew.
 * IKE_SAs become plain data that survives JSON; plain data becomes IKE_SAs of a daemon, before the first of its lines is read.
 */
import { type ChildSa, createChildSa } from './child-sa.ts';
import type { Daemon } from './daemon.ts';
import type { Endpoint, IkeSa, IkeSaState } from './ike-sa.ts';
import type { Registry } from './registry.ts';

/** A CHILD_SA that is installed. Fields as in ChildSa; times are milliseconds since 1970 UTC, null where unknown. */
export type ChildSeed = Pick<
  ChildSa,
  'name' | 'uniqueId' | 'reqid' | 'spiIn' | 'spiOut' | 'tsLocal' | 'tsRemote' | 'protocol' | 'proposal'
> & { readonly installedAt: number | null };

/** An IKE_SA that is up. Fields as in IkeSa. */
export type IkeSaSeed = Pick<
  IkeSa,
  | 'name'
  | 'role'
  | 'version'
  | 'natLocal'
  | 'natRemote'
  | 'authLocal'
  | 'authRemote'
  | 'proposal'
  | 'ownMid'
  | 'peerMid'
> & {
  /** charon's unique id; an IKE_SA without one cannot be found again, and makes no seed. */
  readonly uniqueId: number;
  readonly isReplaced: boolean;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly startedAt: number | null;
  readonly establishedAt: number | null;
  readonly children: readonly ChildSeed[];
};

/** A daemon with its IKE_SAs that are up. Which one it is: the four fields of its speaker. */
export interface DaemonSeed {
  readonly stream: string;
  readonly host: string | null;
  readonly program: string | null;
  readonly pid: number | null;
  readonly version: string | null;
  readonly tagged: boolean;
  readonly lastAt: number | null;
  readonly ikeSas: readonly IkeSaSeed[];
}

const known = (at: number) => (Number.isNaN(at) ? null : at);
const timeOf = (at: number | null) => at ?? Number.NaN;

/** In: an IKE_SA that was up, and since when (milliseconds) what ended counts as not yet ended. Null where it has no unique id. */
export function seedIkeSa(sa: IkeSa, since: number): IkeSaSeed | null {
  if (sa.uniqueId === null) return null;
  const children = sa.children.filter(
    (c) => c.outcome === 'installed' || (c.installedAt < since && c.endedAt >= since),
  );
  return {
    uniqueId: sa.uniqueId,
    name: sa.name,
    role: sa.role,
    version: sa.version,
    natLocal: sa.natLocal,
    natRemote: sa.natRemote,
    authLocal: sa.authLocal,
    authRemote: sa.authRemote,
    proposal: sa.proposal,
    ownMid: sa.ownMid,
    peerMid: sa.peerMid,
    isReplaced: sa.state === 'REKEYED',
    local: { ...sa.local },
    remote: { ...sa.remote },
    startedAt: known(sa.startedAt),
    establishedAt: known(sa.establishedAt),
    children: children.map(
      ({ name, uniqueId, reqid, spiIn, spiOut, tsLocal, tsRemote, protocol, proposal, installedAt }) => ({
        name,
        uniqueId,
        reqid,
        spiIn,
        spiOut,
        tsLocal,
        tsRemote,
        protocol,
        proposal,
        installedAt: known(installedAt),
      }),
    ),
  };
}

/** The daemon without its IKE_SAs. */
export function seedDaemon(daemon: Daemon): Omit<DaemonSeed, 'ikeSas'> {
  const { stream, host, program, pid } = daemon.speaker;
  return { stream, host, program, pid, version: daemon.version, tagged: daemon.tagged, lastAt: known(daemon.lastAt) };
}

function plantChild(sa: IkeSa, seed: ChildSeed): void {
  const { daemon } = sa;
  const child = createChildSa(seed.name, seed.uniqueId, sa, timeOf(seed.installedAt));
  Object.assign(child, seed, { outcome: 'installed', installedAt: timeOf(seed.installedAt) });
  sa.children.push(child);
  if (child.uniqueId !== null) daemon.childByUniqueId.set(child.uniqueId, child);
  if (child.spiIn !== null) daemon.childBySpi.set(child.spiIn, child);
  if (child.spiOut !== null) daemon.childBySpi.set(child.spiOut, child);
}

/** Makes a daemon that was just met what it was when the seed was taken. */
export function plant(daemon: Daemon, seed: DaemonSeed, registry: Registry): void {
  daemon.version = seed.version;
  daemon.tagged = seed.tagged;
  daemon.lastAt = timeOf(seed.lastAt);
  daemon.lived = true;
  daemon.pluginsSeen = true;
  for (const one of seed.ikeSas) {
    const { children, isReplaced, local, remote, ...facts } = one;
    const sa = registry.byUniqueId(daemon, one.uniqueId, one.name, timeOf(one.startedAt));
    const state: IkeSaState = isReplaced ? 'REKEYED' : 'ESTABLISHED';
    Object.assign(sa.local, local);
    Object.assign(sa.remote, remote);
    Object.assign(sa, facts, {
      state,
      outcome: 'established',
      everEstablished: true,
      begun: true,
      natKnown: true,
      startedAt: timeOf(one.startedAt),
      establishedAt: timeOf(one.establishedAt),
    });
    for (const child of children) plantChild(sa, child);
    registry.index(sa);
  }
}
