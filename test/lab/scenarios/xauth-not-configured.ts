import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator offers XAuth, the responder has a plain connection',
  cause: 'auth-method-mismatch',
  story:
    'moon is set up as a road warrior with user and password; the connection on sun wants the pre-shared key only.',
  knows: {
    moon: 'AUTHENTICATION_FAILED before any user name was asked for.',
    sun: 'It found a configuration for the identity, but none that allows this method.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['auth-method-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['auth-method-mismatch'], certainty: 'likely' },
  },
  moon: moon.xauth(),
  sun: sun.v1(),
  steps: fails('received AUTHENTICATION_FAILED'),
};
