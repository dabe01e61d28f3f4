/**
 * Room 4: the life of one charon process. Unique ids begin again at 1 with every start, so an IKE_SA is known by
 * (host, daemon start, unique id): an epoch.
 */
import type { Speaker } from '../lines/index.ts';
import type { Awaiting } from './awaiting.ts';
import type { ChildSa } from './child-sa.ts';
import type { IkeSa } from './ike-sa.ts';
import type { Job } from './job.ts';
import type { Neighbours } from './registry.ts';
import type { Shared } from './undecided.ts';

/** How an epoch ended: said so itself, a new start without a goodbye, or the log stops. */
export type DaemonEnd = 'shutdown' | 'restart' | 'end-of-log';

/** One epoch of one daemon. */
export interface Daemon {
  /** `d1`, `d2`, ... in order of appearance; unique in a run. */
  readonly id: string;
  readonly speaker: Speaker;
  /** The path or name of the source it was first seen in. */
  readonly source: string;
  version: string | null;
  /** Times are milliseconds since 1970 UTC, NaN where unknown. `startedAt` is NaN for a log that begins in the middle. */
  startedAt: number;
  /** Of its first and of its last line. */
  firstAt: number;
  lastAt: number;
  endedAt: number;
  endedBy: DaemonEnd;
  /** True once a line carried `<name|id>`: from then on a line without a tag is really outside of any IKE_SA. */
  tagged: boolean;
  /** True once its start, its plugins or any IKE_SA was seen: a further start then is a new epoch. */
  lived: boolean;
  pluginsSeen: boolean;
  /** True once a wording was read that charon has since 6.0. */
  speaksAsSix: boolean;
  /** True since another process of the same program started, until this one speaks again. */
  isSuperseded: boolean;
  /** IKE_SAs of which more may be said: not ended, or with a request (a DELETE) under way. */
  readonly live: Set<IkeSa>;
  /**
   * IKE_SAs that have failed, of which charon has not said that they are gone: it keeps them until a timeout or its own end. In the order in which they failed, bounded
   * (remains.ts).
   */
  readonly remains: Set<IkeSa>;
  /** IKE_SAs whose request is unanswered: who prints `retransmit n` or gives up. */
  readonly awaiting: Awaiting;
  /** Live and ended IKE_SAs of the epoch by unique id. */
  readonly byUniqueId: Map<number, IkeSa>;
  /** IKE_SAs by the peer's address without port (registry.ts). */
  readonly byHost: Map<string, Neighbours>;
  readonly childByUniqueId: Map<number, ChildSa>;
  /** CHILD_SAs by inbound and by outbound SPI. */
  readonly childBySpi: Map<string, ChildSa>;
  /** The job that each worker thread does now; negative numbers are jobs of a log without threads (disentangle.ts). */
  readonly jobs: Map<number, Job>;
  /** Jobs that nothing told whose they are, oldest first, bounded (unclaimed.ts). */
  readonly unclaimed: Job[];
  /** IKE_SAs that a job in progress is guessed to be of: the next like job is another's. With those that the job could be of just as well. */
  readonly guessed: Map<IkeSa, readonly IkeSa[]>;
  /** Messages that some of several IKE_SAs have had, the oldest first; bounded (undecided.ts). */
  readonly shared: Shared[];
  /** Messages counted so far. */
  turns: number;
  /** In a log without threads: which job has each slot. */
  readonly slots: number[];
}

/** A new epoch. `id` must be unique in the run. */
export function createDaemon(id: string, speaker: Speaker, source: string): Daemon {
  return {
    id,
    speaker,
    source,
    version: null,
    startedAt: Number.NaN,
    firstAt: Number.NaN,
    lastAt: Number.NaN,
    endedAt: Number.NaN,
    endedBy: 'end-of-log',
    tagged: false,
    lived: false,
    pluginsSeen: false,
    speaksAsSix: false,
    isSuperseded: false,
    live: new Set(),
    remains: new Set(),
    awaiting: new Map(),
    byUniqueId: new Map(),
    byHost: new Map(),
    childByUniqueId: new Map(),
    childBySpi: new Map(),
    jobs: new Map(),
    unclaimed: [],
    guessed: new Map(),
    shared: [],
    turns: 0,
    slots: [],
  };
}
