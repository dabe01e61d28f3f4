import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder holds an old certificate of the initiator's, with another key",
  cause: 'signature-invalid',
  story:
    'moon has a new key and sends no certificate. sun knows it by the certificate of the old key, which has the same names.',
  knows: {
    moon: 'Only N(AUTH_FAILED), after it proved itself with a certificate.',
    sun: 'It found a trusted certificate for the identity, and the signature was made with another key.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['signature-invalid'], certainty: 'likely' },
  },
  moon: moon.pubkey({ send_cert: 'never' }),
  sun: sun.pubkey({}, { holds: ['moonOfOldKey'] }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
