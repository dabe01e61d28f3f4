/**
 * Room 6, causes. The first exchange (IKE_SA_INIT, phase 1): configuration lookup, proposals, key exchange.
 */
import type { CauseStories } from './story.ts';

export const firstExchange = {
  'no-ike-config': {
    title: 'The responder has no connection for these two addresses',
    means:
      'The responder looks for a connection by local address, remote address and IKE version, and found ' +
      'none. It answers NO_PROPOSAL_CHOSEN although it compared no proposal.',
    proof:
      'Responder: "no IKE config found for 192.0.2.2...192.0.2.1, sending NO_PROPOSAL_CHOSEN", with no list ' +
      'of proposals before it. Initiator: only "received NO_PROPOSAL_CHOSEN notify error" (IKEv1 "received ' +
      'NO_PROPOSAL_CHOSEN error notify").',
    otherwise:
      'ike-proposal-mismatch: the responder prints "received proposals" and "configured proposals" first. ' +
      'ike-version-mismatch: a connection for these addresses exists, for the other version. ' +
      'config-not-loaded: no connection was loaded at all. The initiator cannot tell any of them apart.',
    mend:
      'Make local_addrs and remote_addrs fit the two addresses in that line, or leave them out, which means ' +
      'any (ipsec.conf: left, right, %any). Behind NAT or in a container the local address is the private ' +
      'one. Then swanctl --load-all (ipsec update).',
  },
  'ike-version-mismatch': {
    title: 'One side speaks IKEv1, the other only IKEv2',
    means:
      'The connection exists but is for the other IKE version. charon passes it over and answers as if ' +
      'there were none.',
    proof:
      'Responder: "parsed ID_PROT request" (IKEv1) or "parsed IKE_SA_INIT request" (IKEv2), then "no IKE ' +
      'config found for", while the configured connection is for the other version. A daemon without IKEv1 ' +
      'says "received unsupported IKE version ... sending INVALID_MAJOR_VERSION".',
    otherwise:
      'no-ike-config: the same line when the addresses do not fit. If the same peer succeeds with the other ' +
      'version in the same log, it is the version.',
    mend:
      'Set the same version on both ends, IKEv2 where both can: version = 2 (ipsec.conf: ' +
      'keyexchange=ikev2). version = 0 lets a responder accept both.',
  },
  'ike-proposal-mismatch': {
    title: 'The two ends have no IKE algorithms in common',
    means:
      'Each IKE proposal is a set of encryption, integrity, PRF and key exchange group. No set offered by ' +
      'one side fits a set configured on the other.',
    proof:
      'Responder: "received proposals: IKE:..." and "configured proposals: IKE:...", then "received ' +
      'proposals unacceptable" ("inacceptable" up to 5.6; IKEv1 "no proposal found"). Initiator: "received ' +
      'NO_PROPOSAL_CHOSEN notify error".',
    otherwise:
      'no-ike-config: the same answer, with no lists in the log of the responder. Often only one part ' +
      'differs, such as the group (MODP_1024 of old Windows clients against MODP_2048); compare the lists ' +
      'part by part.',
    mend:
      'Give both ends one common set in proposals, for example proposals = aes256-sha256-modp2048 ' +
      '(ipsec.conf: ike=aes256-sha256-modp2048).',
  },
  'ke-group-mismatch': {
    title: 'The peer insists on a key exchange group that is not available here',
    means:
      'The two ends agree on algorithms but not on the Diffie-Hellman or other key exchange group. One asks ' +
      'for a group that the other cannot or will not use.',
    proof:
      '"requested DH group" or "requested key exchange method" with "not supported" or "not contained in ' +
      'any of our proposals", or "giving up after 5 retries". Before it usually "peer didn\'t accept DH ' +
      'group" (6.x "peer didn\'t accept key exchange method").',
    otherwise:
      'One round of "unacceptable, requesting" and "it requested" is ordinary negotiation and no fault. ' +
      'ike-proposal-mismatch: the lists as a whole have nothing in common.',
    mend:
      'Add the requested group to proposals or esp_proposals (ipsec.conf: ike, esp), best as the first, and ' +
      'load the plugin that provides it.',
  },
  'scanner-noise': {
    title: 'Strangers from the internet knock; no peer of yours is affected',
    means:
      'Hosts that were never configured try the IKE port. Scanners do that all day. They never get as far ' +
      'as authentication.',
    proof:
      'Responder: "no IKE config found for" or "received proposals unacceptable" from many addresses that ' +
      'never had a tunnel, and never an IKE_AUTH after it.',
    otherwise: 'no-ike-config: the address belongs to a peer that you expect.',
    mend:
      'Nothing needs mending. To quiet the log, allow UDP 500 and 4500 only from known addresses, or name ' +
      'the peers in remote_addrs (ipsec.conf: right).',
  },
  'v1-mode-mismatch': {
    title: 'Main Mode and Aggressive Mode do not meet',
    means:
      'IKEv1 knows two ways to begin. One end wants Aggressive Mode, the other allows only Main Mode, or ' +
      'the other way round.',
    proof:
      'Responder: "Aggressive Mode PSK disabled for security reasons", or "but none allows pre-shared key ' +
      'authentication using Main Mode". Initiator: "initiating Aggressive Mode IKE_SA", then "received ' +
      'AUTHENTICATION_FAILED error notify" before anything was proved.',
    otherwise:
      'auth-method-mismatch: the line names a method that does not fit rather than the mode. psk-mismatch: ' +
      'there the exchange gets as far as checking a hash.',
    mend:
      'Use the same mode on both ends: aggressive = no (ipsec.conf: aggressive=no). IKEv2 has no modes and ' +
      'is the better way out. Aggressive Mode with a shared secret exposes a hash that can be attacked ' +
      'offline, which is why it is off.',
  },
  'v1-lifetime-differs': {
    title: 'The lifetimes of the two ends differ, which is harmless',
    means:
      'IKEv1 peers tell each other their lifetime. They differ here, and the negotiation goes on all the ' + 'same.',
    proof:
      '"received lifetime 28800s does not match configured lifetime 14400s", or for a CHILD_SA "received ' +
      '3600s lifetime, configured 7200s".',
    otherwise: 'If the negotiation fails, the reason is another; this line only stands nearby.',
    mend:
      'Nothing must change. For order set the same values: rekey_time and over_time (ipsec.conf: ' +
      'ikelifetime, lifetime).',
  },
  'weak-algorithm': {
    title: 'The tunnel works with algorithms that are too weak for today',
    means:
      'The two ends agreed on an algorithm that is broken or deprecated: a Diffie-Hellman group of 1024 bits ' +
      'or fewer, DES or 3DES, MD5, SHA-1.',
    proof: '"selected proposal: ..." with MODP_1024, 3DES_CBC, HMAC_MD5 or HMAC_SHA1 in it, and the tunnel came up.',
    otherwise: null,
    mend:
      'Give both ends proposals = aes256-sha256-ecp256 and esp_proposals = aes256gcm16-ecp256 (ipsec.conf: ike, ' +
      'esp), and take the old ones out, because an attacker in the middle may choose them.',
  },
  'aggressive-mode-psk': {
    title: 'Aggressive Mode exposes the pre-shared key to guessing',
    means:
      'IKEv1 Aggressive Mode sends a hash made with the pre-shared key in clear. Who records one exchange can ' +
      'try passwords at leisure, and nobody notices.',
    proof:
      '"initiating Aggressive Mode IKE_SA" or "is initiating a Aggressive Mode IKE_SA", and HASH in the payloads ' +
      'of the answer.',
    otherwise: 'v1-mode-mismatch: there Aggressive Mode is refused and nothing comes up.',
    mend:
      'Use IKEv2 on both ends: version = 2 (ipsec.conf: keyexchange=ikev2), or at least Main Mode: aggressive = no ' +
      '(aggressive=no). Change the key, and make it long and random.',
  },
} as const satisfies CauseStories;
