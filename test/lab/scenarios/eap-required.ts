import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder demands EAP, the initiator has a pre-shared key',
  cause: 'auth-method-mismatch',
  story: 'sun expects EAP-MSCHAPv2 of its peers; moon proves itself with a pre-shared key, which sun also has.',
  knows: {
    moon: 'Only N(AUTH_FAILED): a wrong key looks the same.',
    sun: 'It accepts the key and then names the constraint that is not met: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch', 'auth-method-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['auth-method-mismatch'], certainty: 'proven' },
  },
  moon: moon.psk(),
  sun: sun.psk({ remote: { auth: 'eap-mschapv2' } }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
