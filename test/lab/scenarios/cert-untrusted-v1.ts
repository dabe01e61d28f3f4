import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder does not trust the CA of the initiator's certificate (IKEv1)",
  cause: 'cert-untrusted',
  story: 'The certificate of moon is issued by another CA than the one that sun trusts.',
  knows: {
    moon: 'AUTHENTICATION_FAILED after it proved itself with a certificate.',
    sun: 'It names the issuer that it has no certificate of: an unknown root, or an issuer whose certificate was not sent.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'likely' },
  },
  moon: moon.v1Pubkey({}, { certificate: 'moonOfOtherCa' }),
  sun: sun.v1Pubkey(),
  steps: fails('received AUTHENTICATION_FAILED'),
};
