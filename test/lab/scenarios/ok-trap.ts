import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { says, sh, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Traffic brings the tunnel up on demand, and inactivity closes it',
  cause: 'none',
  story: 'moon has start_action = trap and inactivity = 3s; a ping brings the CHILD_SA up.',
  knows: { moon: 'The CHILD_SA came up on demand and went by inactivity.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ children: { lan: { start_action: 'trap', inactivity: '4s' } } }),
  sun: sun.psk(),
  steps: [
    wait(0.5),
    sh('moon', 'ping -c 2 -W 1 -I 198.51.100.1 198.51.100.65 || true'),
    says('moon', 'CHILD_SA lan{2} established'),
    says('sun', 'closing CHILD_SA', 20),
    wait(0.5),
  ],
};
