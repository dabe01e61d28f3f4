import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Each side offers two IKE proposals, and the closest pair differs in two transforms',
  cause: 'ike-proposal-mismatch',
  story: `moon offers aes128-sha1-modp2048 and aes256-sha512-ecp384, sun wants aes256-sha256-ecp256 and aes192-sha384-modp4096. None fits; the
closest two, both with AES of 256 bits, differ in integrity, PRF and group.`,
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: proposals, or no connection for these addresses.',
    sun: 'Both lists stand in its log.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: {
      symptom: 'no-proposal-chosen',
      causes: ['ike-proposal-mismatch'],
      certainty: 'proven',
      mismatch: ['INTEG', 'PRF', 'KE'],
    },
  },
  moon: moon.psk({ proposals: 'aes128-sha1-modp2048,aes256-sha512-ecp384' }),
  sun: sun.psk({ proposals: 'aes256-sha256-ecp256,aes192-sha384-modp4096' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
