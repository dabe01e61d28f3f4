import { psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The pre-shared keys differ (IKEv2)',
  cause: 'psk-mismatch',
  story: 'Both sides have one key for the pair of identities; the last word differs.',
  knows: {
    moon: 'Only N(AUTH_FAILED): it authenticated with a pre-shared key, so the key or an identity is wrong.',
    sun: 'It tried the one key for the pair of identities and the MAC did not match: that is proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch', 'no-peer-config'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'proven' },
  },
  moon: { swanctl: merge(psk.moon, { secrets: { 'ike-1': { secret: 'correct house' } } }), log: 'filelog-tagged' },
  sun: { swanctl: psk.sun, log: 'filelog-tagged' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received AUTHENTICATION_FAILED', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
