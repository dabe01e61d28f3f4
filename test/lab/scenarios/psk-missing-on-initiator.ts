import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator has no pre-shared key for the pair of identities',
  cause: 'psk-missing',
  story: "moon's secret is for other identities, so it cannot prove itself and goes no further. sun waits.",
  knows: {
    moon: 'It says that it found no shared key for the two identities: proof.',
    sun: 'It answered IKE_SA_INIT and heard nothing more: port 4500, fragments, or an initiator that gave up.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-missing'], certainty: 'proven' },
    sun: { symptom: 'half-open-timeout', causes: ['peer-went-silent'], certainty: 'possible', outcome: 'timed-out' },
  },
  moon: moon.psk({}, { secrets: { 'ike-1': { 'id-1': 'mars.example.org', 'id-2': 'venus.example.org' } } }),
  sun: sun.psk({}, { log: 'journal-json' }),
  steps: [initiate, says('sun', 'deleting half open IKE_SA', 20), wait(0.7)],
};
