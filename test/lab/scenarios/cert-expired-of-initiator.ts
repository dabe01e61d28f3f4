import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: "The initiator's certificate has expired",
  cause: 'cert-expired',
  story: 'moon has a certificate that was valid in 2024.',
  knows: {
    moon: 'Only N(AUTH_FAILED), after it proved itself with a certificate.',
    sun: 'It prints the dates of the certificate: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-expired', 'cert-untrusted'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['cert-expired'], certainty: 'proven' },
  },
  moon: moon.pubkey({}, { certificate: 'moonExpired' }),
  sun: sun.pubkey({}, { log: 'journal-json-pretty' }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
