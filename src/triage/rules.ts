/**
 * Room 6: the ordered list of rules: the table of contents of what is known. On each occasion the first verdict wins, so the most
 * telling evidence stands first, and what only the other side can know stands last.
 */
import type { EventType } from '../negotiation/index.ts';
import type { Occasions, Rule } from './rule.ts';
import * as addresses from './rules/addresses.ts';
import * as certificates from './rules/certificates.ts';
import * as changes from './rules/changes.ts';
import * as childProposals from './rules/child-proposals.ts';
import * as daemonLife from './rules/daemon-life.ts';
import * as eap from './rules/eap-xauth.ts';
import * as flapping from './rules/flapping.ts';
import * as halfOpen from './rules/half-open.ts';
import * as identities from './rules/identities.ts';
import * as ikeProposals from './rules/ike-proposals.ts';
import * as latent from './rules/latent.ts';
import * as lifecycle from './rules/lifecycle.ts';
import * as methods from './rules/methods.ts';
import * as policy from './rules/policy-mismatch.ts';
import * as peer from './rules/refused-by-peer.ts';
import * as rekeying from './rules/rekeying.ts';
import * as revocation from './rules/revocation.ts';
import * as secrets from './rules/secrets.ts';
import * as setup from './rules/setup.ts';
import * as silence from './rules/silence.ts';
import * as upperLayer from './rules/upper-layer.ts';

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
  ['notify.error.received', [addresses.modeConfigRejected, ...onChild]],
  ['kernel.policy.conflict', [lifecycle.installFailed]],
  ['kernel.policy.failed', [lifecycle.installFailedV1]],
  ['kernel.sa.failed', [lifecycle.installFailedV1]],
  ['kernel.spi.failed', [lifecycle.installFailedV1]],
  ['message.failed', [secrets.pskUndecryptable]],
  ['child.expired', [lifecycle.childExpired]],
  ['retransmit.received', [halfOpen.answersLost]],
  ['ike.delete.received', [addresses.modeConfigRejected, lifecycle.peerDeleted]],
]);

/** What is good to know, or will hurt one day; no failure. */
const onNote = new Map<EventType, readonly Rule[]>([
  ['ike.established', [latent.weakIke, latent.aggressivePsk, changes.reauthGap]],
  ['child.established', [latent.weakEsp, latent.duplicateChild]],
  ['child.duplicate', [latent.duplicateChild]],
  ['lifetime.differs', [latent.lifetimeDiffers]],
  ['nat.mapping.changed', [changes.natMappingChanged]],
  ['endpoint.changed', [changes.natMappingChanged, changes.addressChanged]],
  ['mobike.no-route', [changes.addressChanged]],
  ['ike.reauthenticating', [changes.addressChanged]],
  ['ike.reestablishing', [changes.reauthGap]],
  ['ike.deleting', [changes.localDeleted]],
  ['ike.duplicate', [flapping.identityShared]],
  ['ike.delete.received', [flapping.flapping]],
  ['retransmit.gave-up', [flapping.flapping]],
  ['dpd.timeout', [flapping.flapping]],
  ['child.collision', [rekeying.rekeyCollision]],
  ['ike.collision', [rekeying.rekeyCollision]],
  ['child.closing', [rekeying.rekeyCollision, rekeying.noTraffic, upperLayer.upperLayer]],
  ['cert.status.fetch.failed', [revocation.slowRevocation]],
  ['cert.status.unavailable', [revocation.slowRevocation]],
  ['cert.status.good', [revocation.slowRevocation]],
]);

/** The log ended before the IKE_SA did: an excerpt may hold the reason and not the end. */
const onOpen: readonly Rule[] = [
  ...onEnd.filter((rule) => rule !== peer.refusedByPeer && rule !== peer.refusedOtherwise),
  silence.stillRetransmitting,
  changes.pathLost,
];

export const OCCASIONS: Occasions = {
  onEnd,
  onChild,
  onEvent,
  onOpen,
  onNote,
  daemonEvents: setup.DAEMON_EVENTS,
  onDaemon: setup.judgeDaemonEvent,
  onNextLife: daemonLife.startedAnew,
};
