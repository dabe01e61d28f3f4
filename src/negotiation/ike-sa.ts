/**
 * Room 4: an IKE_SA, as far as one side's log tells.
 *
 *                     CREATED ----------------------------.
 *      first message   |   ^                              | refused before it began
 *                      v   | COOKIE, INVALID_KE,          |
 *                  CONNECTING  keyingtries, redirect      |
 *    authenticated /        \                             |
 *                 v          `--- any failure ----------> |
 *   .------- ESTABLISHED <--.                             |
 *   |  rekey   |    |  \     \ failed, tried again later  |
 *   |          v    |   \     \                           |
 *   |   REKEYING ---|----\-----'                          |
 *   |      |        |     \ silence: given up             |
 *   |      v        |      `---------------------------.  |
 *   |   REKEYED     v                                   v v
 *   `--------> DELETING -----------------------------> DESTROYING
 *
 * These are strongSwan's states (libcharon/sa/ike_sa.h). They are printed at level 2 only; at level 1 they follow from
 * what is said (transitions.ts). What level 1 cannot tell is left as it was.
 */
import type { Source } from '../intake/index.ts';
import type { Place } from './awaiting.ts';
import type { ChildSa } from './child-sa.ts';
import type { Daemon } from './daemon.ts';
import type { IkeEvent } from './event.ts';
import { remembered } from './remember.ts';

export type IkeSaState =
  | 'CREATED'
  | 'CONNECTING'
  | 'ESTABLISHED'
  | 'PASSIVE'
  | 'REKEYING'
  | 'REKEYED'
  | 'DELETING'
  | 'DESTROYING';

/** `established`: still up at the end of the log; `open`: still under negotiation there. */
export type IkeSaOutcome = 'established' | 'failed' | 'timed-out' | 'lost' | 'deleted' | 'replaced' | 'open';

/** The exchanges that a `stage` can name (RFC 7296, RFC 2409; charon's names). */
export const STAGES = [
  'IKE_SA_INIT',
  'IKE_AUTH',
  'CREATE_CHILD_SA',
  'INFORMATIONAL',
  'ID_PROT',
  'AGGRESSIVE',
  'TRANSACTION',
  'QUICK_MODE',
] as const;
export type Stage = (typeof STAGES)[number];

/** One end of an IKE_SA. Everything null until the log has said it. */
export interface Endpoint {
  host: string | null;
  port: number | null;
  id: string | null;
}

/** The last request of this side. */
export interface Outstanding {
  readonly exchange: string;
  readonly mid: number;
  /** As its summary line lists them. */
  readonly payloads: string;
  at: number;
  /** How often it was sent again. */
  retransmits: number;
  /** True once the whole response was read. */
  isAnswered: boolean;
}

export interface IkeSa {
  /** Unique in a run: daemon, then charon's unique id, or `?n` while that is unknown. */
  id: string;
  readonly daemon: Daemon;
  /** Order of appearance in the run. */
  readonly serial: number;
  uniqueId: number | null;
  /** Name of the connection; null before a config is chosen. */
  name: string | null;
  role: 'initiator' | 'responder' | null;
  version: 1 | 2 | null;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  natLocal: boolean;
  natRemote: boolean;
  /** True once the exchange that detects NAT is past, so that `none` may be said. */
  natKnown: boolean;
  state: IkeSaState;
  stage: Stage | null;
  outcome: IkeSaOutcome;
  everEstablished: boolean;
  /** Milliseconds since 1970 UTC, NaN where unknown. */
  startedAt: number;
  establishedAt: number;
  endedAt: number;
  lastAt: number;
  authLocal: string | null;
  authRemote: string | null;
  proposal: string | null;
  /** The IKE_SA that this one carries on. */
  continues: { ikeSa: IkeSa; how: 'rekey' | 'reauthentication' | 'retry' | 'redirect' } | null;
  /** The IKE_SA with which this side rekeys it, or that has taken its place after a rekeying; null where there is none. */
  heir: IkeSa | null;
  children: ChildSa[];
  /** Every log line of this IKE_SA, by source, ascending within a source. */
  lines: Lines;
  /** Where its last line stands; null and 0 before the first. */
  lastSource: Source | null;
  lastLine: number;
  /** False once a line was attributed by inference rather than by a tag or an unbroken job. */
  certain: boolean;
  readonly events: IkeEvent[];
  /** Events that could be another IKE_SA's just as well: what rests on them is no more than possible. Bounded. */
  coins: ReadonlySet<IkeEvent>;
  /** Events beyond the bound, not kept. */
  eventsDropped: number;
  /** Own requests and the peer's: message IDs count on each side apart (RFC 7296 section 2.2). -1 before the first. */
  ownMid: number;
  peerMid: number;
  /** True while the peer's last request has come in part only (RFC 7383). */
  isPeerInParts: boolean;
  /** True when the peer supports MOBIKE (RFC 4555), so that the IKE_SA may move. */
  hasMobike: boolean;
  /** True once an address of it has changed (MOBIKE, NAT mappings). */
  hasMoved: boolean;
  /** Number of its last message, counted over the daemon: who has waited longest has the lowest. */
  turn: number;
  outstanding: Outstanding | null;
  /** The hosts with which it stands in `Daemon.byHost`; both null while it stands nowhere. */
  indexedLocal: string | null;
  indexedRemote: string | null;
  /** True while it stands in `Daemon.live`. */
  isAmongLive: boolean;
  /** Where it stands in `Daemon.awaiting`; null when it does not. */
  awaits: Place | null;
  /** IKEv1 message IDs seen; random numbers, bounded. Of most IKE_SAs there are none, and one empty set does for all of them. */
  v1Mids: ReadonlySet<number>;
  /** Counts its beginnings: each try of the initiator, each coming up. What is found out about one does not explain the next. */
  attempt: number;
  /** True when the log shows its beginning, so that message IDs are known to count from 0. */
  begun: boolean;
  /** Being reauthenticated: what follows it continues it. */
  reauthenticating: boolean;
  /** Sent to another gateway (RFC 5685): what this side begins next is to that one. */
  isRedirected: boolean;
}

/** By source, ascending. */
export type Lines = ReadonlyMap<Source, number[]>;

/** One empty map does for all IKE_SAs whose lines are not kept. */
export const NO_LINES: Lines = new Map();

const NO_MIDS: ReadonlySet<number> = new Set();
const NO_COINS: ReadonlySet<IkeEvent> = new Set();

/** An IKE_SA first heard of at `at`. */
export function createIkeSa(daemon: Daemon, serial: number, uniqueId: number | null, at: number): IkeSa {
  return {
    id: `${daemon.id}:${uniqueId ?? `?${serial}`}`,
    daemon,
    serial,
    uniqueId,
    name: null,
    role: null,
    version: null,
    local: { host: null, port: null, id: null },
    remote: { host: null, port: null, id: null },
    natLocal: false,
    natRemote: false,
    natKnown: false,
    state: 'CREATED',
    stage: null,
    outcome: 'open',
    everEstablished: false,
    startedAt: at,
    establishedAt: Number.NaN,
    endedAt: Number.NaN,
    lastAt: at,
    authLocal: null,
    authRemote: null,
    proposal: null,
    continues: null,
    heir: null,
    children: [],
    lines: NO_LINES,
    lastSource: null,
    lastLine: 0,
    certain: true,
    events: [],
    coins: NO_COINS,
    eventsDropped: 0,
    ownMid: -1,
    peerMid: -1,
    isPeerInParts: false,
    hasMobike: false,
    hasMoved: false,
    turn: 0,
    outstanding: null,
    indexedLocal: null,
    indexedRemote: null,
    isAmongLive: true,
    awaits: null,
    v1Mids: NO_MIDS,
    attempt: 0,
    begun: false,
    reauthenticating: false,
    isRedirected: false,
  };
}

/** True while messages of the IKE_SA may still come. */
export function isLive(sa: IkeSa): boolean {
  return sa.outcome === 'open' || sa.outcome === 'established';
}

/** An address with or without port as charon prints it (`192.0.2.1[500]`, `2001:db8::1[4500]`). */
export const splitEndpoint = remembered((text): { readonly host: string; readonly port: number | null } => {
  const bracket = text.endsWith(']') ? text.lastIndexOf('[') : -1;
  if (bracket < 0) return { host: text, port: null };
  const port = Number(text.slice(bracket + 1, -1));
  return { host: text.slice(0, bracket), port: Number.isInteger(port) ? port : null };
});
