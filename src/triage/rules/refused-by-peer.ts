/**
 * Refused by the verifier at the other end: a single notify (RFC 7296 section 2.21.2), whose reason only the peer's log has.
 */
import { hasNotify, hasPayload } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import { evidence, likely, possible, type Rule } from '../rule.ts';
import { authenticationFailed } from './authentication.ts';

/** Refused by the verifier at the other end: this log cannot know why; it ranks by what this side sent. */
/** An IKE_AUTH request without AUTH asks for EAP (RFC 7296 section 2.16). */
function asksForEap(of: Case): boolean {
  const first = of
    .all('message.generated')
    .find((e) => e.fields.exchange === 'IKE_AUTH' && !e.fields.payloads.includes('EF('));
  return of.sa.role === 'initiator' && first !== undefined && !hasPayload(first.fields.payloads, 'AUTH');
}

export const refusedByPeer: Rule = {
  name: 'authentication-failed-received',
  needs: ['notify.error.received', 'message.parsed'],
  judge(of) {
    const notify = of.last('notify.error.received');
    const rejected =
      of.trigger.type === 'message.parsed' && hasNotify(of.trigger.fields.payloads, 'AUTH_FAILED')
        ? of.trigger
        : undefined;
    if (notify?.fields.notify !== 'AUTHENTICATION_FAILED' && rejected === undefined) return null;
    // An initiator of 6.x reports the error of this side's kernel as an authentication failure (charon-log-facts 2.57).
    if (of.has('kernel.sa.failed', 'kernel.policy.failed', 'kernel.spi.failed')) return null;
    const own = of.sa.authLocal ?? (asksForEap(of) ? 'eap' : null);
    const me = of.sa.local.id ?? 'this side';
    const isMine = rejected !== undefined;
    return authenticationFailed({
      causes: rankRefused(of, own, isMine),
      summary: isMine
        ? `${peerOf(of.sa)} rejected this side after it had proved itself (the IKE_SA was up for a moment): it does not accept the identity ${me} or how it was proved.`
        : `${peerOf(of.sa)} refused to authenticate ${me}${own === null ? '' : `, which proved itself with ${METHOD_WORDS.get(own) ?? own}`}: it sends the same answer for an unknown identity, a wrong secret and an untrusted certificate; only its log tells which.`,
      evidence: evidence(of.last('auth.own'), ...of.all('cert.sent'), of.last('message.parsed'), notify, rejected),
      fix: [
        {
          where: 'peer',
          text: `Read its log at this time: it names the reason in one line. Compare there the identity ${of.sa.local.id ?? 'that this side sends'}${own === 'psk' ? ' and the secret' : ''}`,
          config: [],
        },
      ],
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time: "no matching peer config found" (identity), "MAC mismatched" or "no shared key found" (secret), "no trusted ... public key found" (certificate), "constraint requires ..." (method)`,
    });
  },
};

const METHOD_WORDS = new Map([
  ['psk', 'a pre-shared key'],
  ['pubkey', 'a certificate or public key'],
  ['eap', 'EAP'],
]);

function rankRefused(of: Case, own: string | null, isMine: boolean) {
  const identity = isMine
    ? possible('peer-id-rejected', `the peer may expect another identity than ${of.sa.local.id ?? 'the one sent'}`)
    : possible('no-peer-config', `the peer may have no connection for the identity ${of.sa.local.id ?? 'sent'}`);
  const method = possible('auth-method-mismatch', 'the peer may want another method');
  if (own === 'pubkey' || of.has('cert.sent')) {
    const certificates = [
      possible('cert-untrusted', 'this side proved itself with a certificate, which the peer must trust to the root'),
      possible('cert-expired', 'or the certificate is out of date in its eyes'),
      possible('cert-id-mismatch', `or it does not hold the identity ${of.sa.local.id ?? 'sent'}`),
      identity,
      possible('cert-revoked', 'or revoked'),
      possible('revocation-unavailable', 'or its revocation cannot be checked there, and must be'),
      possible('cert-constraint', 'or it breaks a constraint: CA, key usage, policy'),
    ];
    return isMine
      ? certificates
      : [...certificates, method, possible('private-key-missing', 'the peer may lack the key for its own proof')];
  }
  if (own === 'psk' && isMine) {
    return [
      likely(
        'peer-id-rejected',
        `the secret was good enough for this side to accept the peer, so it is rather the identity ${of.sa.local.id ?? 'sent'}`,
      ),
      possible('psk-mismatch', 'the peer may use another secret for this identity'),
      method,
    ];
  }
  if (own === 'psk')
    return [
      possible('psk-mismatch', 'this side proved itself with a pre-shared key'),
      identity,
      possible('psk-missing', 'the peer may have no secret for the two identities'),
      method,
      possible('refused-by-policy', 'or its policy refuses: uniqueness, a whitelist'),
    ];
  if (own === 'eap') {
    const isBegun = of.has('auth.eap.started', 'auth.eap.identity');
    return isBegun
      ? [likely('eap-credentials', 'this side was to prove itself with EAP'), identity, method]
      : [
          possible('eap-not-configured', 'this side asked for EAP, and the answer came before any EAP message'),
          identity,
          method,
        ];
  }
  if (of.last('ike.initiating')?.fields.mode?.startsWith('Aggressive') === true)
    return [
      likely(
        'v1-mode-mismatch',
        'the answer came before any proof: Aggressive Mode with a pre-shared key may be disabled there',
      ),
      identity,
    ];
  return [identity, possible('psk-mismatch', 'a wrong secret gives the same answer'), method];
}

/** Any other error notify: said as it is. INVALID_SYNTAX in IKE_AUTH is how charon refuses a childless IKE_SA, or one that is not (charon-log-facts 2.68). */
export const refusedOtherwise: Rule = {
  name: 'other-notify-received',
  needs: ['notify.error.received'],
  judge(of) {
    const notify = of.last('notify.error.received');
    // TEMPORARY_FAILURE is answered by trying again later.
    if (notify === undefined || notify.fields.notify === 'TEMPORARY_FAILURE') return null;
    const name = notify.fields.notify;
    return {
      severity: 'error',
      symptom: 'aborted-locally',
      causes: [
        possible('peer-interop', `${name} means that the peer did not accept the message as it was`),
        possible(
          'refused-by-policy',
          'strongSwan answers INVALID_SYNTAX when the two ends disagree on childless initiation',
        ),
      ],
      summary: `${peerOf(of.sa)} ended the exchange with ${name}.`,
      evidence: evidence(of.last('message.generated'), of.last('message.parsed'), notify),
      fix: [{ where: 'peer', text: 'Read its log at this time: it names the reason', config: [] }],
      wouldSettle: `the log of ${peerOf(of.sa)} at the same time`,
    };
  },
};
