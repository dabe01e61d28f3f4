import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals differ in the PRF only',
  cause: 'ike-proposal-mismatch',
  story: 'Both protect with HMAC-SHA-256; moon offers PRF_HMAC_SHA2_512, sun wants PRF_HMAC_SHA2_256.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log; they differ in the PRF.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven', mismatch: ['PRF'] },
  },
  moon: moon.psk({ proposals: 'aes256-sha256-prfsha512-ecp256' }, { log: 'journal-verbose' }),
  sun: sun.psk({}, { log: 'filelog-iso' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
