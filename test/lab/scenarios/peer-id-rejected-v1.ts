import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The initiator does not accept the responder's identity (IKEv1 Main Mode)",
  cause: 'peer-id-rejected',
  story: 'moon expects sun to be venus.example.org; in Main Mode it cannot say so, and sun answers as sun.example.org.',
  knows: {
    moon: 'It names both identities: proof.',
    sun: 'It believed all was well, then got a DELETE: something about its own proof, it cannot know what.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['peer-id-rejected'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['peer-id-rejected'], certainty: 'possible' },
  },
  moon: moon.v1({ remote: { id: 'venus.example.org' } }, { secrets: { 'ike-1': { 'id-3': '203.0.113.1' } } }),
  sun: sun.v1(),
  steps: [initiate, says('moon', 'does not match to'), wait(1)],
};
