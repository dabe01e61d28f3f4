/**
 * Room 6, causes. Authentication: certificates, their chain, their validity, their constraints.
 */
import type { CauseStories } from './story.ts';

export const certificates = {
  'cert-id-mismatch': {
    title: 'The certificate does not contain the identity that was used',
    means:
      'A certificate counts only for the names that it holds: its subject, or one of its subjectAltNames. ' +
      'The identity sent is none of them.',
    proof:
      'On the side that checks: "no trusted RSA public key found for" the identity, with no "using ' +
      'certificate" before it; from 5.9.14 also "constraint check failed: certificate does not confirm ' +
      'identity".',
    otherwise:
      'cert-untrusted and cert-expired: there "using certificate" comes first, so the identity was found. ' +
      'The common name (CN) in the subject does not count as a host name.',
    mend:
      'Issue the certificate with the identity as subjectAltName, or set local { id = ... } to a name that ' +
      'it holds (ipsec.conf: leftid). Without an id the subject is used.',
  },
  'cert-untrusted': {
    title: 'The certificate of the peer cannot be traced to a trusted CA',
    means: 'The side that checks follows the issuers of the certificate and does not reach a CA that it trusts.',
    proof:
      '"using certificate", "no issuer certificate found for", then "issuer is" with the CA that is ' +
      'missing, and "no trusted RSA public key found for". A lone certificate: "self-signed certificate ... ' +
      'is not trusted". Peer: "received AUTHENTICATION_FAILED notify error".',
    otherwise:
      'cert-chain-incomplete: the root is known, an intermediate is missing. cert-id-mismatch: no "using ' +
      'certificate" line. signature-invalid: "signature validation failed, looking for another key".',
    mend:
      'Put the CA certificate into swanctl/x509ca (ipsec.d/cacerts) and run swanctl --load-creds (ipsec ' +
      'rereadcacerts). Put one certificate in each file; only the first of a file is read.',
  },
  'cert-chain-incomplete': {
    title: 'The peer does not send the intermediate certificate',
    means:
      'The certificate was issued by an intermediate CA. Its root may be known, but the link between them ' +
      'was not sent.',
    proof:
      '"received end entity cert" without a "received issuer cert", then "no issuer certificate found for" ' +
      'with "issuer is" an intermediate CA.',
    otherwise: 'cert-untrusted: the root itself is not known on the side that checks.',
    mend:
      'On the peer install the intermediate beside its certificate, in swanctl/x509ca (ipsec.d/cacerts), ' +
      'each in a file of its own; charon sends it then. Or install it on this side.',
  },
  'cert-expired': {
    title: 'A certificate is out of date',
    means:
      'A certificate in the chain is past the end of its validity, seen by the clock of the side that ' + 'checks.',
    proof:
      '"subject certificate invalid (valid from Jan 01 00:00:00 2024 to Jan 01 00:00:00 2025)", with the ' +
      'time of the line after the second date. The word issuer instead of subject means a CA. Then "no ' +
      'trusted RSA public key found for".',
    otherwise:
      'cert-not-yet-valid: the same words, with the time of the line before the first date. A wrong clock ' +
      'can bring either.',
    mend:
      'Renew the certificate that the line before names and run swanctl --load-creds. If the dates are ' +
      'fine, set the clock (NTP). swanctl --list-certs shows the validity of all.',
  },
  'cert-not-yet-valid': {
    title: 'A certificate is not valid yet, or a clock is wrong',
    means:
      'The validity of a certificate begins later than the clock of the side that checks. Mostly that clock ' +
      'is wrong, or the certificate was issued a moment ago in another time zone.',
    proof:
      '"subject certificate invalid (valid from Jan 01 00:00:00 2030 to Jan 01 00:00:00 2031)", with the ' +
      'time of the line before the first date. Lines dated 1970, or the day the firmware was built, point ' +
      'to the clock.',
    otherwise: 'cert-expired: the same words, with the time of the line after the second date.',
    mend:
      'Set the clock by NTP before charon starts. On devices without a clock the plugin systime-fix holds ' +
      'the check back. Else wait, or issue the certificate with an earlier start.',
  },
  'cert-revoked': {
    title: 'The certificate was revoked by its CA',
    means: 'The CA has declared the certificate of the peer void, by a CRL or by OCSP.',
    proof:
      '"certificate was revoked on Jan 01 00:00:00 UTC 2025, reason: key compromise", then "no trusted RSA ' +
      'public key found for".',
    otherwise: 'revocation-unavailable: the CRL or OCSP server could not be asked.',
    mend:
      'Issue a new certificate with a new key. If it was revoked by mistake or only held, let the CA lift ' +
      'that and publish a fresh CRL; swanctl --flush-certs (ipsec purgecrls) drops the cached one.',
  },
  'revocation-unavailable': {
    title: 'The CRL or OCSP server could not be reached',
    means:
      'charon wanted to know whether the certificate was revoked and got no answer. By default it goes on, ' +
      'after a delay. With a strict policy it refuses.',
    proof:
      '"fetching crl from", "libcurl request failed", "crl fetching failed" or "ocsp check failed, fallback ' +
      'to crl", then "certificate status is not available". If that is fatal: "RULE_CRL_VALIDATION is ' +
      'SKIPPED, but requires at least GOOD".',
    otherwise:
      'cert-revoked: an answer came and says revoked. The wait alone can make the peer retransmit or give ' +
      'up; look at the seconds between these lines.',
    mend:
      'Let this host reach the URL in the log, or load a CRL from swanctl/x509crl (ipsec.d/crls). To go on ' +
      'without an answer set revocation = relaxed, ifuri checks only where a URL is known, strict demands ' +
      'an answer (ipsec.conf: strictcrlpolicy=no).',
  },
  'cert-constraint': {
    title: 'The certificate is trusted, but a constraint forbids it',
    means:
      'The chain is good. A rule of the connection or a field of the certificate itself does not allow this ' + 'use.',
    proof:
      'The line names the rule: "constraint check failed: peer not authenticated by CA", "constraint ' +
      'requires", "signatures not acceptable", "violates constraint of", "rejecting certificate without ' +
      'digitalSignature or nonRepudiation keyUsage flags". Then "unacceptable: constraint checking failed" ' +
      'or "no trusted RSA public key found for".',
    otherwise: 'cert-untrusted: the chain is not good. peer-id-rejected: the constraint that fails is the identity.',
    mend:
      'Issue a certificate that fits the rule, or change the rule in remote { cacerts, certs, cert_policy, ' +
      'groups, auth } (ipsec.conf: rightca, rightcert, rightcertpolicy, rightgroups, rightauth).',
  },
  'signature-invalid': {
    title: 'The signature of the peer does not fit its certificate',
    means: 'The peer signs with a key that does not belong to the certificate it is known by.',
    proof:
      'On the side that checks: "signature validation failed, looking for another key", then "no trusted ' +
      'RSA public key found for".',
    otherwise:
      'cert-untrusted: no signature is checked, because the chain fails before. An old certificate of the ' +
      'same name that is still installed can be the one that was tried.',
    mend:
      'On the peer install key and certificate as one pair. On this side remove outdated certificates of ' +
      'the peer from swanctl/x509 (ipsec.d/certs) and run swanctl --load-creds --clear.',
  },
} as const satisfies CauseStories;
