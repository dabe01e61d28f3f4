/**
 * Certificates that a verifier did not accept. charon's verdict is nearly always `no trusted ... public key found`; the reason stands in the
 * lines above it, or nowhere at level 1 (charon-log-facts 12.4; libstrongswan/credentials/credential_manager.c).
 */
import { type EventOf, type IkeEvent, remembered } from '../../negotiation/index.ts';
import { type Case, peerOf } from '../case.ts';
import type { Fix, RankedCause, Verdict } from '../finding.ts';
import { evidence, likely, possible, proven, type Rule } from '../rule.ts';

interface Reason {
  readonly cause: RankedCause;
  /** Look-alikes that this log does not exclude. */
  readonly others?: readonly RankedCause[];
  readonly summary: string;
  readonly proof: readonly (IkeEvent | undefined)[];
  readonly fix: readonly Fix[];
}

/** `Jan 01 00:00:00 UTC 2026`, as `%T` prints a time in UTC; NaN for anything else. One certificate is looked at again and again. */
const timeOf = remembered((printed) => {
  const parts = /^([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d)(?: UTC)? (\d{4})$/.exec(printed);
  return parts === null ? Number.NaN : Date.parse(`${parts[2]} ${parts[1]} ${parts[4]} ${parts[3]} UTC`);
});

/** Times before this are not of a calendar: seconds since boot, or a clock that was never set. */
const NO_CALENDAR = Date.UTC(2000, 0, 1);

function outOfDate(invalid: EventOf<'cert.invalid-now'>): Reason {
  const { which, from, to } = invalid.fields;
  const isDated = invalid.at > NO_CALENDAR;
  const isEarly = isDated && invalid.at < timeOf(from);
  const id = isEarly ? 'cert-not-yet-valid' : 'cert-expired';
  const what = `the ${which} certificate is valid from ${from} to ${to}`;
  const text = isEarly
    ? 'Check the clock (NTP) of this host; if it is right, the certificate is issued for later'
    : 'Renew the certificate; check the clock (NTP) of the host with this log, too';
  const verdict = isEarly
    ? 'not yet valid at the time of this log: a wrong clock or a certificate issued for later'
    : isDated
      ? 'expired at the time of this log'
      : 'which was not within that time (the log has no date)';
  return {
    cause: (isDated ? proven : likely)(id, what),
    others: isDated ? [] : [possible('cert-not-yet-valid', 'or it is issued for later, or the clock is wrong')],
    summary: `${what}, ${verdict}`,
    proof: [invalid],
    fix: [{ where: isEarly ? 'local' : 'peer', text, config: [] }],
  };
}

/** Why a chain of trust broke, as far as the lines before the verdict say it. */
function chainReason(of: Case): Reason | null {
  const invalid = of.last('cert.invalid-now');
  if (invalid !== undefined) return outOfDate(invalid);
  const revoked = of.last('cert.revoked');
  if (revoked !== undefined) {
    const { on, reason } = revoked.fields;
    return {
      cause: proven('cert-revoked', `revoked on ${on}, reason: ${reason}`),
      summary: `its certificate was revoked on ${on} (${reason})`,
      proof: [revoked],
      fix: [{ where: 'peer', text: 'Issue and install a new certificate', config: [] }],
    };
  }
  const noIssuer = of.last('cert.issuer.missing');
  if (noIssuer !== undefined) return untrusted(of, noIssuer);
  const selfSigned = of.last('cert.self-signed');
  if (selfSigned !== undefined) {
    return {
      cause: proven('cert-untrusted', `the root "${selfSigned.fields.subject}" is not among the trusted CAs here`),
      summary: `the chain ends in "${selfSigned.fields.subject}", which is not trusted here`,
      proof: [selfSigned],
      fix: [
        {
          where: 'local',
          text: 'Install that CA certificate in swanctl/x509ca (ipsec.d/cacerts) and run swanctl --load-creds',
          config: [],
        },
      ],
    };
  }
  const constraint = of.last('cert.constraint');
  if (constraint !== undefined) {
    return {
      cause: proven('cert-constraint', constraint.text.trim()),
      summary: `the certificate breaks a constraint (${constraint.text.trim()})`,
      proof: [constraint],
      fix: [
        { where: 'peer', text: 'Reissue the certificate so that it fits, or relax the constraint here', config: [] },
      ],
    };
  }
  const signature = of.last('auth.signature.invalid');
  if (signature !== undefined) {
    return {
      cause: likely('signature-invalid', 'a certificate was found, but the signature was made with another key'),
      summary: 'its signature does not fit the certificate it sent',
      proof: [signature],
      fix: [{ where: 'peer', text: 'Install the private key that belongs to the certificate', config: [] }],
    };
  }
  return null;
}

/** The issuer is not known here: either the CA was never installed, or an intermediate was not sent along. */
function untrusted(of: Case, noIssuer: EventOf<'cert.issuer.missing'>): Reason {
  const issuer = of.last('cert.issuer');
  const name = issuer === undefined ? 'its issuer' : `"${issuer.fields.issuer}"`;
  const isEndEntity =
    of.last('cert.using')?.fields.subject === noIssuer.fields.subject &&
    !of.all('cert.received').some((c) => c.fields.kind.startsWith('issuer'));
  const fix: Fix[] = [
    {
      where: 'local',
      text: `Install the CA certificate ${name} in swanctl/x509ca (ipsec.d/cacerts) and run swanctl --load-creds`,
      config: [],
    },
  ];
  if (isEndEntity)
    fix.push({
      where: 'peer',
      text: 'or, when that is an intermediate CA, let the peer send it: put it in its swanctl/x509ca',
      config: [],
    });
  return {
    cause: likely('cert-untrusted', `no certificate of the issuer ${name} is known here`),
    others: [possible('cert-chain-incomplete', 'if that issuer is an intermediate CA, the peer should have sent it')],
    summary: `the issuer ${name} of "${noIssuer.fields.subject}" is not known here`,
    proof: [noIssuer, issuer],
    fix,
  };
}

/** Verifier: no key could be trusted for the peer's identity. */
export const publicKeyUntrusted: Rule = {
  name: 'public-key-untrusted',
  needs: ['auth.public-key.untrusted'],
  judge(of) {
    const verdict = of.last('auth.public-key.untrusted');
    if (verdict === undefined) return null;
    const { kind, id } = verdict.fields;
    const reason = chainReason(of) ?? withoutChain(of, id);
    return {
      severity: 'error',
      symptom: 'authentication-failed',
      causes: causesOf(of, id, reason),
      summary: `The ${kind} key of ${id} was not accepted here: ${reason.summary}.`,
      evidence: evidence(...of.all('cert.received'), ...of.all('cert.using'), ...reason.proof, verdict, of.trigger),
      fix: reason.fix,
      wouldSettle:
        reason.cause.certainty === 'proven'
          ? null
          : 'the log of this side with cfg at level 2: charon then lists the certificates that it considers for the identity',
    };
  },
};

/** charon looked for a certificate that confirms the identity and tried none: it does not carry it (charon-log-facts 2.43). */
function withoutChain(of: Case, id: string): Reason {
  const received = of.all('cert.received').find((c) => c.fields.kind.startsWith('end'));
  if (received === undefined) {
    return {
      cause: likely('cert-untrusted', `no certificate of ${id} came with the request and none is installed here`),
      summary: `no certificate of ${id} came with the request and none is known here`,
      proof: [],
      fix: [
        {
          where: 'peer',
          text: 'Let it send its certificate',
          config: ['send_cert = always'],
          ipsecConf: ['leftsendcert=always'],
        },
      ],
    };
  }
  const isTried = of.has('cert.using');
  if (isTried) {
    return {
      cause: possible('cert-untrusted', 'the chain lines give no reason'),
      summary: 'the chain was tried and gave no trusted key',
      proof: [],
      fix: [{ where: 'local', text: 'Check the CA certificates installed here', config: [] }],
    };
  }
  return {
    cause: likely(
      'cert-id-mismatch',
      `a certificate for "${received.fields.subject}" came, but none was tried for ${id}: its subjectAltName does not hold that identity`,
    ),
    summary: `the certificate "${received.fields.subject}" does not confirm that identity`,
    proof: [received],
    fix: [
      {
        where: 'peer',
        text: `Use an identity that the certificate holds (its DN or a subjectAltName), or reissue it with ${id} as subjectAltName`,
        config: [`local { id = "${received.fields.subject}" }`],
        ipsecConf: [`leftid="${received.fields.subject}"`],
      },
    ],
  };
}

function causesOf(of: Case, id: string, reason: Reason): RankedCause[] {
  if (reason.others !== undefined) return [reason.cause, ...reason.others];
  return reason.cause.certainty === 'proven' ? [reason.cause] : rankUnknown(of, id, reason.cause);
}

function rankUnknown(of: Case, id: string, first: RankedCause): RankedCause[] {
  const causes = [first];
  const sentPsk = !of.has('cert.received');
  if (sentPsk)
    causes.push(
      possible('auth-method-mismatch', `this side authenticates ${id} otherwise than ${peerOf(of.sa)} proves itself`),
    );
  if (first.cause !== 'cert-id-mismatch')
    causes.push(possible('cert-id-mismatch', 'no installed certificate holds the identity'));
  return causes;
}

/** A certificate was accepted and the signature made with another key; 5.9 says no more than that (charon-log-facts 2.46). */
export const signatureInvalid: Rule = {
  name: 'signature-invalid',
  needs: ['auth.signature.invalid'],
  judge(of): Verdict | null {
    const invalid = of.last('auth.signature.invalid');
    if (invalid === undefined) return null;
    const who = of.sa.remote.id ?? peerOf(of.sa);
    return {
      severity: 'error',
      symptom: 'authentication-failed',
      causes: [likely('signature-invalid', 'a trusted certificate was found, and the signature does not fit its key')],
      summary: `${who} sent a signature that does not fit its certificate: it uses another private key.`,
      evidence: evidence(...of.all('cert.using'), invalid, of.trigger),
      fix: [{ where: 'peer', text: 'Install the private key that belongs to the certificate', config: [] }],
      wouldSettle: 'compare the public key of the certificate with that of the private key on the peer: pki --pub',
    };
  },
};

/** A constraint of the connection refused a peer that had proved itself. */
export const constraintFailed: Rule = {
  name: 'constraint-failed',
  needs: ['auth.constraint.failed'],
  judge(of): Verdict | null {
    const failed = of.last('auth.constraint.failed');
    if (failed === undefined) return null;
    const why = failed.fields.reason;
    const isRevocation = /RULE_(CRL|OCSP)_VALIDATION/.test(why);
    const isIdentity = /does not confirm identity/.test(why);
    const id = isRevocation ? 'revocation-unavailable' : isIdentity ? 'cert-id-mismatch' : 'cert-constraint';
    const fetching = of.all('cert.status.fetch.failed', 'cert.status.fetching', 'cert.status.unavailable');
    const text = isRevocation
      ? 'Make the CRL or OCSP server reachable, or relax revocation'
      : isIdentity
        ? 'Use an identity that the certificate holds'
        : 'Let the certificate or the constraint change';
    return {
      severity: 'error',
      symptom: 'authentication-failed',
      causes: [proven(id, `constraint check failed: ${why}`)],
      summary: `${of.sa.remote.id ?? peerOf(of.sa)} proved itself, but the connection demands more: ${why}.`,
      evidence: evidence(...fetching, failed, of.last('lookup.peer.rejected'), of.last('lookup.peer.no-alternative')),
      fix: [
        { where: isIdentity ? 'peer' : 'local', text, config: isRevocation ? ['remote { revocation = relaxed }'] : [] },
      ],
    };
  },
};
