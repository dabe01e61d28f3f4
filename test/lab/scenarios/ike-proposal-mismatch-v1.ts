import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals differ (IKEv1 Main Mode)',
  cause: 'ike-proposal-mismatch',
  story: 'moon offers 3DES with MODP_1024, as old devices do, sun wants AES with ECP_256.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven' },
  },
  moon: moon.v1({ proposals: '3des-sha1-modp1024' }),
  sun: sun.v1({}, { log: 'journal-json' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
