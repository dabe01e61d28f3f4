import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The ESP proposals differ (IKEv1 Quick Mode)',
  cause: 'esp-proposal-mismatch',
  story: 'moon offers AES with 128 bits, sun wants 256. Main Mode succeeds, Quick Mode does not.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN in Quick Mode: the ESP proposals, which hold the PFS group as well.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'likely' },
    sun: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'proven', mismatch: ['ENCR'] },
  },
  moon: moon.v1({ children: { lan: { esp_proposals: 'aes128-sha256-ecp256' } } }),
  sun: sun.v1({}, { log: 'filelog-plain' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
