import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator uses Aggressive Mode, the responder Main Mode',
  cause: 'v1-mode-mismatch',
  story: 'Only moon has aggressive = yes.',
  knows: {
    moon: 'AUTHENTICATION_FAILED as an answer to its first message: no key was compared yet.',
    sun: 'It found a configuration, but none that allows this method in this mode.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['v1-mode-mismatch'], certainty: 'likely' },
    sun: { symptom: 'authentication-failed', causes: ['v1-mode-mismatch'], certainty: 'possible' },
  },
  moon: moon.v1({ aggressive: 'yes' }),
  sun: sun.v1({}, { charon: { ...quick, i_dont_care_about_security_and_use_aggressive_mode_psk: 'yes' } }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
