/**
 * Room 5, the atom: a connection's life as one side's log shows it: its IKE_SAs in order, and whether it is up.
 */
import type { Daemon, IkeSa } from '../negotiation/index.ts';

export interface Session {
  /** `c1`, `c2`, ... in order of appearance. */
  readonly id: string;
  readonly daemon: Daemon;
  /** Name of the connection, or null when no IKE_SA ever got one: then the peer stands for it. */
  readonly name: string | null;
  /** Addresses of the first IKE_SA that has them. */
  readonly local: string | null;
  readonly remote: string | null;
  /** In order of appearance. */
  readonly ikeSas: readonly IkeSa[];
  /** How often an IKE_SA was begun; a rekeying is not an attempt. */
  readonly attempts: number;
  readonly isUp: boolean;
  /** Since when it is up without interruption, or down; milliseconds since 1970 UTC, NaN where unknown. */
  readonly upSince: number;
  readonly downSince: number;
}
