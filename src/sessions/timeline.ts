/**
 * Room 5: the events of an IKE_SA as a timeline: what a person needs to see, in order, with durations. What repeats is
 * folded (retransmits, liveness checks, keep-alives); packets are folded into the messages they carry.
 */
import { type EventType, type IkeEvent, payloadItems } from '../negotiation/index.ts';

/** `sent` and `received` are IKE messages (arrows); a `note` is what charon says about them; `trouble` a note that explains a failure. */
export type EntryKind = 'sent' | 'received' | 'note' | 'trouble';

export interface TimelineEntry {
  readonly kind: EntryKind;
  readonly event: IkeEvent;
  /** Milliseconds since the entry before; NaN for the first or without times. */
  readonly gap: number;
  /** How many events are folded into this one. */
  count: number;
  /** The last event folded in. */
  last: IkeEvent;
  /** In a timeline of both ends: the peer said it. Its times are set to this end's clock. */
  readonly side?: 'peer';
  /** There: sent, and nowhere in the log of the end that should have received it. */
  readonly isLost?: true;
}

/** Events shown as notes. What is in neither set is left to `-o json`. */
const NOTES: ReadonlySet<EventType> = new Set<EventType>([
  'ike.initiating',
  'ike.peer-initiating',
  'ike.established',
  'ike.rekeyed',
  'ike.reauthenticating',
  'ike.reinitiating',
  'ike.deleting',
  'ike.deleted',
  'ike.delete.received',
  'ike.rekey.scheduled',
  'ike.adopted',
  'ike.redirected',
  'ike.collision',
  'ike.expiring',
  'lookup.peer.selected',
  'lookup.peer.switched',
  'auth.own',
  'auth.peer',
  'auth.eap.started',
  'auth.eap.identity',
  'auth.eap.succeeded',
  'auth.xauth.succeeded',
  'auth.radius.succeeded',
  'proposal.selected',
  'nat.detected',
  'nat.mapping.changed',
  'endpoint.changed',
  'mobike.updating',
  'dpd.sent',
  'child.establishing',
  'child.established',
  'child.rekeyed',
  'child.closing',
  'child.closed',
  'child.collision',
  'child.restarting',
  'child.inactive',
  'vip.assigned',
  'vip.requested',
  'ke.unacceptable',
  'ke.rejected',
  'message.split',
  'fragment.reassembled',
  'retransmit.received',
]);

const TROUBLES: ReadonlySet<EventType> = new Set<EventType>([
  'retransmit.sent',
  'retransmit.gave-up',
  'retransmit.unanswerable',
  'ike.retrying',
  'ike.no-response',
  'ike.unresolved',
  'ike.half-open.timeout',
  'ike.rekey.failed',
  'ike.duplicate',
  'ike.uniqueness.canceled',
  'ike.closing',
  'ike.destroying',
  'notify.error.received',
  'notify.child.received',
  'notify.rekey.refused',
  'proposals.received',
  'proposals.configured',
  'proposals.ike.unacceptable',
  'proposals.child.unacceptable',
  'proposals.selection.invalid',
  'ke.unsupported',
  'ke.gave-up',
  'ke.failed',
  'lookup.ike.none',
  'lookup.peer.none',
  'lookup.peer.method-refused',
  'lookup.peer.rejected',
  'lookup.peer.no-alternative',
  'lookup.idr.mismatch',
  'identity.missing',
  'auth.own.failed',
  'auth.psk.mismatch',
  'auth.psk.missing',
  'auth.hash.mismatch',
  'auth.signature.invalid',
  'auth.private-key.missing',
  'auth.public-key.untrusted',
  'auth.identity.mismatch',
  'auth.constraint.identity',
  'auth.constraint.failed',
  'auth.constraint.method',
  'auth.aggressive.refused',
  'auth.refused',
  'auth.ppk.missing',
  'auth.eap.unacceptable',
  'auth.eap.failed',
  'auth.eap.password.wrong',
  'auth.eap.user.unknown',
  'auth.eap.failure.received',
  'auth.eap.nak',
  'auth.eap.not-configured',
  'auth.eap.method.missing',
  'auth.radius.failed',
  'auth.radius.silent',
  'auth.xauth.failed',
  'auth.xauth.missing',
  'cert.issuer.missing',
  'cert.self-signed',
  'cert.invalid-now',
  'cert.revoked',
  'cert.status.unavailable',
  'cert.status.fetch.failed',
  'cert.constraint',
  'cert.reverification.failed',
  'message.undecryptable',
  'message.integrity.failed',
  'message.malformed',
  'message.failed',
  'mobike.no-route',
  'dpd.timeout',
  'child.failed',
  'child.rekey.failed',
  'child.create.failed',
  'child.expired',
  'child.duplicate',
  'child.refused-for-now',
  'ts.unacceptable',
  'ts.none',
  'ts.no-child-config',
  'ts.selection.invalid',
  'mode.unacceptable',
  'vip.none',
  'vip.pool.full',
  'vip.refused',
  'vip.expected',
  'config-payload.failed',
  'childless.mismatch',
  'kernel.error',
  'kernel.sa.failed',
  'kernel.policy.failed',
  'kernel.policy.conflict',
  'kernel.spi.failed',
  'kernel.unsupported',
]);

/** Runs of these fold into one entry with a count: they repeat while nothing else happens. */
const FOLDED: ReadonlySet<EventType> = new Set<EventType>([
  'retransmit.sent',
  'retransmit.received',
  'dpd.sent',
  'message.undecryptable',
  'message.malformed',
  'message.failed',
  'vip.requested',
]);

function kindOf(event: IkeEvent): EntryKind | null {
  if (event.type === 'message.generated') return 'sent';
  if (event.type === 'message.parsed') return 'received';
  if (TROUBLES.has(event.type)) return 'trouble';
  return NOTES.has(event.type) ? 'note' : null;
}

/** A bare INFORMATIONAL either way: a liveness check or its answer (RFC 7296 section 1.4). */
function isLiveness(event: IkeEvent): boolean {
  if (event.type !== 'message.generated' && event.type !== 'message.parsed') return false;
  const { exchange, payloads } = event.fields;
  if (exchange === 'INFORMATIONAL') return payloads === '[ ]';
  return exchange === 'INFORMATIONAL_V1' && /N\(DPD(_ACK)?\)/.test(payloads);
}

/** One fragment of a message; the whole message is shown instead. */
function isFragment(event: IkeEvent): boolean {
  if (event.type !== 'message.generated' && event.type !== 'message.parsed') return false;
  return payloadItems(event.fields.payloads).some((item) => /^(EF|FRAG)\(/.test(item));
}

function folds(before: TimelineEntry, event: IkeEvent): boolean {
  if (isLiveness(event)) return isLiveness(before.event) || before.event.type === 'dpd.sent';
  if (event.type === 'dpd.sent') return isLiveness(before.event) || before.event.type === 'dpd.sent';
  return before.event.type === event.type && FOLDED.has(event.type);
}

/** A liveness check is one thing, though it takes a note, a request and a response. */
function repeats(first: IkeEvent, event: IkeEvent): boolean {
  if (first.type !== event.type) return false;
  const hasDirection = event.type === 'message.generated' || event.type === 'message.parsed';
  return !hasDirection || (first as typeof event).fields.direction === event.fields.direction;
}

/**
 * The timeline of a list of events in order of the log.
 * Out: entries in the same order; the gap of an entry is measured from the last event of the entry before.
 */
export function timeline(events: readonly IkeEvent[]): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  for (const event of events) {
    const kind = kindOf(event);
    if (kind === null || isFragment(event)) continue;
    const before = entries.at(-1);
    if (before !== undefined && folds(before, event)) {
      if (repeats(before.event, event)) before.count += event.count;
      before.last = event;
      continue;
    }
    const gap = before === undefined ? Number.NaN : event.at - before.last.at;
    entries.push({ kind, event, gap, count: event.count, last: event });
  }
  return entries;
}
