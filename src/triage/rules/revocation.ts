/**
 * Revocation checks that take their time: charon waits for a CRL or OCSP server, and the peer repeats its request meanwhile (charon-log-facts 12.4).
 * Whether the answer is needed in the end is for the verdict on the certificate; the wait is a fault of its own.
 */
import { type Case, connectionOf } from '../case.ts';
import type { Verdict } from '../finding.ts';
import { evidence, likely, type Rule } from '../rule.ts';

/** A wait that a person notices, in milliseconds; half a first retransmission (charon-log-facts section 8). */
const SLOW_MS = 2000;

export const slowRevocation: Rule = {
  name: 'revocation-delay',
  needs: ['cert.status.fetching'],
  judge(of): Verdict | null {
    const at = of.events.findLastIndex((e) => e.type === 'cert.status.fetching');
    const fetching = of.events[at];
    if (fetching === undefined || fetching.type !== 'cert.status.fetching') return null;
    const next = of.events.slice(at + 1).find((e) => e.type.startsWith('cert.status.'));
    // Only what ends the wait tells of it; later lines of the same check do not tell again.
    if (next !== of.trigger) return null;
    const wait = next.at - fetching.at;
    if (!(wait >= SLOW_MS)) return null;
    const seconds = Math.round(wait / 1000);
    const copies = copiesMeanwhile(of, at);
    return {
      severity: 'warning',
      symptom: 'latent',
      causes: [likely('revocation-unavailable', `${seconds} s passed between the request and the next line`)],
      summary: `${connectionOf(of.sa)} waited ${seconds} s for ${fetching.fields.uri}, which tells whether the certificate of the peer was revoked${copies === 0 ? '' : `; the peer sent its request again ${copies === 1 ? 'meanwhile' : `${copies} times meanwhile`}`}.`,
      evidence: evidence(fetching, next),
      fix: [
        {
          where: 'network',
          text: `Let this host reach ${fetching.fields.uri} (name resolution, firewall, proxy), or keep a copy of the CRL in swanctl/x509crl`,
          config: [],
        },
        {
          where: 'local',
          text: 'or do not wait that long',
          config: ['# strongswan.conf: charon.plugins.curl.timeout = 2s', 'remote { revocation = ifuri }'],
        },
      ],
      wouldSettle: `fetch ${fetching.fields.uri} on this host by hand, and look at the time it takes`,
    };
  },
};

/** Copies of the peer's request that came while charon waited. */
function copiesMeanwhile(of: Case, from: number): number {
  return of.events.slice(from).filter((e) => e.type === 'retransmit.received').length;
}
