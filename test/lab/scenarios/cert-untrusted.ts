import { pubkey } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: "The responder does not trust the issuer of the initiator's certificate",
  cause: 'cert-untrusted',
  story: "moon's certificate comes from another CA, Other Root CA, which sun does not have. moon trusts sun's.",
  knows: {
    moon: 'Only N(AUTH_FAILED): it sent its certificate, so something about it, its chain or the identity displeases sun.',
    sun: 'It names the issuer for which it has no certificate: an unknown root, or an issuer whose certificate was not sent.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-untrusted', 'no-peer-config'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'likely' },
  },
  moon: { ...pubkey.moon, certificate: 'moonOfOtherCa', log: 'syslog-tagged' },
  sun: { ...pubkey.sun, log: 'syslog-tagged' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received AUTHENTICATION_FAILED', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
