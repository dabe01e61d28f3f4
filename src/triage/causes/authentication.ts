/**
 * Room 6, causes. Authentication: secrets, identities, authentication methods.
 */
import type { CauseStories } from './story.ts';

export const authentication = {
  'psk-mismatch': {
    title: 'The pre-shared keys of the two ends differ',
    means:
      'Both ends have a secret for each other, but not the same one. What one side proves with its secret ' +
      'does not fit the secret of the other.',
    proof:
      'IKEv2, on the side that checks: "tried 1 shared key for ... but MAC mismatched". IKEv1 Main Mode: ' +
      '"could not decrypt payloads" after "invalid ID_V1 payload length, decryption failed?", on both ends. ' +
      'IKEv1 Aggressive Mode: "calculated HASH does not match HASH payload".',
    otherwise:
      'psk-missing: "no shared key found for", so there was nothing to compare. "tried 2 shared keys for" ' +
      'means that several secrets fit the identities. "could not decrypt payloads" in Quick Mode or later ' +
      'is no matter of the secret.',
    mend:
      'Enter the same secret on both ends, in swanctl.conf secrets { ike-1 { id-1 = ... secret = "..." } } ' +
      '(ipsec.secrets: id1 id2 : PSK "..."). Watch quotes, trailing blanks and the prefixes 0s and 0x. Then ' +
      'swanctl --load-creds (ipsec rereadsecrets).',
  },
  'psk-missing': {
    title: 'There is no pre-shared key for these two identities',
    means:
      'charon looked for a secret that belongs to the two identities and found none. It may not be loaded, ' +
      'or be bound to other identities.',
    proof:
      '"no shared key found for", with the two identities, the own first. An initiator then sends nothing ' +
      'more. A responder of IKEv1 answers so that the initiator prints "received INVALID_KE_PAYLOAD error ' +
      'notify".',
    otherwise: 'psk-mismatch: "but MAC mismatched" means that a secret was found and is a different one.',
    mend:
      'Add secrets { ike-1 { id-1 = ... id-2 = ... secret = "..." } } with exactly the identities of that ' +
      'line, or without ids to fit any peer (ipsec.secrets: id1 id2 : PSK "..."). Then swanctl --load-creds ' +
      '(ipsec rereadsecrets).',
  },
  'no-peer-config': {
    title: 'No connection fits the identity that the peer sent',
    means:
      'The addresses fit a connection, but the identity of the peer, or the one it asks for, does not. ' +
      'Identities must agree in value and in type.',
    proof:
      'Responder: "looking for peer configs matching 192.0.2.2[gw.example.org]...192.0.2.1[client]", then ' +
      '"no matching peer config found" (IKEv1 "no peer config found"). The brackets hold the two ' +
      'identities, the own on the left. Initiator: "received AUTHENTICATION_FAILED notify error".',
    otherwise:
      'local-id-mismatch: a connection was selected first. no-ike-config: it fails earlier, by address. The ' +
      'initiator gets the same answer for a wrong secret or certificate.',
    mend:
      'On the responder set remote { id = ... } to what the peer sends (ipsec.conf: rightid), or on the ' +
      'peer local { id = ... } (leftid). Without an id a peer sends its address, behind NAT the private ' +
      'one. Write fqdn: or keyid: before the value where the type matters.',
  },
  'local-id-mismatch': {
    title: 'The peer expects another identity of this end than the configured one',
    means:
      'The initiator names the identity that it wants to reach. The connection that was selected calls ' +
      'itself something else.',
    proof:
      'Responder: "received IDr ..., but require ...": first what the initiator asked for, then the own ' + 'identity.',
    otherwise:
      'no-peer-config: no connection was selected at all. peer-id-rejected: the initiator is the one that ' +
      'refuses.',
    mend:
      'Let local { id = ... } of the responder and remote { id = ... } of the initiator be the same ' +
      '(ipsec.conf: leftid, rightid).',
  },
  'peer-id-rejected': {
    title: 'The peer proved itself, but it is not who was expected',
    means:
      'The proof of the peer is right, its identity is not the configured one. The side that noticed ' + 'refuses.',
    proof:
      'On the side that refuses: "constraint check failed: identity ... required" (from 5.9.14 also "not ' +
      'matched by"); IKEv1 "IDir ... does not match to". If that is the initiator, the responder believes ' +
      'to be up and then prints "parsed INFORMATIONAL request 2 [ N(AUTH_FAILED) ]" and "received DELETE ' +
      'for IKE_SA".',
    otherwise:
      'peer-deleted: there the message before "received DELETE for IKE_SA" holds a D, not an ' +
      'N(AUTH_FAILED). cert-id-mismatch: the certificate does not confirm the identity.',
    mend:
      'Set remote { id = ... } to what the peer sends (ipsec.conf: rightid), or local { id = ... } on the ' +
      'peer to what is expected (leftid). A peer behind NAT, cloud gateways above all, often sends its ' +
      'private address.',
  },
  'private-key-missing': {
    title: 'This side has no private key for its own identity',
    means:
      'charon must sign with the key that belongs to its certificate and has no such key. An initiator then ' +
      'sends nothing, a responder answers AUTHENTICATION_FAILED.',
    proof:
      '"no private key found for", with the own identity, or "authentication of ... (myself) with ... ' +
      'failed". For a missing hash "no common hash algorithm found to create signature with".',
    otherwise:
      'permission-denied: the file is there, but charon may not read it; the daemon says so when it loads. ' +
      'On the peer only a half-open IKE_SA or a refusal is seen.',
    mend:
      'Put the key that belongs to the certificate into swanctl/private (ipsec.d/private, and a line : RSA ' +
      'or : ECDSA in ipsec.secrets) and run swanctl --load-creds (ipsec rereadsecrets). swanctl ' +
      '--list-certs shows "has private key" for a matching pair.',
  },
  'auth-method-mismatch': {
    title: 'The peer authenticates by another method than the one required',
    means:
      'One end uses a pre-shared key, a certificate or EAP where the other requires something else. The ' +
      'proof itself may be right.',
    proof:
      'On the side that checks: "constraint requires public key authentication, but pre-shared key was ' +
      'used", or another pair of methods, then "unacceptable: non-matching authentication done" and "no ' +
      'alternative config found". IKEv1: "but none allows". Peer: "received AUTHENTICATION_FAILED notify ' +
      'error".',
    otherwise:
      'psk-mismatch and cert-untrusted: the method fits and the proof fails. eap-not-configured: the peer ' +
      'wants EAP and the connection has none.',
    mend:
      'Let remote { auth = ... } of this end be what local { auth = ... } of the other is: psk, pubkey or ' +
      'eap-mschapv2, for example (ipsec.conf: rightauth, leftauth, authby).',
  },
  'eap-not-configured': {
    title: 'The client wants EAP, the connection that was chosen has none',
    means:
      'The client sends no proof of its own, which means that it wants to be asked for a user and password. ' +
      'The selected connection expects a key or secret.',
    proof:
      'Responder: "peer requested EAP, config unacceptable" ("config inacceptable" up to 5.6), then "no ' +
      'alternative config found".',
    otherwise:
      'eap-method-mismatch: EAP has begun and no method suits both. no-peer-config: no connection was ' +
      'selected at all.',
    mend:
      'Set remote { auth = eap-mschapv2 eap_id = %any } (ipsec.conf: rightauth=eap-mschapv2, ' +
      'eap_identity=%identity). If an EAP connection exists, the identities led to another one: see ' +
      '"selected peer config".',
  },
  'eap-credentials': {
    title: 'User name or password is wrong',
    means:
      'EAP ran to its end and the credentials were refused. Either the user is not known on the server or ' +
      'the password is not the right one.',
    proof:
      'Server: "no EAP key found for hosts" (unknown user), or "EAP-MS-CHAPv2 verification failed, retry ' +
      '(1)" without it (wrong password), or "EAP method EAP_TTLS failed for peer". Client: "EAP-MS-CHAPv2 ' +
      'failed with error ERROR_AUTHENTICATION_FAILURE" or "received EAP_FAILURE, EAP authentication ' +
      'failed".',
    otherwise:
      'eap-method-mismatch: "received EAP_NAK, sending EAP_FAILURE". radius-unreachable: seconds pass ' +
      'before the failure. After a wrong password the server may just wait until "deleting half open ' +
      'IKE_SA".',
    mend:
      'Correct user or password in secrets { eap-1 { id = ... secret = ... } } (ipsec.secrets: user : EAP ' +
      '"..."). Windows may send DOMAIN and user together; the id must be what the client sends.',
  },
  'eap-method-mismatch': {
    title: 'Client and server have no EAP method in common',
    means: 'The server offers an EAP method that the client refuses, and the server has no other.',
    proof:
      'Server: "received EAP_NAK, sending EAP_FAILURE". Client: "requesting EAP_MD5 authentication, sending ' +
      'EAP_NAK" or "not supported, sending EAP_NAK", then "received EAP_FAILURE, EAP authentication ' +
      'failed".',
    otherwise:
      'eap-credentials: a method ran and its result was bad. plugin-missing: a method is configured, but ' +
      'this daemon cannot do it.',
    mend:
      'Set the same method in auth on both ends, such as eap-mschapv2, eap-tls or eap-ttls (ipsec.conf: ' +
      'leftauth, rightauth). The eap-dynamic plugin lets a server offer several.',
  },
  'radius-unreachable': {
    title: 'The RADIUS server does not answer',
    means: 'This server leaves the decision to RADIUS, and the RADIUS server did not answer in time.',
    proof:
      '"RADIUS authentication of ... failed", some seconds after the request; before it "retransmit 1 of ' +
      'RADIUS Access-Request" and "RADIUS Access-Request timed out after 4 attempts" in newer versions.',
    otherwise: 'eap-credentials: the same failure at once means that the server answered and refused.',
    mend:
      'Check the address, port and secret of the server in strongswan.conf ' +
      '(charon.plugins.eap-radius.servers), the firewall to UDP 1812, and that the server knows this host ' +
      'as a client.',
  },
  'xauth-failed': {
    title: 'XAuth refused the user name or password (IKEv1)',
    means: 'Phase 1 succeeded. The user and password that IKEv1 asks for afterwards were refused.',
    proof:
      'Server: "XAuth authentication of ... failed", before it "none of 1 found XAuth secrets for ... ' +
      'matched" or "no XAuth secret found for"; then "destroying IKE_SA after failed XAuth authentication". ' +
      'Client: "XAuth authentication of ... (myself) failed".',
    otherwise: 'xauth-credentials-missing: the client had nothing to send. psk-mismatch: phase 1 itself fails.',
    mend:
      'Correct the credentials in secrets { xauth-1 { id = ... secret = ... } } (ipsec.secrets: user : ' +
      'XAUTH "...") and load them with swanctl --load-creds (ipsec rereadsecrets).',
  },
  'xauth-credentials-missing': {
    title: 'The peer asks for XAuth credentials that this side does not have',
    means: 'The IKEv1 peer asks for a user and password after phase 1. No such secret is configured on this ' + 'side.',
    proof:
      'Client: "no XAuth password found for", or an answer "generating TRANSACTION response" without a ' +
      'user, after which the peer deletes the IKE_SA.',
    otherwise: 'xauth-failed: credentials were sent and are wrong.',
    mend:
      'Add secrets { xauth-1 { id = ... secret = ... } } and local-2 { auth = xauth } with xauth_id ' +
      '(ipsec.conf: leftauth2=xauth, xauth_identity). Between two sites the peer should not ask at all.',
  },
  'ppk-missing': {
    title: 'A post-quantum pre-shared key is required and missing',
    means: 'One end demands a second secret, the PPK (RFC 8784), and the other has none or uses another one.',
    proof:
      '"PPK required but no PPK found for", "PPK required but peer does not support PPK", "PPK required but ' +
      'no PPK_IDENTITY received", or "received PPK_ID ... but require".',
    otherwise:
      '"ignored because PPK is not required" is no fault. The peer sees only "received ' +
      'AUTHENTICATION_FAILED notify error".',
    mend:
      'Give both ends the same secrets { ppk-1 { id = ... secret = ... } } and the same ppk_id. While they ' +
      'are rolled out set ppk_required = no. ipsec.conf cannot configure a PPK.',
  },
  'refused-by-policy': {
    title: 'The peer proved itself and was turned away by policy',
    means:
      'Authentication was fine. A rule of this side then refused the connection: one connection only for ' +
      'each identity, a whitelist, or an outside check.',
    proof:
      '"canceling IKE_SA setup due to uniqueness policy" ("cancelling" up to 5.9.2), "authorization hook ' +
      'forbids IKE_SA, canceling", in IKEv1 the same with Main Mode. A plugin says more in the line before, ' +
      'such as "not whitelisted".',
    otherwise:
      'The peer gets the answer that it also gets for a wrong secret: "received AUTHENTICATION_FAILED ' +
      'notify error". identity-shared: there the older tunnel goes, here the newer.',
    mend:
      'Give each peer its own identity, or set unique = replace (ipsec.conf: uniqueids=replace) so that a ' +
      'new connection takes over. For a whitelist or an ext-auth script admit the peer there.',
  },
} as const satisfies CauseStories;
