/**
 * Room 6, causes. Why a tunnel that worked went down: rekeying, deletion, change of address, restart.
 */
import type { CauseStories } from './story.ts';

export const lifecycle = {
  'rekey-collision': {
    title: 'Both ends rekeyed at the same moment',
    means:
      'Each end began to replace the same keys. IKEv2 settles that: one of the two results is dropped. ' +
      'Seldom is it a fault.',
    proof:
      '"detected CHILD_REKEY collision with" (6.x "detected rekey collision for CHILD_SA"), then "rekey ' +
      'collision won" or "rekey collision lost". Also "received TEMPORARY_FAILURE notify".',
    otherwise: 'duplicate-child: copies that stay. rekey-timeout: no answer to a rekeying at all.',
    mend:
      'If one CHILD_SA is left and works, nothing. Else keep the two ends apart in time: different ' +
      'rekey_time, and rand_time above zero (ipsec.conf: lifetime, margintime, rekeyfuzz), and update both.',
  },
  'rekey-timeout': {
    title: 'A rekeying got no answer, and the tunnel was given up',
    means: 'The time had come to replace keys. The request for it was never answered.',
    proof:
      '"generating CREATE_CHILD_SA request", "retransmit 1 of request with message ID", then "rekeying ' +
      'IKE_SA failed, peer not responding" or "giving up after 5 retransmits".',
    otherwise:
      'dpd-timeout: the request without answer is a liveness check. pfs-mismatch: the peer answered and ' + 'refused.',
    mend:
      'Check the path, also for large packets, and that the peer still knows the tunnel. dpd_delay = 30s ' +
      'and dpd_action = restart (ipsec.conf: dpddelay, dpdaction) find it sooner and bring it back.',
  },
  'sa-expired': {
    title: 'A CHILD_SA ran out of its lifetime without a successor',
    means:
      'The keys of the CHILD_SA were too old and nothing had replaced them. Traffic stops until a new one ' +
      'is there.',
    proof:
      '"closing expired CHILD_SA", without an earlier "inbound CHILD_SA" for its successor; often "CHILD_SA ' +
      'rekeying failed, trying again in" before it.',
    otherwise: 'pfs-mismatch and rekey-timeout are what usually stands behind it; look for the rekeying that failed.',
    mend:
      'Mend the rekeying that failed. Keep life_time clearly above rekey_time, so that there is time for a ' +
      'second try (ipsec.conf: lifetime, margintime).',
  },
  'peer-deleted': {
    title: 'The peer closed the tunnel',
    means: 'The other end sent a delete. This log shows that it did, not why.',
    proof:
      '"received DELETE for IKE_SA" or "received DELETE for ESP CHILD_SA", in a message "parsed ' +
      'INFORMATIONAL request 5 [ D ]" that this side did not ask for.',
    otherwise:
      'peer-id-rejected: the message before holds N(AUTH_FAILED) right after the tunnel came up, so the ' +
      'peer refused this side. A delete at a fixed age points to a lifetime or idle timer of the peer. ' +
      'Deletes after a rekeying are normal.',
    mend:
      'The log of the peer has the reason. To come back by itself set close_action = start (ipsec.conf: ' +
      'closeaction=restart). Let this side rekey before the peer times out: rekey_time (ikelifetime, ' +
      'lifetime).',
  },
  'local-deleted': {
    title: 'This side closed the tunnel',
    means:
      'The tunnel ended because this end was told to: by a person, by a reload of the configuration, or by ' +
      'an idle timer.',
    proof:
      '"deleting IKE_SA ... between", and no "received DELETE for IKE_SA" before it. "vici terminate" is a ' +
      'command, "deleting CHILD_SA after 300 seconds of inactivity" the idle timer.',
    otherwise: 'peer-deleted: the delete came in. identity-shared: this side deletes a duplicate and says so.',
    mend:
      'If it was not wanted: see who called swanctl --terminate or ipsec down, and set inactivity = 0 in ' +
      'the child (ipsec.conf: inactivity).',
  },
  'identity-shared': {
    title: 'Two devices use the same identity and throw each other out',
    means:
      'By default one identity may have one connection. A second device with the same identity, or the same ' +
      'device once more, replaces the first.',
    proof:
      '"deleting duplicate IKE_SA for peer ... due to uniqueness policy", or "destroying duplicate IKE_SA ' +
      'for peer ... received INITIAL_CONTACT". If the remote addresses alternate, two devices share it.',
    otherwise:
      'stale-sa: the same device from the same address after a restart is a healthy cleanup. "suspected ' +
      'reauthentication" every time means that both ends reauthenticate.',
    mend:
      'Give each device its own identity and certificate or secret. Where one identity must serve many, set ' +
      'unique = never (ipsec.conf: uniqueids=never).',
  },
  'reauth-gap': {
    title: 'Traffic stops for a moment at each reauthentication',
    means:
      'Reauthentication by default up to 5.9 takes the tunnel down first and builds it again. Between the ' +
      'two nothing passes, and if the second fails the tunnel stays down.',
    proof:
      '"reauthenticating IKE_SA", "deleting IKE_SA", "IKE_SA deleted", then "restarting CHILD_SA" and ' +
      '"initiating IKE_SA". "unable to reestablish IKE_SA due to asymmetric setup" means that this side ' +
      'cannot build it again.',
    otherwise: 'peer-deleted: the delete is not preceded by "reauthenticating IKE_SA".',
    mend:
      'Set charon.make_before_break = yes in strongswan.conf (the default from 6.0), if both ends can. Or ' +
      'do without: reauth_time = 0 and rekey_time = 4h (ipsec.conf: reauth=no).',
  },
  'address-changed': {
    title: 'The address or interface of this host changed',
    means:
      'An address or interface that the tunnel used went away, for example by a new lease, another WLAN or ' +
      'a cable. MOBIKE can move the tunnel, else it has to be built again.',
    proof:
      '"disappeared from", "deactivated", then "old path is not available anymore, try to find another", ' +
      '"requesting address change using MOBIKE" or "sending address list update using MOBIKE"; without ' +
      'MOBIKE "reauthenticating IKE_SA due to address change".',
    otherwise:
      'nat-mapping-changed: the address of a router in between changed, not the one of this host. "no route ' +
      'found to reach" means that no other way is left.',
    mend:
      'Keep mobike = yes on both ends (ipsec.conf: mobike=yes) and do not pin local_addrs to one address ' +
      '(left=%defaultroute). Keep-alives help routers on the way.',
  },
  'daemon-restarted': {
    title: 'The daemon was stopped or started anew',
    means: 'charon went down and came back. All tunnels ended with it; that is no failure of theirs.',
    proof:
      '"SIGTERM received, shutting down" (charon up to 5.9.0 "signal of type SIGTERM received. Shutting ' +
      'down"), then "Starting IKE charon daemon". Numbers of IKE_SAs begin again at 1.',
    otherwise: 'daemon-crashed: the start is there, the shutdown is not.',
    mend:
      'Nothing, if it was wanted. A change of configuration needs no restart: swanctl --load-all (ipsec ' +
      'update, ipsec rereadsecrets).',
  },
  'daemon-crashed': {
    title: 'The daemon crashed',
    means: 'charon died by an error of its own or of a library, and all tunnels with it.',
    proof:
      '"thread 7 received 11", a backtrace, "killing ourself, received critical signal"; from the starter ' +
      '"charon has died -- restart scheduled". Or "Starting IKE charon daemon" without a "shutting down" ' +
      'before it.',
    otherwise:
      'daemon-restarted: there "shutting down" comes first. A machine that lost power also leaves no last ' + 'line.',
    mend:
      'Update strongSwan. Look at the plugin in the backtrace and do without it if you can (load = no in ' +
      'strongswan.d/charon). Report the backtrace to the project.',
  },
  'upper-layer': {
    title: 'IPsec is fine; what runs inside the tunnel fails',
    means: 'The tunnel is up and carries packets. L2TP, PPP or GRE, which use it, fail. IPsec is not the fault.',
    proof:
      'charon says nothing of what runs inside. What it shows: a CHILD_SA for UDP port 1701 (printed as udp/l2f), ' +
      '"received DELETE for ESP CHILD_SA" within a minute, and "closing CHILD_SA" with bytes in both ' +
      'directions, while no interface such as ppp0 appeared. Proof is in the log of pppd or xl2tpd.',
    otherwise:
      'no-traffic: not even the packets of the upper layer pass. peer-deleted: the session had worked, ' +
      'and the user hung up.',
    mend:
      'Read the log of that program: its users, addresses and MTU. Only check that the CHILD_SA covers its ' +
      'port, such as local_ts = dynamic[udp/1701] (ipsec.conf: leftprotoport=17/1701).',
  },
  'peer-interop': {
    title: 'The peer sends something that does not follow the protocol',
    means:
      'A message of the peer cannot be read or does not belong there. Its implementation differs from the ' +
      'standard, or is faulty.',
    proof:
      '"message parsing failed", "message verification failed", "received IKE_AUTH response, but expected ' +
      'CREATE_CHILD_SA", or "is not supported, but payload is critical!", from one vendor only. "received ' +
      'unknown vendor ID" and its kin tell which.',
    otherwise:
      'psk-mismatch: in IKEv1 a wrong secret also makes the third message unreadable. signature-invalid: ' +
      'the message is readable.',
    mend:
      'Update the peer and strongSwan, and search for the vendor together with the line. Try simpler ' +
      'settings: IKEv2, one proposal, mobike = no, fragmentation = no (ipsec.conf: mobike, fragmentation).',
  },
} as const satisfies CauseStories;
