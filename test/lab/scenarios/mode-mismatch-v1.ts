import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'One side wants transport mode, the other tunnel mode (IKEv1)',
  cause: 'mode-mismatch',
  story: 'moon asks for transport mode between the two hosts; sun has a tunnel for the same selectors.',
  knows: {
    moon: 'INVALID_ID_INFORMATION to its Quick Mode: selectors, or what else is looked for with them.',
    sun: 'No CHILD_SA fits, at level 1 without a reason: the selectors, or the mode.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['mode-mismatch', 'ts-mismatch'], certainty: 'possible' },
    sun: { symptom: 'policy-mismatch', causes: ['mode-mismatch', 'ts-mismatch'], certainty: 'possible' },
  },
  moon: moon.v1({ children: { lan: { mode: 'transport', local_ts: 'dynamic', remote_ts: 'dynamic' } } }),
  sun: sun.v1({ children: { lan: { local_ts: 'dynamic', remote_ts: 'dynamic' } } }),
  steps: [initiate, wait(4)],
};
