import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator has a certificate, the responder only pre-shared keys',
  cause: 'auth-method-mismatch',
  story: 'moon proves itself with a certificate; sun has neither a CA nor a connection that would take one.',
  knows: {
    moon: 'Only N(AUTH_FAILED), after it proved itself with a certificate.',
    sun: 'It has nothing to check the certificate with, while its connection wants a pre-shared key.',
  },
  found: {
    moon: {
      symptom: 'authentication-failed',
      causes: ['cert-untrusted', 'auth-method-mismatch'],
      certainty: 'possible',
    },
    sun: {
      symptom: 'authentication-failed',
      causes: ['auth-method-mismatch', 'cert-untrusted'],
      certainty: 'possible',
    },
  },
  moon: moon.pubkey({ remote: { auth: 'psk' } }),
  sun: sun.psk(),
  steps: fails('received AUTHENTICATION_FAILED'),
};
