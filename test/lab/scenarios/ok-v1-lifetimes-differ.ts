import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The life times differ (IKEv1), which harms nobody',
  cause: 'none',
  story: 'IKEv1 negotiates life times; moon and sun have different ones.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.v1({ rekey_time: '2h' }),
  sun: sun.v1({ rekey_time: '1h' }),
  steps: comesUp,
};
