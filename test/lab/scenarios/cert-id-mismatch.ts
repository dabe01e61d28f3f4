import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder's certificate does not hold the identity that it uses",
  cause: 'cert-id-mismatch',
  story: 'sun calls itself sun.example.org; its certificate is for www.example.org.',
  knows: {
    moon: 'A certificate came, but it did not even try it: it does not hold the identity.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-id-mismatch'], certainty: 'likely' },
    sun: { symptom: 'authentication-failed', causes: ['cert-id-mismatch'], certainty: 'possible' },
  },
  moon: moon.pubkey(),
  sun: sun.pubkey({}, { certificate: 'sunElsewhere' }),
  steps: [initiate, says('moon', 'no trusted RSA public key found'), wait(1)],
};
