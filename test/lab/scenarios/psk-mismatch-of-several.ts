import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder has two secrets for the same pair of identities, and neither fits',
  cause: 'psk-mismatch',
  story: 'An old and a new secret stand side by side on sun; moon has a third one.',
  knows: {
    moon: 'Only N(AUTH_FAILED): key or identity.',
    sun: 'It tried two keys, and the MAC matched with none: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'proven' },
  },
  moon: moon.psk({}, { secrets: { 'ike-1': { secret: 'correct house' } } }),
  sun: sun.psk(
    {},
    { secrets: { 'ike-2': { 'id-1': 'moon.example.org', 'id-2': 'sun.example.org', secret: 'older horse' } } },
  ),
  steps: fails('received AUTHENTICATION_FAILED'),
};
