/**
 * Room 4, the atom: what a message meant. The closed union of IKE events.
 * Longer than other files because it is one table, read as a whole.
 *
 * The table is the contract between `patterns/*.pattern` (a pattern says `means TYPE`, its holes are named as the fields here) and
 * the state machines. Field kinds: `text` and `int`; a `?` marks a field that some wordings of charon leave out.
 * The comment of each row names charon's literal; `uid` is the number in `name[uid]`, `cuid` the number in `name{cuid}`.
 */
import type { Source } from '../intake/index.ts';

export const EVENT_FIELDS = {
  // ---- the daemon -------------------------------------------------------------------------------------------------
  /** Starting IKE charon daemon (strongSwan V, Linux ...); also charon-systemd, charon-nm, charon-cmd, Android */
  'daemon.started': { version: 'text', platform: 'text?' },
  /** SIGTERM received, shutting down; signal of type SIGINT received. Shutting down */
  'daemon.stopping': { signal: 'text?' },
  /** signal of type SIGHUP received. Reloading configuration */
  'daemon.reloading': {},
  /** thread N received 11; killing ourself, received critical signal; charon has died */
  'daemon.crashed': { signal: 'int?' },
  /** initialization failed - aborting charon; charon has quit: initialization failed */
  'daemon.failed': {},
  /** charon already running ("..." exists) */
  'daemon.already-running': {},
  /** loaded plugins: ... */
  'daemon.plugins': { plugins: 'text' },
  /** plugin 'x': failed to load ...; feature ... has unmet dependency ...; no X plugin found / not loaded */
  'daemon.plugin.missing': { plugin: 'text?', reason: 'text?' },
  /** starter: Starting strongSwan V IPsec [starter]... */
  'starter.started': { version: 'text' },
  /** opening '...' failed: Permission denied; ... might require CAP_NET_ADMIN capability; Operation not permitted */
  'daemon.permission.denied': { what: 'text?' },

  // ---- configuration and commands ---------------------------------------------------------------------------------
  /** added vici connection: x; updated vici connection: x; added configuration 'x'; added child to existing configuration 'x' */
  'config.loaded': { name: 'text' },
  /** removed vici connection: x; deleted connection 'x' */
  'config.unloaded': { name: 'text' },
  /** loaded IKE shared key with id ...; loaded IKE secret for ...; loaded EAP ... */
  'config.secret.loaded': { owner: 'text?' },
  /** A value that cannot be used: skipped invalid proposal string: ...; algorithm '...' not recognized; loading conn failed ... */
  'config.invalid': { value: 'text?', reason: 'text?' },
  /** no config named '...'; vici: CHILD_SA config '...' not found */
  'config.missing': { name: 'text' },
  /** vici initiate CHILD_SA 'net'; received stroke: initiate 'net'; creating acquire job for policy ... */
  'command.initiate': { name: 'text?' },
  /** vici terminate IKE_SA ...; received stroke: terminate 'net' */
  'command.terminate': { name: 'text?' },

  // ---- packets ----------------------------------------------------------------------------------------------------
  /** received packet: from A[p] to B[q] (n bytes) [NET1]. The bare form without size of level 2 is packet.socket.received */
  'packet.received': { from: 'text', to: 'text', bytes: 'int' },
  /** sending packet: from A[p] to B[q] (n bytes) [NET1] */
  'packet.sent': { from: 'text', to: 'text', bytes: 'int' },
  /** received packet: from A[p] to B[q] [NET2, socket] */
  'packet.socket.received': { from: 'text', to: 'text' },
  /** sending packet: from A[p] to B[q] [NET2, sender] */
  'packet.socket.sent': { from: 'text', to: 'text' },
  /** error writing to socket: Network is unreachable */
  'packet.unsendable': { error: 'text' },
  /** ignoring IKE_SA setup from A, per-IP half-open IKE_SA limit of n reached / peer too aggressive / job load ... */
  'packet.refused': { from: 'text?', reason: 'text?' },
  /** received unsupported IKE version 1.0 from A, sending INVALID_MAJOR_VERSION */
  'packet.version.unsupported': { version: 'text', from: 'text' },
  /** received invalid IKE header from A - ignored */
  'packet.invalid': { from: 'text' },

  // ---- IKE messages -----------------------------------------------------------------------------------------------
  /** generating IKE_AUTH request 1 [ IDi ... ]. direction is request|response; payloads keep their brackets and may be cut without ` ]` */
  'message.generated': { exchange: 'text', direction: 'text', mid: 'int', payloads: 'text' },
  /** parsed IKE_AUTH response 1 [ ... ] */
  'message.parsed': { exchange: 'text', direction: 'text', mid: 'int', payloads: 'text' },
  /** splitting IKE message (n bytes) into k fragments; splitting IKE message with length of n bytes into k fragments */
  'message.split': { bytes: 'int', fragments: 'int' },
  /** received fragment #i of k, waiting for complete IKE message; (IKEv1 without `of k`) */
  'fragment.received': { fragment: 'int', total: 'int?' },
  /** received fragment #i of k, reassembled fragmented IKE message (n bytes) */
  'fragment.reassembled': { fragment: 'int', total: 'int?', bytes: 'int?' },
  /** received duplicate fragment #i */
  'fragment.duplicate': { fragment: 'int' },
  /** The text that rubbish decrypts to: invalid HASH_V1 payload length, decryption failed?; could not decrypt payloads; ... was not encrypted */
  'message.undecryptable': { payload: 'text?' },
  /** integrity check failed; verifying ... failed (wrong keys or corrupted) */
  'message.integrity.failed': {},
  /** message parsing failed; message verification failed; payload type X not supported ..., other reasons why a message is rejected */
  'message.malformed': { reason: 'text?' },
  /** IKE_AUTH request with message ID 1 processing failed */
  'message.failed': { exchange: 'text', direction: 'text', mid: 'int' },
  /** received message ID n, expected m, ignored */
  'message.unexpected-id': { mid: 'int', expected: 'int' },
  /** ignoring X in IKE_SA state Y; ignore malformed INFORMATIONAL request; received quick mode request for unestablished IKE_SA, ignored */
  'message.ignored': { exchange: 'text?', state: 'text?' },
  /** retransmit n of request with message ID m; IKEv1: sending retransmit n of request message ID m, seq s */
  'retransmit.sent': { n: 'int', mid: 'int', seq: 'int?', direction: 'text?' },
  /** giving up after n retransmits */
  'retransmit.gave-up': { n: 'int' },
  /** received retransmit of request with ID n, retransmitting response; ignoring request with ID n, already processing */
  'retransmit.received': { mid: 'int' },
  /** IKEv1: received retransmit of request with ID 0, but no response to retransmit */
  'retransmit.unanswerable': { mid: 'int' },

  // ---- life of an IKE_SA ------------------------------------------------------------------------------------------
  /** initiating IKE_SA gw[1] to B; initiating Main Mode IKE_SA gw[1] to B (mode `Main Mode`); Aggressive Mode */
  'ike.initiating': { name: 'text', uid: 'int', peer: 'text', mode: 'text?' },
  /** A is initiating an IKE_SA; (6.0.6) A is initiating IKE_SA name[n]; A is initiating a Main Mode IKE_SA */
  'ike.peer-initiating': { peer: 'text', name: 'text?', uid: 'int?', mode: 'text?' },
  /** IKE_SA gw[1] established between A[a]...B[b] */
  'ike.established': { name: 'text', uid: 'int', local: 'text', localId: 'text', remote: 'text', remoteId: 'text' },
  /** IKE_SA gw[2] rekeyed between A[a]...B[b] */
  'ike.rekeyed': { name: 'text', uid: 'int', local: 'text', localId: 'text', remote: 'text', remoteId: 'text' },
  /** reauthenticating IKE_SA gw[1] (up to 5.9.3 `... actively`); reauthenticating IKE_SA due to address change */
  'ike.reauthenticating': { name: 'text?', uid: 'int?' },
  /** unable to reauthenticate in REKEYING state, delaying for ns; unable to reauthenticate in CHILD_SA DELETED state, ... */
  'ike.reauthentication.delayed': { state: 'text', seconds: 'int' },
  /** reinitiating IKE_SA gw[1] */
  'ike.reinitiating': { name: 'text', uid: 'int' },
  /** deleting IKE_SA gw[1] between A[a]...B[b] */
  'ike.deleting': { name: 'text', uid: 'int', local: 'text', localId: 'text', remote: 'text', remoteId: 'text' },
  /** IKE_SA deleted */
  'ike.deleted': {},
  /** sending DELETE for IKE_SA gw[1] */
  'ike.delete.sent': { name: 'text', uid: 'int' },
  /** received DELETE for IKE_SA gw[1] (printed for an INFORMATIONAL N(AUTH_FAILED) as well) */
  'ike.delete.received': { name: 'text', uid: 'int' },
  /** destroying IKE_SA in state CONNECTING without notification; deleting unestablished IKE_SA */
  'ike.destroying': { state: 'text?' },
  /** deleting half open IKE_SA [name[n] ]with A after timeout; deleting half open IKE_SA after timeout */
  'ike.half-open.timeout': { name: 'text?', uid: 'int?', peer: 'text?' },
  /** peer not responding, trying again (k/n); n = 0 is for ever */
  'ike.retrying': { attempt: 'int', of: 'int' },
  /** establishing IKE_SA failed, peer not responding; rekeying IKE_SA failed, ...; proper IKE_SA delete failed, ...; `what` is establishing|rekeying|delete */
  'ike.no-response': { what: 'text' },
  /** unable to resolve X, initiate aborted; unable to resolve X, retrying in ns */
  'ike.unresolved': { host: 'text', seconds: 'int?' },
  /** IKE_SA rekeying failed, trying again in n seconds */
  'ike.rekey.failed': { seconds: 'int?' },
  /** detected IKE_REKEY collision with ...; IKE_SA rekey collision won/lost, ... */
  'ike.collision': { outcome: 'text?', name: 'text?', uid: 'int?' },
  /** scheduling rekeying in ns; scheduling reauthentication in ns: `what` is rekeying|reauthentication */
  'ike.rekey.scheduled': { what: 'text', seconds: 'int' },
  /** maximum IKE_SA lifetime ns */
  'ike.lifetime': { seconds: 'int' },
  /** IKEv1: received lifetime 28800s does not match configured lifetime 14400s; received 3600s lifetime, configured 7200s */
  'lifetime.differs': { received: 'int', configured: 'int' },
  /** level 2: IKE_SA gw[1] state change: A => B */
  'ike.state': { name: 'text', uid: 'int', from: 'text', to: 'text' },
  /** detected reauth of existing IKE_SA, adopting n children and m virtual IPs */
  'ike.adopted': { children: 'int?' },
  /** destroying duplicate IKE_SA for peer 'x', received INITIAL_CONTACT; deleting duplicate IKE_SA for peer 'x' due to uniqueness policy [and suspected reauthentication] */
  'ike.duplicate': { id: 'text', reason: 'text?' },
  /** canceling|cancelling IKE_SA setup due to uniqueness policy (also Main Mode, Aggressive Mode, XAuth wording) */
  'ike.uniqueness.canceled': {},
  /** redirecting peer to X; redirected to X ... */
  'ike.redirected': { to: 'text?' },
  /** initiator did not reauthenticate as requested, IKE_SA x[n] will timeout in t; IKE_SA x[n] will timeout in t */
  'ike.expiring': { name: 'text?', uid: 'int?' },
  /** peer did not initiate expected exchange, reestablishing IKE_SA; unable to reestablish IKE_SA due to asymmetric setup */
  'ike.reestablishing': { reason: 'text?' },
  /** closing IKE_SA due CHILD_SA setup failure; destroying IKE_SA after failed XAuth authentication: the daemon's own stated reason */
  'ike.closing': { reason: 'text?' },

  // ---- notifies ---------------------------------------------------------------------------------------------------
  /** received NO_PROPOSAL_CHOSEN notify error (IKEv2); received NO_PROPOSAL_CHOSEN error notify (IKEv1); received X notify error, destroying IKE_SA */
  'notify.error.received': { notify: 'text' },
  /** received TS_UNACCEPTABLE notify, no CHILD_SA built; received TEMPORARY_FAILURE notify[, will retry later] */
  'notify.child.received': { notify: 'text' },
  /** peer didn't find the CHILD_SA we tried to rekey ...; peer seems to not support CHILD_SA rekeying ... */
  'notify.rekey.refused': { reason: 'text?' },

  // ---- proposals and key exchange ---------------------------------------------------------------------------------
  /** received proposals: IKE:..., ESP:... (and the spelling `received proposals inacceptable` is NOT this) */
  'proposals.received': { proposals: 'text' },
  /** configured proposals: IKE:... */
  'proposals.configured': { proposals: 'text' },
  /** selected proposal: IKE:... */
  'proposal.selected': { proposal: 'text' },
  /** IKE: received proposals unacceptable|inacceptable; no proposal found; (IKEv1) no proposal chosen */
  'proposals.ike.unacceptable': {},
  /** ESP: no acceptable proposal found; no matching proposal found, sending NO_PROPOSAL_CHOSEN; no matching proposal found */
  'proposals.child.unacceptable': {},
  /** no matching proposal found, trying alternative config */
  'proposals.alternative': {},
  /** level 2: no acceptable ENCRYPTION_ALGORITHM found */
  'proposal.transform.unacceptable': { transform: 'text' },
  /** peer's|peers proposal selection invalid */
  'proposals.selection.invalid': {},
  /** responder: DH group A unacceptable|inacceptable, requesting B; key exchange method A unacceptable, requesting B */
  'ke.unacceptable': { method: 'text', requested: 'text' },
  /** initiator: peer didn't accept DH group A, it requested B; ... key exchange method ... */
  'ke.rejected': { method: 'text', requested: 'text' },
  /** requested DH group B not supported; requested key exchange method B not supported / not contained in any of our proposals / already retried with */
  'ke.unsupported': { requested: 'text?' },
  /** giving up after n retries (KE rounds) */
  'ke.gave-up': { n: 'int' },
  /** applying DH public value failed; key derivation failed; negotiated ... not supported */
  'ke.failed': { reason: 'text?' },

  // ---- which configuration ----------------------------------------------------------------------------------------
  /** no IKE config found for L...R, sending NO_PROPOSAL_CHOSEN */
  'lookup.ike.none': { local: 'text', remote: 'text', notify: 'text?' },
  /** looking for peer configs matching L[idr]...R[idi]; (IKEv1) looking for pre-shared key peer configs matching L...R[id] (auth = `pre-shared key`) */
  'lookup.peer': { local: 'text', localId: 'text?', remote: 'text', remoteId: 'text', auth: 'text?' },
  /** selected peer config 'rw' (IKEv1: double quotes) */
  'lookup.peer.selected': { name: 'text' },
  /** no matching peer config found; no peer config found; (IKEv1) no usable peer config found */
  'lookup.peer.none': {},
  /** found 1 matching config, but none allows pre-shared key authentication using Main Mode */
  'lookup.peer.method-refused': { found: 'int?', auth: 'text', mode: 'text?' },
  /** selected peer config 'rw' unacceptable: non-matching authentication done */
  'lookup.peer.rejected': { name: 'text', reason: 'text?' },
  /** switching to peer config 'y' */
  'lookup.peer.switched': { name: 'text' },
  /** no alternative config found */
  'lookup.peer.no-alternative': {},
  /** received IDr X, but require Y */
  'lookup.idr.mismatch': { received: 'text', required: 'text' },
  /** IDi payload missing; IDr payload missing */
  'identity.missing': { payload: 'text' },

  // ---- authentication ---------------------------------------------------------------------------------------------
  /** authentication of 'a' (myself) with pre-shared key [successful] */
  'auth.own': { id: 'text', method: 'text' },
  /** authentication of 'a' (myself) with ... failed; authentication of '%Y' (myself) failed */
  'auth.own.failed': { id: 'text?', method: 'text?' },
  /** authentication of 'b' with pre-shared key successful; authentication of 'a' with EAP successful */
  'auth.peer': { id: 'text', method: 'text' },
  /** tried 1 shared key for 'me' - 'peer', but MAC mismatched */
  'auth.psk.mismatch': { tried: 'int', local: 'text', remote: 'text' },
  /** no shared key found for 'me' - 'peer'; IKEv1: no shared key found for 'me'[ip] - 'peer'[ip]; no shared key found for ip - ip */
  'auth.psk.missing': { local: 'text', remote: 'text' },
  /** calculated HASH does not match HASH payload */
  'auth.hash.mismatch': {},
  /** signature validation failed, looking for another key; signature verification failed */
  'auth.signature.invalid': {},
  /** no private key found for 'x'; no common hash algorithm found to create signature with X key */
  'auth.private-key.missing': { id: 'text?' },
  /** no trusted RSA public key found for 'x' */
  'auth.public-key.untrusted': { kind: 'text', id: 'text' },
  /** IDir 'x' does not match to 'y' */
  'auth.identity.mismatch': { received: 'text', expected: 'text' },
  /** constraint check failed: identity 'Y' required [(TYPE), not matched by 'X' (TYPE)] */
  'auth.constraint.identity': { required: 'text', received: 'text?' },
  /** constraint check failed: everything else (CA, CRL rule, group, peer cert, certificate does not confirm identity ...) */
  'auth.constraint.failed': { reason: 'text' },
  /** constraint requires public key authentication, but pre-shared key was used; constraint requires EAP_X, but ... */
  'auth.constraint.method': { required: 'text', used: 'text?' },
  /** Aggressive Mode PSK disabled for security reasons */
  'auth.aggressive.refused': {},
  /** authorization hook forbids IKE_SA, canceling; peer identity 'x' not whitelisted; lease limits */
  'auth.refused': { reason: 'text?' },
  /** PPK required but no PPK found for 'id'; PPK required but peer does not support PPK; ... */
  'auth.ppk.missing': { id: 'text?' },
  /** EAP-only authentication requires ...; do not allow non-mutual EAP-only authentication; verification of AUTH payload with EAP MSK failed */
  'auth.eap.unacceptable': { reason: 'text?' },
  /** server requested EAP_MSCHAPV2 authentication (id 0x..); initiating EAP_MSCHAPV2 method (id 0x..) */
  'auth.eap.started': { method: 'text' },
  /** server requested EAP_IDENTITY (id 0x..), sending 'carol'; received EAP identity 'carol' */
  'auth.eap.identity': { id: 'text' },
  /** EAP method EAP_MSCHAPV2 succeeded, MSK established / no MSK established */
  'auth.eap.succeeded': { method: 'text' },
  /** EAP_X method failed; EAP method EAP_TTLS failed for peer dave; EAP-MS-CHAPv2 failed with error ... */
  'auth.eap.failed': { method: 'text?', id: 'text?', error: 'text?' },
  /** EAP-MS-CHAPv2 verification failed, retry (n); EAP-MD5 verification failed ... : the password is wrong */
  'auth.eap.password.wrong': { n: 'int?' },
  /** no EAP key found for hosts 'b' - 'carol'; no EAP key found for '...' : the user is unknown */
  'auth.eap.user.unknown': { local: 'text?', id: 'text' },
  /** received EAP_FAILURE, EAP authentication failed */
  'auth.eap.failure.received': {},
  /** received EAP_NAK, sending EAP_FAILURE; requesting EAP_MD5 authentication, sending EAP_NAK; X not supported, sending EAP_NAK */
  'auth.eap.nak': { method: 'text?' },
  /** peer requested EAP, config unacceptable */
  'auth.eap.not-configured': {},
  /** loading EAP_X method failed; EAP-Identity request configured, but not supported: a plugin is missing */
  'auth.eap.method.missing': { method: 'text?' },
  /** RADIUS authentication of 'x' successful */
  'auth.radius.succeeded': { id: 'text' },
  /** RADIUS authentication of 'x' failed */
  'auth.radius.failed': { id: 'text' },
  /** RADIUS server is not responding; RADIUS Access-Request timed out after n attempts */
  'auth.radius.silent': { server: 'text?' },
  /** XAuth authentication of 'x' [(myself)] successful */
  'auth.xauth.succeeded': { id: 'text' },
  /** XAuth authentication of 'x' [(myself)] failed; none of n found XAuth secrets for 'x' - 'y' matched */
  'auth.xauth.failed': { id: 'text?' },
  /** no XAuth secret found for 'b' - 'carol'; no XAuth password found for ...; no XAuth username/password */
  'auth.xauth.missing': { id: 'text?' },

  // ---- certificates -----------------------------------------------------------------------------------------------
  /** received end entity cert "..." ; received issuer cert "..." (kind = `end entity`|`issuer`) */
  'cert.received': { kind: 'text', subject: 'text' },
  /** sending end entity cert "..."; sending issuer cert "..." */
  'cert.sent': { kind: 'text', subject: 'text' },
  /**   using certificate "..." ; using untrusted intermediate certificate "..."; using trusted ca certificate "..." (kind = certificate|untrusted intermediate|trusted ca|trusted intermediate ca) */
  'cert.using': { kind: 'text', subject: 'text' },
  /** no issuer certificate found for "..." */
  'cert.issuer.missing': { subject: 'text' },
  /**   issuer is "..." */
  'cert.issuer': { issuer: 'text' },
  /**   self-signed certificate "..." is not trusted */
  'cert.self-signed': { subject: 'text' },
  /**   subject certificate invalid (valid from A to B); issuer certificate invalid (...) */
  'cert.invalid-now': { which: 'text', from: 'text', to: 'text' },
  /** certificate was revoked on T, reason: R */
  'cert.revoked': { on: 'text', reason: 'text' },
  /** checking certificate status of "..." */
  'cert.status.checking': { subject: 'text' },
  /** certificate status is good */
  'cert.status.good': {},
  /** certificate status is not available; certificate status is unknown */
  'cert.status.unavailable': {},
  /**   fetching crl from 'uri' ...;   requesting ocsp status from 'uri' ... */
  'cert.status.fetching': { uri: 'text' },
  /** crl fetching failed; ocsp request to x failed; ocsp check failed, fallback to crl; libcurl request failed [n]: ... */
  'cert.status.fetch.failed': { error: 'text?' },
  /** rejecting certificate without digitalSignature ...; path length of n violates constraint of m; critical 'X' extension not supported; RSA-1024 signatures not acceptable */
  'cert.constraint': { reason: 'text?' },
  /** received cert request for "..."; received n cert requests for an unknown ca; received cert request for unknown ca ... */
  'cert.requested': { ca: 'text?', count: 'int?' },
  /** peer certificate verification failed, deleting SA */
  'cert.reverification.failed': {},

  // ---- NAT, paths, liveness ---------------------------------------------------------------------------------------
  /** local host is behind NAT, sending keep alives; remote host is behind NAT: side = local|remote (two patterns, or a hole) */
  'nat.detected': { side: 'text' },
  /** faking NAT situation to enforce UDP encapsulation */
  'nat.faked': {},
  /** local|remote endpoint changed from A[p] to B[q]; remote address changed from A to B */
  'endpoint.changed': { side: 'text?', from: 'text', to: 'text' },
  /** detected changes in NAT mappings, initiating MOBIKE update */
  'nat.mapping.changed': {},
  /** requesting address change using MOBIKE; sending address list update ...; old path is not available anymore ... */
  'mobike.updating': {},
  /** no route found to reach X, MOBIKE update deferred / path probing deferred */
  'mobike.no-route': {},
  /** sending DPD request */
  'dpd.sent': {},
  /** DPD check timed out, enforcing DPD action */
  'dpd.timeout': {},
  /** sending keep alive to X[p] */
  'keepalive.sent': { to: 'text?' },
  /** interface X deactivated; X disappeared from eth0; interface X deleted */
  'interface.lost': { interface: 'text', address: 'text?' },
  /** interface X activated; X appeared on eth0 */
  'interface.found': { interface: 'text', address: 'text?' },

  // ---- CHILD_SAs --------------------------------------------------------------------------------------------------
  /** establishing CHILD_SA net{1} [reqid 1]; (5.5.3 and older) establishing CHILD_SA net */
  'child.establishing': { child: 'text', cuid: 'int?', reqid: 'int?' },
  /** [inbound |outbound ]CHILD_SA net{1} established with SPIs a_i b_o and TS l === r (way = inbound|outbound; SPIs as text) */
  'child.established': {
    child: 'text',
    cuid: 'int',
    spiIn: 'text',
    spiOut: 'text',
    tsLocal: 'text',
    tsRemote: 'text',
    way: 'text?',
  },
  /** 6.x: rekeyed CHILD_SA x{1} with SPIs a_i b_o with x{2} with SPIs c_i d_o */
  'child.rekeyed': { child: 'text', cuid: 'int', newChild: 'text?', newCuid: 'int?' },
  /** closing CHILD_SA x{1} with SPIs a_i (n bytes) b_o (m bytes) and TS l === r */
  'child.closing': {
    child: 'text',
    cuid: 'int',
    spiIn: 'text',
    bytesIn: 'int?',
    spiOut: 'text',
    bytesOut: 'int?',
    tsLocal: 'text',
    tsRemote: 'text',
  },
  /** closing expired CHILD_SA x{n} with SPIs a_i b_o ... */
  'child.expired': { child: 'text', cuid: 'int', spiIn: 'text?', spiOut: 'text?', tsLocal: 'text?', tsRemote: 'text?' },
  /** CHILD_SA closed; (6.x) CHILD_SA x{1} closed */
  'child.closed': { child: 'text?', cuid: 'int?' },
  /** sending DELETE for ESP CHILD_SA with SPI a */
  'child.delete.sent': { protocol: 'text', spi: 'text' },
  /** received DELETE for ESP CHILD_SA with SPI a */
  'child.delete.received': { protocol: 'text', spi: 'text' },
  /** failed to establish CHILD_SA, keeping IKE_SA */
  'child.failed': {},
  /** CHILD_SA rekeying failed, trying again in n seconds */
  'child.rekey.failed': { seconds: 'int?' },
  /** creating CHILD_SA failed, trying again in n seconds */
  'child.create.failed': { seconds: 'int?' },
  /** restarting CHILD_SA x */
  'child.restarting': { child: 'text' },
  /** detected CHILD_REKEY collision with X; detected rekey collision for CHILD_SA x{n}; CHILD_SA rekey collision won|lost, ... */
  'child.collision': { child: 'text?', cuid: 'int?', outcome: 'text?' },
  /** not establishing CHILD_SA x{n} due to existing duplicate {m} ...; detected redundant CHILD_SA */
  'child.duplicate': { child: 'text?', cuid: 'int?' },
  /** deleting CHILD_SA after n seconds of inactivity */
  'child.inactive': { seconds: 'int' },
  /** level 2: CHILD_SA x{n} state change: A => B */
  'child.state': { child: 'text', cuid: 'int', from: 'text', to: 'text' },
  /** creating rekey job for CHILD_SA ESP/0xspi/addr */
  'child.rekey.triggered': { protocol: 'text?', spi: 'text', peer: 'text?' },
  /** creating delete job for CHILD_SA ESP/0xspi/addr (hard expire) */
  'child.expire.triggered': { protocol: 'text?', spi: 'text', peer: 'text?' },
  /** unable to rekey, ESP CHILD_SA with SPI x not found; unable to create CHILD_SA while rekeying IKE_SA; peer initiated rekeying, but a child is half-open */
  'child.refused-for-now': { reason: 'text?' },
  /** traffic selectors A === B unacceptable|inacceptable (local === remote) */
  'ts.unacceptable': { tsLocal: 'text', tsRemote: 'text' },
  /** no acceptable traffic selectors found */
  'ts.none': {},
  /** IKEv1 Quick Mode: no matching CHILD_SA config found for TSi === TSr (remote first on the responder); up to 5.3 `no matching CHILD_SA config found` without selectors */
  'ts.no-child-config': { tsRemote: 'text?', tsLocal: 'text?' },
  /** peer selected invalid traffic selectors: X for Y */
  'ts.selection.invalid': { selected: 'text', proposed: 'text' },
  /** level 2: looking for a child config for A === B */
  'ts.lookup': { tsLocal: 'text', tsRemote: 'text' },
  /** TRANSPORT mode requested by responder is unacceptable; not using transport mode, not host-to-host */
  'mode.unacceptable': { mode: 'text?' },
  /** peer requested virtual IP X */
  'vip.requested': { ip: 'text' },
  /** no virtual IP found for X requested by 'id' */
  'vip.none': { ip: 'text', id: 'text' },
  /** pool 'p' is full, unable to assign address */
  'vip.pool.full': { pool: 'text' },
  /** no virtual IP found, sending INTERNAL_ADDRESS_FAILURE */
  'vip.refused': {},
  /** expected a virtual IP request, sending FAILED_CP_REQUIRED */
  'vip.expected': {},
  /** assigning virtual IP X to peer 'y'; installing new virtual IP X */
  'vip.assigned': { ip: 'text', id: 'text?' },
  /** configuration payload negotiation failed, no CHILD_SA built */
  'config-payload.failed': {},
  /** peer did not initiate a childless IKE_SA; peer tried to initiate a childless IKE_SA; peer does not support childless ... */
  'childless.mismatch': {},

  // ---- the kernel -------------------------------------------------------------------------------------------------
  /** received netlink error: X (n); ... : X (n) */
  'kernel.error': { error: 'text', code: 'int?' },
  /** unable to add SAD entry with SPI x; unable to install inbound and outbound IPsec SA (SAD) in kernel; ... */
  'kernel.sa.failed': { spi: 'text?' },
  /** unable to install IPsec policies (SPD) in kernel; unable to add policy ... */
  'kernel.policy.failed': {},
  /** unable to install policy A === B out for reqid n, the same policy for reqid m exists */
  'kernel.policy.conflict': { reqid: 'int?', other: 'int?' },
  /** unable to allocate SPIs from kernel; allocating SPI from kernel failed; unable to get SPI */
  'kernel.spi.failed': {},
  /** Function not implemented; Protocol not supported; failed to open /dev/net/tun; unable to create IPv4 routing table rule */
  'kernel.unsupported': { what: 'text?' },
} as const satisfies { readonly [type: string]: { readonly [field: string]: 'text' | 'int' | 'text?' | 'int?' } };

export type EventType = keyof typeof EVENT_FIELDS;

export const EVENT_TYPES = Object.keys(EVENT_FIELDS) as readonly EventType[];
const numbers: ReadonlyMap<string, number> = new Map(EVENT_TYPES.map((type, number) => [type, number]));

/** The number of a type, counted from 0: what is asked for every event stands in an array, not under a name. */
export const numberOf = (type: EventType): number => numbers.get(type)!;

type FieldValue<K> = K extends 'text'
  ? string
  : K extends 'int'
    ? number
    : K extends 'text?'
      ? string | undefined
      : number | undefined;
/** The fields of an event type, as the table declares them. */
export type EventFields<T extends EventType> = {
  readonly [F in keyof (typeof EVENT_FIELDS)[T]]: FieldValue<(typeof EVENT_FIELDS)[T][F]>;
};

/** Where an event was read, and when. `at` is milliseconds since 1970 UTC, NaN where the log has no time. */
export interface Origin {
  readonly at: number;
  /** Minutes that local time is ahead of UTC, NaN when unknown. */
  readonly zone: number;
  readonly source: Source;
  readonly line: number;
}

export interface EventOf<T extends EventType> extends Origin {
  readonly type: T;
  /** numberOf(type). */
  readonly number: number;
  readonly fields: EventFields<T>;
  /** The message as charon wrote it: raw, untrusted. */
  readonly text: string;
  /** How often the logger says it was repeated; 1 normally. */
  readonly count: number;
}

/** An IKE event. Discriminated by `type`; immutable and owned by whoever receives it. */
export type IkeEvent = { [T in EventType]: EventOf<T> }[EventType];
