import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals have no key exchange group in common',
  cause: 'ike-proposal-mismatch',
  story: 'moon offers MODP_2048 only, sun wants ECP_256. There is no group to ask for, so sun refuses the proposal.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log; they differ in the group.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven', mismatch: ['KE'] },
  },
  moon: moon.psk({ proposals: 'aes256-sha256-modp2048' }, { log: 'syslog-plain' }),
  sun: sun.psk({}, { log: 'syslog-tagged' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
