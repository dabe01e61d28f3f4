import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Short life times: CHILD_SA and IKE_SA are rekeyed by themselves, again and again',
  cause: 'none',
  story: 'moon rekeys the CHILD_SA every three seconds and the IKE_SA every five.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: moon.psk({
    rekey_time: '5s',
    over_time: '10s',
    rand_time: '0s',
    children: { lan: { rekey_time: '3s', life_time: '20s', rand_time: '0s' } },
  }),
  sun: sun.psk({}, { log: 'journal-json' }),
  steps: [...comesUp, wait(14)],
};
