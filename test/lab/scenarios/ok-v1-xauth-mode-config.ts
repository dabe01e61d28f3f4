import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'IKEv1 with XAuth and an address by Mode Config, as it should be',
  cause: 'none',
  story: 'After Main Mode moon is user carol and gets an address.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'deleted', sun: 'deleted' },
  moon: moon.xauth({ vips: '0.0.0.0', children: { lan: { local_ts: 'dynamic' } } }),
  sun: sun.xauth(
    { pools: 'wards', children: { lan: { remote_ts: 'dynamic' } } },
    { pools: { wards: { addrs: '198.51.100.200/29' } } },
  ),
  steps: [...comesUp, ...closes],
};
