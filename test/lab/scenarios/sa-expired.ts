import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The CHILD_SA reaches its life time without having been rekeyed',
  cause: 'sa-expired',
  story: 'On moon rekeying is off and the life time is six seconds; sun leaves rekeying to moon.',
  knows: {
    moon: 'The CHILD_SA expired, and no attempt to rekey it came before.',
    sun: 'moon closed the CHILD_SA.',
  },
  found: { moon: { symptom: 'tunnel-lost', causes: ['sa-expired'], certainty: 'likely' } },
  moon: moon.psk({ children: { lan: { rekey_time: '0s', life_time: '6s' } } }),
  sun: sun.psk(),
  steps: [...comesUp, says('moon', 'closing expired CHILD_SA', 20), wait(1)],
};
