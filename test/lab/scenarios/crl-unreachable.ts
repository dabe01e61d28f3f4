import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The revocation list cannot be fetched, and the policy is strict',
  cause: 'revocation-unavailable',
  story: 'The certificate of sun says where the revocation list is; nothing listens there. moon demands to know.',
  knows: {
    moon: 'It says that it cannot fetch the list and what the policy demands: proof.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['revocation-unavailable'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
  },
  moon: moon.pubkey({ remote: { revocation: 'strict' } }, { plugins: { with: ['curl'] } }),
  sun: sun.pubkey({}, { certificate: 'sunWithCrl' }),
  steps: [initiate, says('moon', 'fetching crl'), wait(5)],
};
