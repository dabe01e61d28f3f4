/**
 * Room 4: what each type of event means for the job that it is said in. Asked for every line: one look into one table.
 */
import { EVENT_FIELDS, type EventType } from './event.ts';

export interface Traits {
  /** A job begins with it, whatever its thread did before. */
  readonly startsJob: boolean;
  /** A job begins with it, unless its thread is in the middle of one. */
  readonly mayStartJob: boolean;
  /** No IKE_SA owns it. */
  readonly isOutside: boolean;
  /** It states charon's unique id of an IKE_SA (in some wordings). */
  readonly statesUid: boolean;
  /** After it the job speaks of its own IKE_SA again. */
  readonly comesBack: boolean;
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

const traits = new Map<EventType, Traits>();
for (const [name, fields] of Object.entries(EVENT_FIELDS)) {
  const type = name as EventType;
  traits.set(type, {
    startsJob: STARTS.has(type),
    mayStartJob: MAY_START.has(type),
    isOutside: OUTSIDE.has(type),
    statesUid: 'uid' in fields,
    comesBack: type.startsWith('auth.') || type === 'ike.established',
  });
}

export const traitsOf = (type: EventType): Traits => traits.get(type)!;
