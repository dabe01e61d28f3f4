import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Pre-shared keys through a NAT, as it should be',
  cause: 'none',
  story: 'The router hides moon behind its own address.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ dpd_delay: '2s' }),
  sun: sun.psk({ remote_addrs: '%any', dpd_delay: '2s' }),
  network: { nat: true },
  steps: [...comesUp, wait(5)],
};
