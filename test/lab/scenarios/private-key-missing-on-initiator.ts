import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator has no private key for its certificate',
  cause: 'private-key-missing',
  story: 'The key file of moon is gone. It goes no further, and sun waits.',
  knows: {
    moon: 'It says that it found no private key for its identity: proof.',
    sun: 'It answered IKE_SA_INIT and heard nothing more.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['private-key-missing'], certainty: 'proven' },
    sun: { symptom: 'half-open-timeout', causes: ['peer-went-silent'], certainty: 'possible' },
  },
  moon: moon.pubkey({}, { keyless: true }),
  sun: sun.pubkey(),
  steps: [initiate, says('sun', 'deleting half open IKE_SA', 20), wait(0.7)],
};
