import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Aggressive Mode with a pre-shared key is not allowed on the responder',
  cause: 'v1-mode-mismatch',
  story: 'Both sides are configured for Aggressive Mode; sun lacks the option that permits it with a pre-shared key.',
  knows: {
    moon: 'AUTHENTICATION_FAILED as an answer to its first message: no key was compared yet.',
    sun: 'It says that Aggressive Mode with a pre-shared key is disabled: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['v1-mode-mismatch'], certainty: 'likely' },
    sun: { symptom: 'authentication-failed', causes: ['v1-mode-mismatch'], certainty: 'proven' },
  },
  moon: moon.v1({ aggressive: 'yes' }),
  sun: sun.v1({ aggressive: 'yes' }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
