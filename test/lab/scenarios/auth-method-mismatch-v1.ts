import { moon, psk, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'One side wants certificates, the other has a pre-shared key (IKEv1)',
  cause: 'auth-method-mismatch',
  story: 'In IKEv1 the method is part of the proposal: moon offers a pre-shared key only, sun wants a certificate.',
  knows: {
    moon: 'A notify before anything was proved.',
    sun: 'Its log names the method that was offered and that none of its configurations allows it.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['auth-method-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['auth-method-mismatch'], certainty: 'likely' },
  },
  moon: moon.v1(),
  sun: sun.v1Pubkey({}, { secrets: psk.sun.secrets }),
  steps: [initiate, wait(5)],
};
