import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals differ in the encryption algorithm only',
  cause: 'ike-proposal-mismatch',
  story: 'moon offers AES with 128 bits, sun wants 256.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log; they differ in the encryption.',
  },
  found: {
    moon: {
      symptom: 'no-proposal-chosen',
      causes: ['ike-proposal-mismatch', 'no-ike-config'],
      certainty: 'possible',
      outcome: 'failed',
    },
    sun: {
      symptom: 'no-proposal-chosen',
      causes: ['ike-proposal-mismatch'],
      certainty: 'proven',
      mismatch: ['ENCR'],
      outcome: 'failed',
    },
  },
  moon: moon.psk({ proposals: 'aes128-sha256-ecp256' }, { log: 'journal-short-precise' }),
  sun: sun.psk({}, { log: 'filelog-timed' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
