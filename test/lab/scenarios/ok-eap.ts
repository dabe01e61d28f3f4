import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'A road warrior with user name and password (EAP-MSCHAPv2) and a virtual IP, as it should be',
  cause: 'none',
  story: 'sun proves itself with a certificate, moon is user carol and gets an address.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'deleted', sun: 'deleted' },
  moon: moon.eap({ vips: '0.0.0.0', children: { lan: { local_ts: 'dynamic' } } }),
  sun: sun.eap(
    { pools: 'wards', children: { lan: { remote_ts: 'dynamic' } } },
    { pools: { wards: { addrs: '198.51.100.200/29', dns: '198.51.100.65' } } },
  ),
  steps: [...comesUp, ...closes],
};
