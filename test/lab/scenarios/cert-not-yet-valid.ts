import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder's certificate is not valid yet",
  cause: 'cert-not-yet-valid',
  story: 'sun has a certificate that will be valid from 2034 on, or the clocks are wrong.',
  knows: {
    moon: 'It prints from when on the certificate is valid, and its own time stands before the line: proof.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-not-yet-valid'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
  },
  moon: moon.pubkey({}, { log: 'filelog-iso' }),
  sun: sun.pubkey({}, { certificate: 'sunNotYetValid' }),
  steps: [initiate, says('moon', 'certificate invalid'), wait(1)],
};
