/**
 * Room 6: the ordered list of rules: the table of contents of what is known. On each occasion the first verdict wins, so the most
 * telling evidence stands first, and what only the other side can know stands last.
 */
import type { EventType } from '../negotiation/index.ts';
import type { Occasions, Rule } from './rule.ts';
import * as addresses from './rules/addresses.ts';
import * as certificates from './rules/certificates.ts';
import * as childProposals from './rules/child-proposals.ts';
import * as eap from './rules/eap-xauth.ts';
import * as halfOpen from './rules/half-open.ts';
import * as identities from './rules/identities.ts';
import * as ikeProposals from './rules/ike-proposals.ts';
import * as lifecycle from './rules/lifecycle.ts';
import * as methods from './rules/methods.ts';
import * as policy from './rules/policy-mismatch.ts';
import * as peer from './rules/refused-by-peer.ts';
import * as secrets from './rules/secrets.ts';
import * as setup from './rules/setup.ts';
import * as silence from './rules/silence.ts';

/** An IKE_SA that came to a bad end. */
const onEnd: readonly Rule[] = [
  // local reasons
  lifecycle.unresolved,
  lifecycle.idrMissing,
  lifecycle.childless,
  // the first exchange
  ikeProposals.noIkeConfig,
  ikeProposals.ikeProposalMismatch,
  ikeProposals.invalidKeyInformation,
  ikeProposals.keGroup,
  // this side verified, and says why it refused
  secrets.pskMismatch,
  secrets.pskMissing,
  methods.privateKeyMissing,
  identities.peerIdRejected,
  methods.aggressiveRefused,
  certificates.constraintFailed,
  methods.methodMismatch,
  eap.notConfigured,
  certificates.publicKeyUntrusted,
  identities.noPeerConfig,
  eap.pluginMissing,
  eap.credentials,
  eap.methodRefused,
  eap.refused,
  eap.xauth,
  secrets.hashMismatch,
  methods.refusedByPolicy,
  secrets.pskUndecryptable,
  // the peer refused, and keeps the reason to itself
  ikeProposals.refusedAtStart,
  certificates.signatureInvalid,
  methods.configRejected,
  peer.refusedByPeer,
  peer.refusedOtherwise,
  // nobody said anything
  halfOpen.halfOpen,
  silence.gaveUp,
];

/** A CHILD_SA that came to nothing, on either side. */
const onChild: readonly Rule[] = [
  lifecycle.installFailed,
  addresses.noVirtualIp,
  addresses.notRequested,
  policy.modeRefused,
  policy.selectorsRefused,
  childProposals.childProposalMismatch,
  ikeProposals.keGroup,
  addresses.refusedByPeer,
  policy.selectorsRefusedByPeer,
  childProposals.childRefused,
];

const onEvent = new Map<EventType, readonly Rule[]>([
  ['child.failed', onChild],
  ['child.rekey.failed', onChild],
  ['child.create.failed', onChild],
  ['ts.no-child-config', onChild],
  ['proposals.child.unacceptable', [childProposals.childProposalMismatch]],
  ['ts.selection.invalid', [policy.invalidSelection]],
  ['notify.error.received', onChild],
  ['kernel.policy.conflict', [lifecycle.installFailed]],
  ['kernel.policy.failed', [lifecycle.installFailedV1]],
  ['kernel.sa.failed', [lifecycle.installFailedV1]],
  ['kernel.spi.failed', [lifecycle.installFailedV1]],
  ['message.failed', [secrets.pskUndecryptable]],
  ['child.expired', [lifecycle.childExpired]],
  ['retransmit.received', [halfOpen.answersLost]],
  ['ike.delete.received', [lifecycle.peerDeleted]],
]);

/** The log ended before the IKE_SA did: an excerpt may hold the reason and not the end. */
const onOpen: readonly Rule[] = [
  ...onEnd.filter((rule) => rule !== peer.refusedByPeer && rule !== peer.refusedOtherwise),
  silence.stillRetransmitting,
];

export const OCCASIONS: Occasions = {
  onEnd,
  onChild,
  onEvent,
  onOpen,
  onDaemon: setup.judgeDaemonEvent,
};
