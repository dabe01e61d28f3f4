import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Three CHILD_SAs in one IKE_SA, as it should be',
  cause: 'none',
  story: 'After lan moon asks for two more, each with other selectors, and closes one of them.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({
    children: {
      dmz: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.64/27', esp_proposals: 'aes256-sha256' },
      voip: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.64/28', esp_proposals: 'aes256-sha256' },
    },
  }),
  sun: sun.psk({
    children: {
      dmz: { local_ts: '198.51.100.64/27', remote_ts: '198.51.100.0/26', esp_proposals: 'aes256-sha256' },
      voip: { local_ts: '198.51.100.64/28', remote_ts: '198.51.100.0/26', esp_proposals: 'aes256-sha256' },
    },
  }),
  steps: [
    ...comesUp,
    { do: 'initiate', on: 'moon', child: 'dmz' },
    says('moon', 'CHILD_SA dmz{2} established'),
    { do: 'initiate', on: 'moon', child: 'voip' },
    says('moon', 'CHILD_SA voip{3} established'),
    swanctl('moon', '--terminate', '--child', 'dmz'),
    says('sun', 'closing CHILD_SA'),
    wait(0.5),
  ],
};
