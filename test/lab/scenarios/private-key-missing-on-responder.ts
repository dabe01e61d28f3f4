import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder has no private key for its certificate',
  cause: 'private-key-missing',
  story: 'The key file of sun is gone.',
  knows: {
    moon: 'Only N(AUTH_FAILED), after it proved itself with a certificate.',
    sun: 'It says that it found no private key for its identity: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['private-key-missing'], certainty: 'proven' },
  },
  moon: moon.pubkey(),
  sun: sun.pubkey({}, { keyless: true, log: 'journal-with-unit' }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
