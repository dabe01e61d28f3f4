import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'An idle CHILD_SA is closed after a while, as configured',
  cause: 'none',
  story: 'moon has inactivity = 3s. After the CHILD_SA is closed the IKE_SA stays.',
  knows: { moon: 'It closed the CHILD_SA because nothing went through it.', sun: 'moon closed the CHILD_SA.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ children: { lan: { inactivity: '3s' } } }),
  sun: sun.psk(),
  steps: [...comesUp, says('sun', 'closing CHILD_SA', 20), wait(0.5)],
};
