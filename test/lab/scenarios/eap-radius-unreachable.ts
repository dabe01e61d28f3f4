import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The RADIUS server does not answer',
  cause: 'radius-unreachable',
  story: 'sun hands EAP to a RADIUS server at an address where nobody listens.',
  knows: {
    moon: 'EAP failed, or the answer took too long; it cannot know about the server.',
    sun: 'It repeats its request to the server and gives up: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['eap-credentials'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['radius-unreachable'], certainty: 'proven' },
  },
  moon: moon.eap({}, { charon: { ...quick, retransmit_tries: 5 } }),
  sun: sun.eap(
    { remote: { auth: 'eap-radius' } },
    {
      plugins: { with: ['eap-radius'] },
      charon: {
        half_open_timeout: 20,
        plugins: {
          'eap-radius': {
            retransmit_tries: 2,
            retransmit_timeout: '0.5',
            servers: { primary: { address: '203.0.113.254', secret: 'radius secret' } },
          },
        },
      },
    },
  ),
  steps: [initiate, says('sun', 'RADIUS', 20), wait(8)],
};
