import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder demands a post-quantum pre-shared key, the initiator has none',
  cause: 'ppk-missing',
  story: 'sun has ppk_required = yes; moon knows of no PPK.',
  knows: {
    moon: 'Only N(AUTH_FAILED): a wrong key looks the same.',
    sun: 'It says that a PPK is required and that the peer does not support it: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['ppk-missing'], certainty: 'proven' },
  },
  moon: moon.psk(),
  sun: sun.psk(
    { ppk_id: 'quantum', ppk_required: 'yes' },
    { secrets: { 'ppk-1': { id: 'quantum', secret: 'entangled' } } },
  ),
  steps: fails('received AUTHENTICATION_FAILED'),
};
