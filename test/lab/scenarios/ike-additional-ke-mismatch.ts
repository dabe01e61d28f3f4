import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

const plugins = { with: ['ml'] };

export const scenario: Scenario = {
  title: 'The additional key exchanges of the IKE proposals differ',
  cause: 'ike-proposal-mismatch',
  story:
    'Both sides use ECP_256 first; for the additional key exchange moon offers ML_KEM_768 and sun wants ML_KEM_1024.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log; they differ in the first additional key exchange.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven', mismatch: ['KE1'] },
  },
  moon: moon.psk({ proposals: 'aes256-sha256-ecp256-ke1_mlkem768' }, { plugins, log: 'filelog-json' }),
  sun: sun.psk({ proposals: 'aes256-sha256-ecp256-ke1_mlkem1024' }, { plugins, log: 'filelog-json' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
