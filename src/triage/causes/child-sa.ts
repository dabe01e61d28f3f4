/**
 * Room 6, causes. The CHILD_SA (phase 2): proposals, traffic selectors, addresses, the kernel.
 */
import type { CauseStories } from './story.ts';

export const childSa = {
  'esp-proposal-mismatch': {
    title: 'The two ends have no ESP algorithms in common',
    means:
      'The IKE_SA is fine. For the CHILD_SA, which carries the traffic, no offered set of algorithms fits a ' +
      'configured one.',
    proof:
      'Responder: "received proposals: ESP:..." and "configured proposals: ESP:...", then "no acceptable ' +
      'proposal found" (IKEv1 "no matching proposal found, sending NO_PROPOSAL_CHOSEN"). Initiator: ' +
      '"received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built". Both: "failed to establish CHILD_SA, ' +
      'keeping IKE_SA".',
    otherwise:
      'pfs-mismatch: only the key exchange group differs, and the first CHILD_SA may have come up. ' +
      'kernel-sa-failed: the same answer, but the responder prints "unable to install" instead of the ' +
      'lists.',
    mend:
      'Give both ends one common set in esp_proposals, for example esp_proposals = aes256gcm16-ecp256 ' +
      '(ipsec.conf: esp=aes256gcm16-ecp256). EXT_SEQ against NO_EXT_SEQ counts as a difference too; esn and ' +
      'noesn set it.',
  },
  'pfs-mismatch': {
    title: 'Perfect forward secrecy differs; the tunnel dies at its first rekeying',
    means:
      'One end wants a fresh key exchange for each CHILD_SA, the other none or another group. IKE_AUTH does ' +
      'not look at it, so the first CHILD_SA comes up and its rekeying fails.',
    proof:
      'In CREATE_CHILD_SA, on the side that compares: "received proposals: ESP:..." and "configured ' +
      'proposals: ESP:...", which differ only in the group, or "unacceptable, requesting". Other side: ' +
      '"received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built" and "CHILD_SA rekeying failed, trying again ' +
      'in". At last "closing expired CHILD_SA".',
    otherwise:
      'esp-proposal-mismatch: other algorithms differ too, and even the first CHILD_SA fails. In IKEv1 the ' +
      'group is compared at once.',
    mend:
      'Put the same group into esp_proposals on both ends, or none on both (ipsec.conf: esp). esp_proposals ' +
      '= aes256gcm16-ecp256, aes256gcm16 accepts both. Try it with swanctl --rekey --child.',
  },
  'ts-mismatch': {
    title: 'The networks of the two ends do not mirror each other',
    means:
      'Traffic selectors say which networks the tunnel joins. What the peer asks for fits no CHILD_SA that ' +
      'is configured.',
    proof:
      'Responder: "traffic selectors 10.2.0.0/16 === 10.1.0.0/16 unacceptable" ("inacceptable" up to 5.6) ' +
      'or "no acceptable traffic selectors found", seen from its own side, local first. IKEv1: "no matching ' +
      'CHILD_SA config found for", remote first. Initiator: "received TS_UNACCEPTABLE notify, no CHILD_SA ' +
      'built" (IKEv1 "received INVALID_ID_INFORMATION error notify").',
    otherwise:
      'virtual-ip-not-requested: the refused network is just the own address of the peer. policy-conflict ' +
      'and kernel-sa-failed: older responders answer TS_UNACCEPTABLE when their kernel refuses. Narrower ' +
      'networks than configured are no error in IKEv2.',
    mend:
      'Let local_ts of one end be remote_ts of the other (ipsec.conf: leftsubnet, rightsubnet). Peers such ' +
      'as Cisco or Fortinet, and all of IKEv1, want one pair of networks in each child: write several ' +
      'children. A route-based peer proposes 0.0.0.0/0.',
  },
  'ts-narrowed-v1': {
    title: 'An IKEv1 peer answered with other networks than proposed',
    means:
      'IKEv1 does not allow the responder to choose smaller or other networks. This peer did, and this side ' +
      'refuses its answer.',
    proof:
      'Initiator: "peer selected invalid traffic selectors:", with the networks that came and the ones ' + 'proposed.',
    otherwise: 'ts-mismatch: the peer refuses. Here it accepts, but with other networks.',
    mend:
      'Propose exactly what the peer has: local_ts and remote_ts (ipsec.conf: leftsubnet, rightsubnet), one ' +
      'pair in each child. Or use IKEv2, which allows narrowing.',
  },
  'mode-mismatch': {
    title: 'Tunnel mode and transport mode do not meet',
    means: 'One end wants tunnel mode, the other transport mode. They cannot be combined.',
    proof:
      'Initiator: "TRANSPORT mode requested by responder is unacceptable", or another mode. "not using ' +
      'transport mode, not host-to-host" means that transport mode was given up for tunnel mode.',
    otherwise: 'ts-mismatch: transport mode between networks fails by the selectors.',
    mend:
      'Set the same mode in the children of both ends: mode = tunnel or mode = transport (ipsec.conf: ' +
      'type). L2TP wants transport mode, networks behind the two hosts want tunnel mode.',
  },
  'virtual-ip-unavailable': {
    title: 'The client asked for an address and the server had none',
    means:
      'The client wants an address of the inner network. The connection has no pool, the pool is full, or ' +
      'it is for the other IP version.',
    proof:
      'Server: "peer requested virtual IP %any", "no virtual IP found for", "no virtual IP found, sending ' +
      'INTERNAL_ADDRESS_FAILURE"; a full pool says "is full, unable to assign address". Client: "received ' +
      'INTERNAL_ADDRESS_FAILURE notify, no CHILD_SA built".',
    otherwise:
      'virtual-ip-not-requested: the opposite, the client did not ask. Asking for %any6 with a pool for ' +
      'IPv4 only is a pool for the wrong IP version.',
    mend:
      'Set pools = rw in the connection and define pools { rw { addrs = 10.3.0.0/24 } }, large enough ' +
      '(ipsec.conf: rightsourceip=10.3.0.0/24). swanctl --list-pools --leases shows who holds what. Or ' +
      'remove vips from the client (leftsourceip).',
  },
  'virtual-ip-not-requested': {
    title: 'The server expects the client to ask for an address; it does not',
    means:
      'The connection hands out inner addresses. The client does not ask for one, so its traffic selector ' +
      'is its outer address, which fits nothing.',
    proof:
      'Server: "expected a virtual IP request, sending FAILED_CP_REQUIRED", or "traffic selectors" with ' +
      'only the /32 of the client "unacceptable". The request has no CPRQ. Client: "received ' +
      'FAILED_CP_REQUIRED notify, no CHILD_SA built".',
    otherwise: 'ts-mismatch: networks differ and no pool is involved. virtual-ip-unavailable: the client did ask.',
    mend:
      'On the client set vips = 0.0.0.0 (ipsec.conf: leftsourceip=%config). For a site-to-site peer remove ' +
      'pools from the connection of the server (rightsourceip).',
  },
  'mode-config-rejected': {
    title: 'The IKEv1 peer does not want to hand out an address',
    means:
      'This side asked for an inner address by Mode Config. The peer, often a site-to-site gateway, does ' +
      'not know that request and refuses.',
    proof:
      '"generating TRANSACTION request", with CPRQ(ADDR), then "received INVALID_SYNTAX error notify" or ' +
      '"received DELETE for IKE_SA".',
    otherwise: 'virtual-ip-unavailable: the peer knows the request and has no address to give.',
    mend:
      'Remove vips from the connection (ipsec.conf: leftsourceip), and set local_ts to the own network ' +
      'instead (leftsubnet).',
  },
  'kernel-sa-failed': {
    title: 'The kernel refused the keys or policies of the CHILD_SA',
    means: 'The negotiation was fine. The kernel, which does the encryption, did not accept the result.',
    proof:
      'On the side whose kernel refuses: "unable to add SAD entry with SPI", "unable to install inbound and ' +
      'outbound IPsec SA (SAD) in kernel" or "unable to allocate SPI". Above it stands the error of the ' +
      'kernel, such as "Function not implemented (38)"; its number is the errno. The peer sees ' +
      'NO_PROPOSAL_CHOSEN or TS_UNACCEPTABLE; an initiator whose responder is 6.x says "IDr payload ' +
      'missing".',
    otherwise:
      'kernel-module-missing: no CHILD_SA works at all. policy-conflict: "unable to install IPsec policies ' +
      '(SPD) in kernel". permission-denied: the errno is 1. "IDr payload missing" looks like a fault of ' +
      'authentication and is none.',
    mend:
      'Go by the errno. 2, 38 or 93: the algorithm is not in this kernel, so load its module or choose ' +
      'another in esp_proposals (ipsec.conf: esp). 17: an entry is there already, left by another daemon. ' +
      '1: charon lacks CAP_NET_ADMIN.',
  },
  'policy-conflict': {
    title: 'Two connections want the same policy in the kernel',
    means:
      'The kernel can hold a policy for one pair of networks only once. Another connection has it already, ' +
      'so the new one cannot be installed, or takes the traffic of the old.',
    proof:
      '"unable to install IPsec policies (SPD) in kernel", up to 5.9.5 also "unable to install policy ... ' +
      'the same policy for reqid", and "policy already exists, try to update it".',
    otherwise:
      'kernel-sa-failed: the keys are refused, not the policy. identity-shared: the older connection is ' +
      'deleted by its identity.',
    mend:
      'Let no two peers have the same networks: virtual addresses from a pool, or marks and interfaces with ' +
      'mark_in, mark_out, if_id_in, if_id_out (ipsec.conf: mark). Clients behind one NAT in transport mode ' +
      'need it. unique = replace drops connections that were left behind.',
  },
  'duplicate-child': {
    title: 'The same CHILD_SA exists several times',
    means:
      'Both ends, or two triggers on one end, open the same CHILD_SA. The copies work, but they use ' +
      'resources and confuse.',
    proof:
      'Several {n} with the same networks; "not establishing CHILD_SA ... due to existing duplicate", or ' +
      '"detected redundant CHILD_SA".',
    otherwise:
      'During a rekeying two exist for a short time, and that is normal. rekey-collision: both ends rekeyed ' +
      'at once.',
    mend:
      'Let only one end open it: start_action = start there, trap or none on the other (ipsec.conf: ' +
      'auto=start, auto=route, auto=add). Do not combine close_action = start on both ends.',
  },
  'no-traffic': {
    title: 'The tunnel is up, but packets do not pass',
    means:
      'IKE succeeded and both ends agree. Packets are lost before, in or after the tunnel, so routes or ' +
      'firewalls are to blame rather than IKE.',
    proof:
      '"closing CHILD_SA", with a count of bytes in each direction. Bytes out and 0 in: packets leave and ' +
      'nothing returns. 0 in both: nothing ever reaches the tunnel.',
    otherwise:
      'duplicate-child and policy-conflict: packets take another CHILD_SA. A tunnel that nobody used shows ' +
      'zeros as well.',
    mend:
      'Bytes out and none in: let ESP (IP protocol 50) or UDP 4500 pass, or wrap it with encap = yes ' +
      '(ipsec.conf: forceencaps=yes). None at all: check routes, rp_filter, and that NAT rules spare the ' +
      'tunnel. Only large packets lost: clamp the TCP MSS.',
  },
} as const satisfies CauseStories;
