/**
 * Room 6: the ordered list of rules: the table of contents of what is known. On each occasion the first verdict wins, so the most
 * telling evidence stands first, and what only the other side can know stands last.
 */
import type { EventType } from '../negotiation/index.ts';
import type { Occasions, Rule } from './rule.ts';
import * as addresses from './rules/addresses.ts';
import { authenticationFailed as auth } from './rules/authentication-failed.ts';
import * as certificates from './rules/certificates.ts';
import * as eap from './rules/eap-xauth.ts';
import * as lifecycle from './rules/lifecycle.ts';
import { noProposalChosen as proposals } from './rules/no-proposal-chosen.ts';
import * as policy from './rules/policy-mismatch.ts';
import { judgeDaemonEvent } from './rules/setup.ts';
import * as silence from './rules/silence.ts';

/** An IKE_SA that came to a bad end. */
const onEnd: readonly Rule[] = [
  // local reasons
  lifecycle.unresolved,
  lifecycle.idrMissing,
  lifecycle.childless,
  // the first exchange
  proposals.noIkeConfig,
  proposals.ikeProposalMismatch,
  proposals.invalidKeyInformation,
  proposals.keGroup,
  // this side verified, and says why it refused
  auth.pskMismatch,
  auth.pskMissing,
  auth.privateKeyMissing,
  auth.peerIdRejected,
  auth.aggressiveRefused,
  certificates.constraintFailed,
  auth.methodMismatch,
  eap.notConfigured,
  certificates.publicKeyUntrusted,
  auth.noPeerConfig,
  eap.pluginMissing,
  eap.credentials,
  eap.methodRefused,
  eap.refused,
  eap.xauth,
  auth.hashMismatch,
  auth.refusedByPolicy,
  auth.pskUndecryptable,
  // the peer refused, and keeps the reason to itself
  proposals.refusedAtStart,
  auth.refusedByPeer,
  // nobody said anything
  silence.halfOpen,
  silence.gaveUp,
];

/** A CHILD_SA that came to nothing, on either side. */
const onChild: readonly Rule[] = [
  lifecycle.installFailed,
  addresses.noVirtualIp,
  addresses.notRequested,
  policy.modeRefused,
  policy.selectorsRefused,
  proposals.childProposalMismatch,
  proposals.keGroup,
  addresses.refusedByPeer,
  policy.selectorsRefusedByPeer,
  proposals.childRefused,
];

const onEvent = new Map<EventType, readonly Rule[]>([
  ['child.failed', onChild],
  ['child.rekey.failed', onChild],
  ['child.create.failed', onChild],
  ['ts.no-child-config', onChild],
  ['proposals.child.unacceptable', [proposals.childProposalMismatch]],
  ['ts.selection.invalid', [policy.invalidSelection]],
  ['notify.error.received', onChild],
  ['kernel.policy.conflict', [lifecycle.installFailed]],
  ['message.failed', [auth.pskUndecryptable]],
  ['child.expired', [lifecycle.childExpired]],
  ['ike.delete.received', [lifecycle.peerDeleted]],
]);

export const OCCASIONS: Occasions = {
  onEnd,
  onEvent,
  onOpen: [silence.stillRetransmitting],
  onDaemon: judgeDaemonEvent,
};
