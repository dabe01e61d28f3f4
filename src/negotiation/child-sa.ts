/**
 * Room 4: a CHILD_SA, as far as one side's log tells.
 *
 *                       CREATED
 *          negotiated /    |    \ refused by peer, config or kernel
 *                    /     |     `----------------------------.
 *              INSTALLED <-'                                  |
 *    rekeyed  /    |    \ lifetime over                       |
 *            /     |     `---------> expired                  v
 *      REKEYED   deleted                                    failed
 *
 * strongSwan's own states (child_sa.h) are printed at level 2 only; `outcome` is what level 1 lets one know.
 */
import type { IkeSa } from './ike-sa.ts';

/** `open`: under negotiation when the log ended. `installed`: still up. */
export type ChildOutcome = 'installed' | 'failed' | 'rekeyed' | 'deleted' | 'expired' | 'open';

export interface ChildSa {
  readonly name: string;
  /** charon's `{n}`; null in logs of 5.5 and older, and in IKEv1 before it is installed. */
  uniqueId: number | null;
  ikeSa: IkeSa;
  reqid: number | null;
  /** Eight hexadecimal digits as printed, inbound and outbound as this host sees them. */
  spiIn: string | null;
  spiOut: string | null;
  tsLocal: string | null;
  tsRemote: string | null;
  protocol: 'ESP' | 'AH' | null;
  proposal: string | null;
  outcome: ChildOutcome;
  bytesIn: number | null;
  bytesOut: number | null;
  /** Milliseconds since 1970 UTC, NaN where unknown. */
  startedAt: number;
  installedAt: number;
  endedAt: number;
}

/** A CHILD_SA that begins to be negotiated (or is first heard of) at `at`. */
export function createChildSa(name: string, uniqueId: number | null, ikeSa: IkeSa, at: number): ChildSa {
  return {
    name,
    uniqueId,
    ikeSa,
    reqid: null,
    spiIn: null,
    spiOut: null,
    tsLocal: null,
    tsRemote: null,
    protocol: null,
    proposal: null,
    outcome: 'open',
    bytesIn: null,
    bytesOut: null,
    startedAt: at,
    installedAt: Number.NaN,
    endedAt: Number.NaN,
  };
}
