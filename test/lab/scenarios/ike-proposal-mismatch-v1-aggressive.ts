import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The IKE proposals differ (IKEv1 Aggressive Mode)',
  cause: 'ike-proposal-mismatch',
  story: 'moon offers AES with 128 bits, sun wants 256; both use Aggressive Mode, and sun allows it.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch'], certainty: 'proven', mismatch: ['ENCR'] },
  },
  moon: moon.v1({ aggressive: 'yes', proposals: 'aes128-sha256-ecp256' }),
  sun: sun.v1(
    { aggressive: 'yes' },
    { charon: { ...quick, i_dont_care_about_security_and_use_aggressive_mode_psk: 'yes' } },
  ),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
