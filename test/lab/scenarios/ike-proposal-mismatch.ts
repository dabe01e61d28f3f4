import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals have no key exchange group in common',
  cause: 'ike-proposal-mismatch',
  story: 'Encryption, integrity and PRF agree; moon offers only ECP_384, sun accepts only MODP_2048.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: that may as well mean that sun has no connection for it.',
    sun: 'Both lists stand in the log, and only the group differs: proof.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven' },
  },
  moon: { swanctl: merge(psk.moon, office({ proposals: 'aes256-sha256-ecp384' })), log: 'journal-json' },
  sun: { swanctl: merge(psk.sun, branch({ proposals: 'aes256-sha256-modp2048' })), log: 'journal-json' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received NO_PROPOSAL_CHOSEN', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
