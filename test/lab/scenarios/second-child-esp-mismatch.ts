import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Of two CHILD_SAs of one IKE_SA, the second has other ESP algorithms',
  cause: 'esp-proposal-mismatch',
  story: 'lan comes up; for dmz moon offers AES with 128 bits and sun wants 256. The IKE_SA and lan stay up.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN for dmz, while the other CHILD_SA is fine.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: {
      symptom: 'no-proposal-chosen',
      causes: ['esp-proposal-mismatch'],
      certainty: 'likely',
      outcome: 'established',
    },
    sun: {
      symptom: 'no-proposal-chosen',
      causes: ['esp-proposal-mismatch'],
      certainty: 'proven',
      mismatch: ['ENCR'],
      outcome: 'established',
    },
  },
  moon: moon.psk({
    children: {
      dmz: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.128/26', esp_proposals: 'aes128-sha256-ecp256' },
    },
  }),
  sun: sun.psk({
    children: {
      dmz: { local_ts: '198.51.100.128/26', remote_ts: '198.51.100.0/26', esp_proposals: 'aes256-sha256-ecp256' },
    },
  }),
  steps: [
    ...comesUp,
    { do: 'initiate', on: 'moon', child: 'dmz' },
    says('moon', 'received NO_PROPOSAL_CHOSEN'),
    wait(1),
  ],
};
