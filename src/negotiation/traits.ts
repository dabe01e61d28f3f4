/**
 * Room 4: what each type of event means for the job that it is said in. Asked for every line: one look into one table.
 */
import { EVENT_FIELDS, EVENT_TYPES, type EventType, type IkeEvent } from './event.ts';

export interface Traits {
  /** A job begins with it, whatever its thread did before. */
  readonly startsJob: boolean;
  /** A job begins with it, unless its thread is in the middle of one. */
  readonly mayStartJob: boolean;
  /** No IKE_SA owns it. */
  readonly isOutside: boolean;
  /** It states charon's unique id of an IKE_SA (in some wordings). */
  readonly statesUid: boolean;
  /** The unique id is that of an IKE_SA which the job makes, or weighs, without speaking for it. */
  readonly isAboutAnother: boolean;
  /** After it the job speaks of its own IKE_SA again. */
  readonly comesBack: boolean;
  /** It may speak of the answer with which a peer agrees to a new IKE_SA, or does not. */
  readonly isOfAnswer: boolean;
  /** It tells something of the daemon itself. */
  readonly isOfDaemon: boolean;
}

/** Events with which a job begins, whatever the thread did before (charon-log-facts section 3, jobs by kind). */
const STARTS: ReadonlySet<EventType> = new Set<EventType>([
  'packet.received',
  'retransmit.sent',
  'retransmit.gave-up',
  'dpd.timeout',
  'keepalive.sent',
  'ike.half-open.timeout',
  'ike.destroying',
  'child.inactive',
]);

/** Events that begin a job unless the thread is in the middle of one. */
const MAY_START: ReadonlySet<EventType> = new Set<EventType>([
  'ike.initiating',
  'dpd.sent',
  'ike.reauthenticating',
  'ike.reinitiating',
  'ike.deleting',
  'child.establishing',
  'child.closing',
  'child.expired',
  'mobike.updating',
]);

/** Events that no IKE_SA owns: configuration, kernel, daemon, the receiver thread. */
const OUTSIDE: ReadonlySet<EventType> = new Set<EventType>([
  'daemon.started',
  'daemon.stopping',
  'daemon.reloading',
  'daemon.crashed',
  'daemon.failed',
  'daemon.already-running',
  'daemon.plugins',
  'starter.started',
  'config.loaded',
  'config.unloaded',
  'config.secret.loaded',
  'config.missing',
  'config.invalid',
  'daemon.plugin.missing',
  'daemon.permission.denied',
  'command.initiate',
  'command.terminate',
  'packet.refused',
  'packet.version.unsupported',
  'packet.invalid',
  'packet.unsendable',
  'packet.socket.received',
  'packet.socket.sent',
  'interface.lost',
  'interface.found',
  'child.rekey.triggered',
  'child.expire.triggered',
]);

/** Lines without an event that no IKE_SA owns, by the names of their patterns: commands, and jobs that found nothing to do. */
export const OUTSIDE_PATTERNS: ReadonlySet<string> = new Set([
  'vici-rekey-ike',
  'vici-rekey-child',
  'vici-rekey-child-of-ike',
  'child-sa-not-found-for-delete',
  'address-flags-changed',
]);

export const isOutsidePattern = (pattern: string) => OUTSIDE_PATTERNS.has(pattern);

/** What ike_init.c prints of the answer to a request. */
const OF_ANSWER: ReadonlySet<EventType> = new Set<EventType>([
  'proposal.selected',
  'proposals.selection.invalid',
  'notify.error.received',
  'ke.rejected',
  'ke.unsupported',
  'ke.gave-up',
  'ke.failed',
]);

/** After these the job speaks of its own IKE_SA again (ike_rekey.c sets it back before it prints them). */
const COMES_BACK: ReadonlySet<EventType> = new Set<EventType>([
  'ike.established',
  'ike.rekey.scheduled',
  'ike.lifetime',
  'ike.rekeyed',
  'ike.rekey.failed',
  'ike.collision',
]);

const ABOUT_ANOTHER: ReadonlySet<EventType> = new Set<EventType>([
  'ike.initiating',
  'ike.peer-initiating',
  'ike.rekeyed',
  'ike.collision',
]);

/** What is to be noted of the daemon itself (index.ts, turn.ts: noteRelease). */
const OF_DAEMON: ReadonlySet<EventType> = new Set<EventType>([
  'daemon.started',
  'daemon.stopping',
  'daemon.plugins',
  'child.rekeyed',
  'child.closed',
  'ike.peer-initiating',
]);

/** By number of the type. */
const traits = EVENT_TYPES.map(
  (type): Traits => ({
    startsJob: STARTS.has(type),
    mayStartJob: MAY_START.has(type),
    isOutside: OUTSIDE.has(type),
    statesUid: 'uid' in EVENT_FIELDS[type],
    isAboutAnother: ABOUT_ANOTHER.has(type),
    comesBack: type.startsWith('auth.') || COMES_BACK.has(type),
    isOfAnswer: OF_ANSWER.has(type),
    isOfDaemon: OF_DAEMON.has(type),
  }),
);

export const traitsOf = (event: IkeEvent): Traits => traits[event.number]!;
