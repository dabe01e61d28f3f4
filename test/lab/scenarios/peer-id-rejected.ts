import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The initiator does not accept the responder's identity (IKEv2)",
  cause: 'peer-id-rejected',
  story:
    'moon accepts identities below example.net only. Since that is a pattern, it asks for none; sun answers as sun.example.org.',
  knows: {
    moon: 'It names the identity that it required and the one that came: proof.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED: something about its own proof, it cannot know what.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['peer-id-rejected'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['peer-id-rejected'], certainty: 'possible' },
  },
  moon: moon.psk({ remote: { id: '*.example.net' } }, { secrets: { 'ike-1': { 'id-1': '', 'id-2': '' } } }),
  sun: sun.psk({}, { log: 'filelog-timed' }),
  steps: [initiate, says('moon', 'constraint check failed'), wait(1)],
};
