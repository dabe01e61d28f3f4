import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals differ in the integrity algorithm only',
  cause: 'ike-proposal-mismatch',
  story: 'Both name the same PRF; moon offers HMAC with SHA-384 for integrity, sun wants SHA-256.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log; they differ in the integrity algorithm.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven', mismatch: ['INTEG'] },
  },
  moon: moon.psk({ proposals: 'aes256-sha384-prfsha256-ecp256' }),
  sun: sun.psk({ proposals: 'aes256-sha256-prfsha256-ecp256' }, { log: 'journal-export' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
