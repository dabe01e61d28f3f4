import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The ESP proposals differ in the integrity algorithm only',
  cause: 'esp-proposal-mismatch',
  story: 'moon offers HMAC-SHA-256, sun wants HMAC-SHA-384. The IKE_SA stays up without a CHILD_SA.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN for the CHILD_SA: its proposals, or a kernel of the peer that refused.',
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
      mismatch: ['INTEG'],
      outcome: 'established',
    },
  },
  moon: moon.psk({ children: { lan: { esp_proposals: 'aes256-sha256' } } }, { log: 'journal-short-full' }),
  sun: sun.psk({ children: { lan: { esp_proposals: 'aes256-sha384' } } }, { log: 'journal-short-unix' }),
  steps: fails('failed to establish CHILD_SA, keeping IKE_SA'),
};
