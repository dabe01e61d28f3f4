import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder has no pre-shared key for the pair of identities',
  cause: 'psk-missing',
  story: "sun's secret is for moon and mars, so there is none for moon and sun.",
  knows: {
    moon: 'Only N(AUTH_FAILED): a wrong key looks the same.',
    sun: 'It says that it found no shared key for the two identities: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-missing', 'psk-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['psk-missing'], certainty: 'proven' },
  },
  moon: moon.psk({}, { log: 'journal-short-monotonic' }),
  sun: sun.psk({}, { secrets: { 'ike-1': { 'id-1': 'mars.example.org', 'id-2': 'venus.example.org' } } }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
