import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The PFS groups differ (IKEv1 Quick Mode)',
  cause: 'pfs-mismatch',
  story: 'moon wants PFS with ECP_256, sun with ECP_384. In IKEv1 that shows at the first Quick Mode.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN in Quick Mode: the ESP proposals, which hold the PFS group as well.',
    sun: 'Both lists stand in its log; only the group differs.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['pfs-mismatch', 'esp-proposal-mismatch'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['pfs-mismatch'], certainty: 'proven', mismatch: ['KE'] },
  },
  moon: moon.v1(),
  sun: sun.v1({ children: { lan: { esp_proposals: 'aes256-sha256-ecp384' } } }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
