import { branch, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: "The responder does not know the initiator's identity",
  cause: 'no-peer-config',
  story: 'sun expects its peer to be mars.example.org; moon calls itself moon.example.org.',
  knows: {
    moon: 'Only N(AUTH_FAILED): a wrong key looks the same.',
    sun: 'It names both identities and says that no peer config matches: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch', 'no-peer-config'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['no-peer-config'], certainty: 'proven' },
  },
  moon: { swanctl: psk.moon, log: 'filelog-timed' },
  sun: { swanctl: merge(psk.sun, branch({ remote: { id: 'mars.example.org' } })), log: 'filelog-plain' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received AUTHENTICATION_FAILED', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
