/**
 * Room 6, causes. Packets that do not arrive, answers that do not come, peers that fall silent.
 */
import type { CauseStories } from './story.ts';

export const reachability = {
  'peer-unreachable': {
    title: 'The first message never reached the peer, or nobody listens there',
    means:
      'The first request went out several times and not one packet came back. Either the way is closed, the ' +
      'address is wrong, or no IKE daemon runs there.',
    proof:
      'Initiator: "retransmit 1 of request with message ID 0" and the ones that follow, "giving up after 5 ' +
      'retransmits", then "peer not responding, trying again" or "establishing IKE_SA failed, peer not ' +
      'responding". IKEv1 says "sending retransmit 1 of request message ID 0". Between them no "received ' +
      'packet" from the peer. The log of the peer is silent.',
    otherwise:
      'reply-lost: the log of the peer shows the request arriving. half-open-limit: the peer says "ignoring ' +
      'IKE_SA setup from". peer-unresolvable: this side never had an address to send to. ' +
      'network-unreachable: this host could not even send.',
    mend:
      'Open UDP 500 and 4500 on the way, check remote_addrs (ipsec.conf: right) and the route to it, and ' +
      'see that the daemon of the peer runs and listens on that address.',
  },
  'reply-lost': {
    title: 'The peer answers, but its answers get lost on the way back',
    means:
      'Requests arrive and are answered. The answers never reach the side that asked, so it repeats itself ' +
      'until it gives up.',
    proof:
      'Responder: "received retransmit of request with ID 0, retransmitting response", again and again. ' +
      'Initiator: "retransmit 1 of request with message ID 0" up to "giving up after 5 retransmits", and no ' +
      '"received packet".',
    otherwise:
      'peer-unreachable: the responder has no line at all. From the log of the initiator alone the two ' +
      'cannot be told apart.',
    mend:
      'Look at the way back: stateful firewalls, asymmetric routes, NAT. The responder must answer from the ' +
      'address that the initiator called; pin it with local_addrs (ipsec.conf: left) if the host has ' +
      'several.',
  },
  'udp-4500-blocked': {
    title: 'UDP port 4500 is blocked although port 500 is open',
    means:
      'The first exchange uses UDP port 500. After it both ends move to port 4500, and on this path nothing ' +
      'gets through there.',
    proof:
      'Initiator: "parsed IKE_SA_INIT response", then packets "[500] to" become "[4500] to", and only ' +
      '"retransmit 1 of request with message ID 1" follows. Responder: "generating IKE_SA_INIT response 0", ' +
      'then nothing, and 30 s later "deleting half open IKE_SA".',
    otherwise:
      'fragments-lost: the request that gets no answer is large (certificates) or goes out in fragments. ' +
      'Here it is small. peer-went-silent: the responder did receive IKE_AUTH. An initiator that lacks its ' +
      'secret or key also stops here, but says so in its own log.',
    mend:
      'Let UDP 4500 pass in both directions, on firewalls, NAT routers and cloud security groups. UDP 500 ' +
      'alone is not enough.',
  },
  'fragments-lost': {
    title: 'Large messages do not get through; fragments are dropped',
    means:
      'A message with certificates is larger than one packet of the path. Its pieces, cut by IP or by IKE ' +
      'itself, do not all arrive, so the other side never sees the message.',
    proof:
      'Sender: "splitting IKE message" or a "sending packet" of more than about 1,200 bytes, then ' +
      '"retransmit 1 of request with message ID 1". Receiver: "received fragment #1 of 5, waiting for ' +
      'complete IKE message" and never "reassembled fragmented IKE message", or nothing at all. A missing ' +
      'piece leaves no error line.',
    otherwise:
      'udp-4500-blocked: small messages are lost on port 4500 too. If the receiver has "generating IKE_AUTH ' +
      'response 1", the request came through whole and it is the answer that is lost.',
    mend:
      'Set fragmentation = yes on both ends (ipsec.conf: fragmentation=yes) and a smaller ' +
      'charon.fragment_size in strongswan.conf, such as 1200. Or make the message smaller: ECDSA ' +
      'certificates, or certificates installed on both ends and send_cert = never (leftsendcert=never).',
  },
  'peer-went-silent': {
    title: 'The peer stopped in the middle of authentication without a word',
    means:
      'The peer took part in the first exchanges and then said nothing more. Clients often do that when ' +
      'they dislike the certificate or the identity of the server.',
    proof:
      'Responder: "parsed IKE_AUTH request 1", its answer such as "generating IKE_AUTH response 1 [ IDr ' +
      'CERT AUTH EAP/REQ/ID ]", then only "deleting half open IKE_SA".',
    otherwise:
      'udp-4500-blocked: IKE_AUTH never arrives here. fragments-lost: the answer is large and was lost; ' +
      'shrink it and see whether that helps.',
    mend:
      'Give the server certificate the name that clients connect to as subjectAltName, the serverAuth ' +
      'usage, and send every intermediate with it. Set local id (ipsec.conf: leftid) to that name. The ' +
      'reason itself is in the log of the client.',
  },
  'v1-phase1-stalled': {
    title: 'IKEv1 phase 1 hangs: a message is ignored on purpose',
    means:
      'The responder received an IKEv1 message and decided not to answer it. The initiator repeats it until ' +
      'it gives up.',
    proof:
      'Responder: "received retransmit of request with ID 0, but no response to retransmit". Initiator: ' +
      '"sending retransmit 1 of request message ID 0, seq 2" or seq 3; the number tells which message got ' +
      'no answer.',
    otherwise:
      'peer-unreachable: there the responder has no such line. psk-mismatch: just above stands "could not ' +
      'decrypt payloads", and seq is 3.',
    mend:
      'Read the line above on the responder; it says why the message was dropped. Mend that. IKEv2 (version ' +
      '= 2, keyexchange=ikev2) reports such errors instead.',
  },
  'peer-unresolvable': {
    title: 'The name of the peer cannot be resolved',
    means: 'The peer is configured by name and DNS gave no address for it. Nothing was sent.',
    proof:
      'Initiator: "unable to resolve vpn.example.org, initiate aborted" or "retrying in" instead of ' +
      '"initiate aborted".',
    otherwise: 'peer-unreachable: there an address is known and packets leave.',
    mend:
      'Repair DNS on this host, or write the address into remote_addrs (ipsec.conf: right). ' +
      'charon.retry_initiate_interval in strongswan.conf makes charon try again, useful when the network ' +
      'comes up after the daemon.',
  },
  'dpd-timeout': {
    title: 'A working tunnel went silent; the liveness check got no answer',
    means:
      'The IKE_SA was up. A liveness check, or another request, was repeated without any answer, so the ' +
      'tunnel was given up.',
    proof:
      '"sending DPD request", "retransmit 1 of request with message ID", "giving up after 5 retransmits"; ' +
      'IKEv1 "DPD check timed out, enforcing DPD action". Then "restarting CHILD_SA" if that is configured, ' +
      'else nothing.',
    otherwise:
      'stale-sa: the daemon of the peer had restarted; its log has a fresh "Starting IKE charon daemon". ' +
      'nat-mapping-changed: there is NAT between the two, and the addresses or ports moved. rekey-timeout: ' +
      'the request without answer is CREATE_CHILD_SA.',
    mend:
      'Check the path between the two. Let the tunnel return by itself with dpd_action = restart and ' +
      'dpd_delay = 30s (ipsec.conf: dpdaction=restart, dpddelay=30s).',
  },
  'nat-mapping-changed': {
    title: 'The NAT router in between changed address or port',
    means:
      'A NAT router forgot the old mapping or chose a new one. Packets now come from another address or ' +
      'port than before.',
    proof:
      '"remote endpoint changed from", or local instead of remote (up to 5.9.2 "remote address changed ' +
      'from"), "detected changes in NAT mappings, initiating MOBIKE update", or from the kernel "changed to ' +
      '... queuing update job".',
    otherwise:
      'dpd-timeout: no change is seen, packets simply stop. A single change that traffic survives needs no ' +
      'mending.',
    mend:
      'Send keep-alives more often than the router forgets: charon.keep_alive = 20s in strongswan.conf. ' +
      'Keep mobike = yes (the default), so that a moved peer is followed.',
  },
  'half-open-limit': {
    title: 'New connections are ignored because too many are half open',
    means:
      'charon protects itself: with too many unfinished connections it ignores further first messages. ' +
      'Peers see no answer at all.',
    proof:
      'Responder: "ignoring IKE_SA setup from" with "per-IP half-open IKE_SA limit of", "half-open IKE_SA ' +
      'limit of" or "job load of" (up to 5.9.5 also "peer too aggressive"). Initiator: retransmits only.',
    otherwise:
      'peer-unreachable: the initiator sees the same; only the log of the responder tells. A single "[ ' +
      'N(COOKIE) ]" round is normal protection and harmless.',
    mend:
      'Find out who opens so many connections. If they are wanted, raise charon.block_threshold, ' +
      'charon.init_limit_half_open or charon.init_limit_job_load in strongswan.conf. Many clients behind ' +
      'one NAT address need a higher charon.block_threshold.',
  },
  'stale-sa': {
    title: 'The peer has forgotten this tunnel, most likely by a restart',
    means:
      'This side still holds an IKE_SA that the other side lost. Messages for it are dropped there without ' +
      'a line at the default log level.',
    proof:
      'This side: "retransmit 1 of request with message ID" on an IKE_SA that was up. Peer: a fresh ' +
      '"Starting IKE charon daemon" since then. When the peer connects again, this side says "destroying ' +
      'duplicate IKE_SA for peer ... received INITIAL_CONTACT".',
    otherwise:
      'dpd-timeout: the peer has no new start in its log, so the path is to blame. At log level net 2 the ' +
      'peer prints "received packet: from" without a size for such packets.',
    mend:
      'Let both sides notice soon: dpd_delay = 30s, dpd_action = restart, close_action = start (ipsec.conf: ' +
      'dpddelay, dpdaction, closeaction=restart).',
  },
} as const satisfies CauseStories;
