import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, drop, heal, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'An idle tunnel with liveness checks at level 2, as it should be',
  cause: 'none',
  story: 'Both sides check each other every two seconds; one check is lost and repeated.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ dpd_delay: '2s' }, { log: 'filelog-tagged-2' }),
  sun: sun.psk({ dpd_delay: '2s' }, { log: 'filelog-timed-2' }),
  steps: [...comesUp, wait(4), drop('udp dport 4500'), says('moon', 'retransmit 1'), heal, wait(3)],
};
