import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The certificate is valid, but its key is smaller than the connection demands',
  cause: 'cert-constraint',
  story: 'sun wants RSA keys of 4096 bits at least; that of moon has 2048.',
  knows: {
    moon: 'Only N(AUTH_FAILED), after it proved itself with a certificate.',
    sun: 'It accepts the certificate and then says that what was proved does not satisfy the connection, not which demand.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
    sun: {
      symptom: 'authentication-failed',
      causes: ['cert-constraint', 'auth-method-mismatch'],
      certainty: 'possible',
    },
  },
  moon: moon.pubkey(),
  sun: sun.pubkey({ remote: { auth: 'rsa-4096' } }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
