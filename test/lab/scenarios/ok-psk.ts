import { psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: 'A tunnel with pre-shared keys, as it should be',
  cause: 'none',
  story: 'The tunnel comes up, carries two pings and is closed by moon.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: { swanctl: psk.moon, log: 'filelog-tagged' },
  sun: { swanctl: psk.sun, log: 'filelog-tagged' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{1} established', within: 10 },
    { do: 'sh', on: 'moon', script: 'ping -c 2 -I 198.51.100.1 198.51.100.65' },
    { do: 'swanctl', on: 'moon', args: ['--terminate', '--ike', 'office'] },
    { do: 'until', on: 'sun', says: 'IKE_SA deleted', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
