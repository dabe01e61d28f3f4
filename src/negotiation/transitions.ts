/**
 * Room 4: what each event does to an IKE_SA: the transition table of the diagram in ike-sa.ts.
 * An event enters with the IKE_SA it is about; the IKE_SA leaves changed. No row looks at text.
 */
import { CHILD_ROWS, endChildren } from './child-transitions.ts';
import type { EventOf, IkeEvent } from './event.ts';
import { isFirstExchange, isOfV1 } from './find.ts';
import { type IkeSa, type IkeSaOutcome, STAGES, type Stage, splitEndpoint } from './ike-sa.ts';
import { errorNotify, hasNotify, isFragment } from './payloads.ts';
import { rowsOf, type Table } from './rows.ts';

/** The most IKEv1 message IDs remembered for one IKE_SA; each Quick Mode and INFORMATIONAL adds one. */
const MAX_V1_MIDS = 64;

/** IKEv1 error notifies after which charon still waits, because the peer may send again (ike_sa stays half open). */
const NOT_FINAL = new Set(['PAYLOAD_MALFORMED', 'INVALID_HASH_INFORMATION']);

const isUp = (sa: IkeSa) => sa.state === 'ESTABLISHED' || sa.state === 'REKEYING' || sa.state === 'REKEYED';

/** Ends an IKE_SA. What ended it first stands: a delete after a failure stays a failure. */
function end(sa: IkeSa, outcome: IkeSaOutcome, at: number): void {
  if (sa.outcome === 'open' || sa.outcome === 'established') sa.outcome = outcome;
  sa.endedAt = at;
  sa.state = 'DESTROYING';
  sa.outstanding = null;
  endChildren(sa, at);
}

/** A failure that ends an IKE_SA only while it is being set up; an established one lives on. */
const failsUnlessUp = (sa: IkeSa, event: IkeEvent): void => {
  if (!isUp(sa) && sa.state !== 'DELETING') end(sa, 'failed', event.at);
};

/** What the initiator cannot do without: it gives up in silence, nothing is sent (charon-log-facts G4). */
const failsInitiator = (sa: IkeSa, event: IkeEvent): void => {
  if (sa.role === 'initiator') failsUnlessUp(sa, event);
};

function identify(sa: IkeSa, f: EventOf<'ike.established'>['fields']): void {
  sa.name = f.name;
  if (!f.local.startsWith('%')) sa.local.host = f.local;
  if (!f.remote.startsWith('%')) sa.remote.host = f.remote;
  if (f.localId !== '%any') sa.local.id = f.localId;
  if (f.remoteId !== '%any') sa.remote.id = f.remoteId;
}

function establish(sa: IkeSa, event: EventOf<'ike.established'> | EventOf<'ike.rekeyed'>): void {
  identify(sa, event.fields);
  sa.attempt++;
  sa.state = 'ESTABLISHED';
  sa.outcome = 'established';
  sa.everEstablished = true;
  sa.establishedAt = event.at;
}

/** The order in which exchanges are reached; an INFORMATIONAL that reports a failure is not a stage of its own. */
function reach(sa: IkeSa, exchange: string): void {
  if (sa.stage === exchange) return;
  const stage = STAGES.find((s) => s === exchange);
  if (stage === undefined) return;
  if (stage === 'INFORMATIONAL' && !isUp(sa)) return;
  sa.stage = stage satisfies Stage;
}

function noteVersion(sa: IkeSa, exchange: string): void {
  if (sa.version !== null) return;
  sa.version = isOfV1(exchange) ? 1 : 2;
}

function noteMid(sa: IkeSa, event: EventOf<'message.generated'> | EventOf<'message.parsed'>): void {
  const { exchange, direction, mid, payloads } = event.fields;
  sa.turn = ++sa.daemon.turns;
  if (sa.version === 1) {
    if (mid !== 0 && sa.v1Mids.size < MAX_V1_MIDS && !sa.v1Mids.has(mid)) sa.v1Mids = new Set(sa.v1Mids).add(mid);
  }
  const isOwn = event.type === 'message.generated';
  if (isOwn && direction === 'request') {
    const { outstanding } = sa;
    const isSame = outstanding !== null && outstanding.mid === mid && outstanding.exchange === exchange;
    if (!isSame || (outstanding.isAnswered && !isFragment(payloads)))
      sa.outstanding = { exchange, mid, payloads, at: event.at, retransmits: 0, isAnswered: false };
    sa.ownMid = sa.version === 2 ? Math.max(sa.ownMid, mid) : mid;
  } else if (!isOwn && direction === 'response') {
    if (sa.outstanding !== null && !isFragment(payloads)) sa.outstanding.isAnswered = true;
  } else if (!isOwn && sa.version === 2) {
    sa.peerMid = Math.max(sa.peerMid, mid);
    sa.isPeerInParts = isFragment(payloads);
  }
}

/** These exchanges need an IKE_SA that is up: a log that begins later shows only them. */
function inferUp(sa: IkeSa, exchange: string): void {
  if (sa.begun || sa.state !== 'CREATED' || (exchange !== 'CREATE_CHILD_SA' && exchange !== 'QUICK_MODE')) return;
  sa.state = 'ESTABLISHED';
  sa.outcome = 'established';
  sa.everEstablished = true;
}

/** Responder: an error notify in its answer, or the initiator's own INFORMATIONAL, is the end of an IKE_SA that is not up. */
function generated(sa: IkeSa, event: EventOf<'message.generated'>): void {
  const { exchange, direction, payloads } = event.fields;
  noteVersion(sa, exchange);
  noteMid(sa, event);
  inferUp(sa, exchange);
  if (!isUp(sa) && sa.state !== 'DESTROYING') reach(sa, exchange);
  if (isUp(sa)) {
    reach(sa, exchange);
    return;
  }
  if (sa.state === 'CREATED') sa.state = 'CONNECTING';
  if (payloads.includes('EAP/FAIL')) {
    end(sa, 'failed', event.at);
    return;
  }
  const notify = errorNotify(payloads);
  if (notify === null || NOT_FINAL.has(notify)) return;
  if (notify === 'INVALID_KE_PAYLOAD' && exchange === 'IKE_SA_INIT') {
    sa.state = 'CREATED';
    sa.endedAt = event.at;
    return;
  }
  if (direction === 'request' || notify !== 'TEMPORARY_FAILURE') end(sa, 'failed', event.at);
}

function parsed(sa: IkeSa, event: EventOf<'message.parsed'>): void {
  const { exchange, direction, payloads } = event.fields;
  noteVersion(sa, exchange);
  noteMid(sa, event);
  inferUp(sa, exchange);
  if (sa.role === null && isFirstExchange(exchange)) {
    sa.role = direction === 'request' ? 'responder' : 'initiator';
    if (direction === 'request' && exchange === 'IKE_SA_INIT') sa.begun = true;
  }
  if (exchange === 'IKE_AUTH' && hasNotify(payloads, 'MOBIKE_SUP')) sa.hasMobike = true;
  reach(sa, exchange);
  if (sa.state === 'CREATED' && direction === 'request') sa.state = 'CONNECTING';
  const isRejected = exchange === 'INFORMATIONAL' && direction === 'request' && hasNotify(payloads, 'AUTH_FAILED');
  if (isRejected) end(sa, 'failed', event.at);
}

function sent(sa: IkeSa, event: EventOf<'packet.sent'> | EventOf<'packet.received'>): void {
  const isSent = event.type === 'packet.sent';
  const local = splitEndpoint(isSent ? event.fields.from : event.fields.to);
  const remote = splitEndpoint(isSent ? event.fields.to : event.fields.from);
  // The same text is kept as the same string: every event compares it with what the indexes know.
  if (local.host !== '0.0.0.0' && local.host !== '::' && local.host !== sa.local.host) sa.local.host = local.host;
  sa.local.port = local.port ?? sa.local.port;
  if (remote.host !== sa.remote.host) sa.remote.host = remote.host;
  sa.remote.port = remote.port ?? sa.remote.port;
}

const TABLE: Table = {
  'ike.initiating': (sa, e) => {
    sa.role = 'initiator';
    sa.begun = true;
    sa.attempt++;
    sa.version = e.fields.mode === undefined ? 2 : 1;
    if (e.fields.name !== '(unnamed)') sa.name = e.fields.name;
    sa.remote.host = e.fields.peer;
    if (sa.outcome !== 'established') {
      sa.state = 'CONNECTING';
      sa.outcome = 'open';
      sa.endedAt = Number.NaN;
      sa.ownMid = -1;
    }
  },
  'ike.peer-initiating': (sa, e) => {
    if (isUp(sa)) return;
    sa.role = 'responder';
    sa.version = e.fields.mode === undefined ? 2 : 1;
    sa.remote.host = e.fields.peer;
    sa.state = 'CONNECTING';
  },
  'packet.sent': sent,
  'packet.received': sent,
  'message.generated': generated,
  'message.parsed': parsed,
  'ike.established': establish,
  'ike.rekeyed': establish,
  // RFC 5685. The gateway that sends a peer elsewhere in IKE_SA_INIT keeps nothing of it; the client begins anew, and deletes what is up once the other is.
  'ike.redirected': (sa, e) => {
    if (sa.role !== 'responder') {
      sa.isRedirected = true;
      sa.reauthenticating ||= sa.everEstablished;
    } else if (sa.stage === 'IKE_SA_INIT') end(sa, 'replaced', e.at);
  },
  'ike.reauthenticating': (sa) => {
    sa.reauthenticating = true;
  },
  'ike.deleting': (sa, e) => {
    identify(sa, e.fields);
    const isReplaced = sa.reauthenticating || sa.state === 'REKEYED';
    // IKEv1: an initiator that rejects the responder's proof deletes the IKE_SA that never came up (charon-log-facts H3).
    const isRejected = sa.state === 'CONNECTING' && sa.version === 1;
    end(sa, isReplaced ? 'replaced' : isRejected ? 'failed' : 'deleted', e.at);
    sa.state = 'DELETING';
  },
  'ike.deleted': (sa, e) => end(sa, 'deleted', e.at),
  'ike.delete.received': (sa, e) => {
    if (sa.state !== 'DESTROYING')
      end(sa, sa.state === 'REKEYED' || sa.reauthenticating ? 'replaced' : 'deleted', e.at);
    sa.state = 'DELETING';
  },
  'ike.destroying': (sa, e) => end(sa, (e.fields.state ?? 'CONNECTING') === 'CONNECTING' ? 'failed' : 'deleted', e.at),
  'ike.duplicate': (sa, e) => end(sa, 'replaced', e.at),
  'ike.half-open.timeout': (sa, e) => end(sa, 'timed-out', e.at),
  'retransmit.sent': (sa, e) => {
    if (sa.outstanding !== null) sa.outstanding.retransmits = e.fields.n;
  },
  'retransmit.gave-up': (sa, e) => {
    if (sa.state !== 'DELETING') end(sa, isUp(sa) ? 'lost' : 'timed-out', e.at);
  },
  'ike.no-response': (sa, e) => end(sa, 'timed-out', e.at),
  'ike.retrying': (sa) => {
    sa.state = 'CREATED';
    sa.outcome = 'open';
    sa.endedAt = Number.NaN;
    sa.ownMid = -1;
  },
  'dpd.timeout': (sa, e) => end(sa, 'lost', e.at),
  'ike.unresolved': failsUnlessUp,
  'lookup.ike.none': failsUnlessUp,
  'identity.missing': failsUnlessUp,
  'notify.error.received': (sa, e) => {
    if (!NOT_FINAL.has(e.fields.notify)) failsUnlessUp(sa, e);
  },
  'auth.psk.missing': failsInitiator,
  'auth.private-key.missing': failsInitiator,
  'auth.eap.failure.received': failsUnlessUp,
  'auth.xauth.failed': failsUnlessUp,
  'ke.gave-up': failsUnlessUp,
  'ke.unsupported': failsInitiator,
  'proposals.selection.invalid': failsInitiator,
  'childless.mismatch': (sa, e) => end(sa, 'failed', e.at),
  'nat.detected': (sa, e) => {
    if (e.fields.side.startsWith('local')) sa.natLocal = true;
    else sa.natRemote = true;
  },
  'lookup.peer.selected': (sa, e) => {
    sa.name = e.fields.name;
  },
  'lookup.peer.switched': (sa, e) => {
    sa.name = e.fields.name;
  },
  'lookup.peer': (sa, e) => {
    sa.remote.id ??= e.fields.remoteId;
  },
  'auth.own': (sa, e) => {
    sa.authLocal = authClass(e.fields.method);
    sa.local.id ??= e.fields.id;
  },
  'auth.peer': (sa, e) => {
    sa.authRemote = authClass(e.fields.method);
    sa.remote.id ??= e.fields.id;
  },
  'auth.xauth.succeeded': (sa) => {
    sa.authRemote = 'xauth';
  },
  'proposal.selected': (sa, e) => {
    if (e.fields.proposal.startsWith('IKE:')) sa.proposal = e.fields.proposal;
  },
  'ike.rekey.failed': (sa) => {
    sa.heir = null;
  },
  'ike.state': applyState,
  'endpoint.changed': (sa, e) => {
    const end = splitEndpoint(e.fields.to);
    const side = e.fields.side?.startsWith('local') === true ? sa.local : sa.remote;
    if (splitEndpoint(e.fields.from).host !== end.host) sa.hasMoved = true;
    side.host = end.host;
    side.port = end.port ?? side.port;
  },
};

const ROWS = rowsOf(TABLE);

/** The authentication class of report-interface.md: `psk`, `pubkey` or `eap`, from the method's name (auth_method_names). */
function authClass(method: string): string {
  const name = method.replace(/ successful$/, '');
  if (name === 'pre-shared key') return 'psk';
  if (name.startsWith('EAP')) return 'eap';
  return 'pubkey';
}

/** Level 2 says the state outright; then nothing has to be inferred. */
function applyState(sa: IkeSa, event: EventOf<'ike.state'>): void {
  const to = event.fields.to as IkeSa['state'];
  if (to === 'DESTROYING' && sa.outcome === 'open') end(sa, 'failed', event.at);
  else if (to === 'ESTABLISHED' || to === 'REKEYING' || to === 'REKEYED') sa.state = to;
}

/** Applies one event to the IKE_SA it is about. True, when that may have moved it: its state, its addresses, its last request. */
export function apply(sa: IkeSa, event: IkeEvent): boolean {
  if (!Number.isNaN(event.at)) sa.lastAt = event.at;
  const row = ROWS[event.number];
  row?.(sa, event);
  CHILD_ROWS[event.number]?.(sa, event);
  return row !== undefined;
}
