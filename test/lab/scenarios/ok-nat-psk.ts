import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Pre-shared keys through a NAT whose mapping changes, as it should be',
  cause: 'none',
  story: 'The router hides moon behind its own address, and forgets its mapping while the tunnel is up.',
  knows: { moon: 'Everything went well.', sun: 'The port of the peer may have changed.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ dpd_delay: '2s' }),
  sun: sun.psk({ remote_addrs: '%any', dpd_delay: '2s' }),
  network: { nat: true },
  steps: [...comesUp, wait(5)],
};
