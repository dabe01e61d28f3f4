import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'One side demands extended sequence numbers, the other has none',
  cause: 'esp-proposal-mismatch',
  story: 'moon offers ESP with EXT_SEQ only, sun accepts NO_EXT_SEQ only; the algorithms are equal.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN for the CHILD_SA: its proposals, or a kernel of the peer that refused.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'likely' },
    sun: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'proven', mismatch: ['ESN'] },
  },
  moon: moon.psk({ children: { lan: { esp_proposals: 'aes256-sha256-esn' } } }),
  sun: sun.psk({ children: { lan: { esp_proposals: 'aes256-sha256-noesn' } } }),
  steps: fails('failed to establish CHILD_SA, keeping IKE_SA'),
};
