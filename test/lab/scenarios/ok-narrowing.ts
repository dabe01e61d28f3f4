import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder narrows the selectors, as it should be',
  cause: 'none',
  story: 'moon proposes 198.51.100.0/24 as remote network, sun narrows it to its own.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ children: { lan: { remote_ts: '198.51.100.0/24' } } }),
  sun: sun.psk(),
  steps: comesUp,
};
