import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, drop, heal, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Both sides rekey the CHILD_SA and the IKE_SA at the same time, and one survives',
  cause: 'none',
  story: 'Both sides rekey in the same moment. The collisions are resolved as RFC 7296 says.',
  knows: { moon: 'Collisions, resolved.', sun: 'Collisions, resolved.' },
  found: {},
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    drop('udp dport 4500'),
    swanctl('moon', '--rekey', '--child', 'lan'),
    swanctl('sun', '--rekey', '--child', 'lan'),
    heal,
    wait(4),
    drop('udp dport 4500'),
    swanctl('moon', '--rekey', '--ike', 'office'),
    swanctl('sun', '--rekey', '--ike', 'branch'),
    heal,
    wait(5),
  ],
};
