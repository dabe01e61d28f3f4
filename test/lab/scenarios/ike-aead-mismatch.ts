import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'One side wants AES-GCM for IKE, the other AES-CBC with HMAC',
  cause: 'ike-proposal-mismatch',
  story: 'moon offers a combined-mode cipher, which has no integrity algorithm of its own; sun wants a classic pair.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven' },
  },
  moon: moon.psk({ proposals: 'aes256gcm16-prfsha256-ecp256' }),
  sun: sun.psk(),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
