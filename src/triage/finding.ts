/**
 * Room 6, the atom: a finding. What was seen, why, what proves it, what mends it.
 */
import type { ConfigurationFormat } from '../configuration/index.ts';
import type { ChildSa, IkeEvent, IkeSa, Stage } from '../negotiation/index.ts';

export const SEVERITIES = ['error', 'warning', 'info'] as const;
/** `error`: it failed or went down; `warning`: works, will hurt; `info`: good to know. */
export type Severity = (typeof SEVERITIES)[number];

export const SYMPTOMS = [
  'no-proposal-chosen',
  'authentication-failed',
  'policy-mismatch',
  'retransmit-timeout',
  'half-open-timeout',
  'aborted-locally',
  'install-failed',
  'address-refused',
  'tunnel-lost',
  'tunnel-flapping',
  'rekey-failed',
  'latent',
] as const;
export type Symptom = (typeof SYMPTOMS)[number];

/** `proven`: the log excludes every other cause; `likely`, `possible`: ranked candidates. */
export type Certainty = 'proven' | 'likely' | 'possible';

/** A cause with its standing in this log. `cause` is an id of the catalogue (causes.ts); `reason` says why, in words. */
export interface RankedCause {
  readonly cause: CauseId;
  readonly certainty: Certainty;
  readonly reason: string;
}

/** What differs between the two ends, computed: as the end that compared has it. */
export interface Difference {
  readonly kind: 'proposal' | 'traffic-selector' | 'identity';
  readonly received: readonly string[];
  readonly configured: readonly string[];
  /** For proposals the transform types without a common algorithm, for the closest pair; else what differs, in words. */
  readonly mismatch: readonly string[];
}

/** One line of a change, and where it goes in the configuration of this side. */
export interface FixLine {
  readonly config: string;
  /** Null: it continues the line before, is a comment, or no place is known for it. */
  readonly place: FixPlace | null;
}

export interface FixPlace {
  readonly file: string;
  readonly line: number;
  /** False: the setting is not there yet, and the line is that of the section it belongs to. */
  readonly isThere: boolean;
  /** What is set there now; null for what is not there, for sections and for secrets. */
  readonly now: string | null;
}

/** A change that mends it. `config` is in swanctl.conf syntax; `ipsecConf` where ipsec.conf differs. */
export interface Fix {
  readonly where: 'local' | 'peer' | 'network';
  readonly text: string;
  readonly config: readonly string[];
  readonly ipsecConf?: readonly string[];
  /** The same change for the configuration of this side that was given, in its format; only with at least one place. */
  readonly inFile?: { readonly format: ConfigurationFormat; readonly lines: readonly FixLine[] };
}

/** What a rule says of a failure. The rest of a finding follows from whom it is about. */
export interface Verdict {
  readonly severity: Severity;
  readonly symptom: Symptom;
  /** Best first, never empty. */
  readonly causes: readonly RankedCause[];
  /** One sentence that a person can act on, with the values of this log in it. */
  readonly summary: string;
  readonly difference?: Difference | null;
  /** The events whose lines prove it, in order, never empty. */
  readonly evidence: readonly IkeEvent[];
  readonly fix: readonly Fix[];
  /** When nothing is proven: what to look at next. */
  readonly wouldSettle?: string | null;
  readonly childSa?: ChildSa | null;
}

/** Of a finding when the logs of both ends were read: whose log says why, and what it was in the other's. */
export interface BothEnds {
  /** The end whose log tells the cause. Text of the verdict is as seen from there only where it says so. */
  readonly decidedBy: 'local' | 'peer' | 'both';
  /** The peer's IKE_SA; null where its log has none. */
  readonly peerIkeSa: IkeSa | null;
  /** Ids of findings of the peer's log that this one has taken in. */
  readonly merged: readonly string[];
}

/** Owned by triage: the verdict of a group of strangers is replaced as the group grows. */
export interface Finding extends Verdict {
  /** `f1`, `f2`, ... in order of discovery. */
  readonly id: string;
  readonly at: number;
  readonly ikeSa: IkeSa | null;
  readonly role: IkeSa['role'];
  readonly stage: Stage | null;
  /** Repeats of the same failure on the same connection are one finding. */
  count: number;
  readonly firstAt: number;
  lastAt: number;
  /** Absent when only one end's log was read. */
  readonly bothEnds?: BothEnds;
}

/** The cause ids of the catalogue; they are interface. */
export const CAUSE_IDS = [
  'peer-unreachable',
  'reply-lost',
  'udp-4500-blocked',
  'fragments-lost',
  'peer-went-silent',
  'v1-phase1-stalled',
  'peer-unresolvable',
  'dpd-timeout',
  'nat-mapping-changed',
  'half-open-limit',
  'stale-sa',
  'no-ike-config',
  'ike-version-mismatch',
  'ike-proposal-mismatch',
  'ke-group-mismatch',
  'scanner-noise',
  'v1-mode-mismatch',
  'v1-lifetime-differs',
  'psk-mismatch',
  'psk-missing',
  'no-peer-config',
  'local-id-mismatch',
  'peer-id-rejected',
  'cert-id-mismatch',
  'cert-untrusted',
  'cert-expired',
  'cert-not-yet-valid',
  'cert-revoked',
  'revocation-unavailable',
  'cert-constraint',
  'private-key-missing',
  'signature-invalid',
  'auth-method-mismatch',
  'eap-not-configured',
  'eap-credentials',
  'eap-method-mismatch',
  'radius-unreachable',
  'xauth-failed',
  'ppk-missing',
  'refused-by-policy',
  'esp-proposal-mismatch',
  'pfs-mismatch',
  'ts-mismatch',
  'ts-narrowed-v1',
  'mode-mismatch',
  'virtual-ip-unavailable',
  'kernel-sa-failed',
  'policy-conflict',
  'duplicate-child',
  'no-traffic',
  'rekey-collision',
  'rekey-timeout',
  'sa-expired',
  'peer-deleted',
  'local-deleted',
  'identity-shared',
  'reauth-gap',
  'address-changed',
  'daemon-restarted',
  'daemon-crashed',
  'config-invalid',
  'config-not-loaded',
  'plugin-missing',
  'permission-denied',
  'kernel-module-missing',
  'network-unreachable',
  'daemon-already-running',
  'cert-chain-incomplete',
  'virtual-ip-not-requested',
  'mode-config-rejected',
  'xauth-credentials-missing',
  'upper-layer',
  'peer-interop',
  'weak-algorithm',
  'aggressive-mode-psk',
] as const;
export type CauseId = (typeof CAUSE_IDS)[number];
