import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder has no pre-shared key for the peer (IKEv1 Main Mode)',
  cause: 'psk-missing',
  story:
    'In Main Mode the key is looked for by address, before any identity is known. sun has one for other peers only.',
  knows: {
    moon: 'An error notify in Main Mode: no key, or another implementation that means something else.',
    sun: 'It says that it found no shared key for the addresses: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-missing'], certainty: 'likely' },
    sun: { symptom: 'authentication-failed', causes: ['psk-missing'], certainty: 'proven' },
  },
  moon: moon.v1(),
  sun: sun.v1({}, { secrets: { 'ike-1': { 'id-1': '192.0.2.77', 'id-2': '192.0.2.78' } } }),
  steps: [initiate, says('sun', 'no shared key found'), wait(4)],
};
