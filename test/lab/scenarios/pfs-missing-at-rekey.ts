import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Comes up, fails at the first rekeying: only one side has PFS',
  cause: 'pfs-mismatch',
  story:
    'moon rekeys without a key exchange group, sun wants ECP_256. In IKE_AUTH no group is negotiated, so the first CHILD_SA came up.',
  knows: {
    moon: 'The same proposal was accepted in IKE_AUTH and is refused in CREATE_CHILD_SA: what only matters there is the group.',
    sun: 'Both lists stand in the log, and only the group differs: proof.',
  },
  found: {
    moon: { symptom: 'rekey-failed', causes: ['pfs-mismatch'], certainty: 'likely' },
    sun: { symptom: 'rekey-failed', causes: ['pfs-mismatch'], certainty: 'proven', mismatch: ['KE'] },
  },
  moon: moon.psk({ children: { lan: { esp_proposals: 'aes256-sha256' } } }),
  sun: sun.psk({}, { log: 'journal-short' }),
  steps: [
    ...comesUp,
    swanctl('moon', '--rekey', '--child', 'lan'),
    says('moon', 'received NO_PROPOSAL_CHOSEN'),
    wait(1),
  ],
};
