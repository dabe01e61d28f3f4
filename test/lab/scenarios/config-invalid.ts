import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'A proposal in the configuration is misspelt, so the connection is not there',
  cause: 'config-invalid',
  story:
    'sun has proposals = aes256-sha265-ecp256. swanctl refuses the connection when it is loaded, and hours later nobody remembers.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message.',
    sun: 'It says which proposal string is invalid, then that no configuration is there.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['config-invalid'], certainty: 'likely' },
  },
  moon: moon.psk(),
  sun: sun.psk({ proposals: 'aes256-sha265-ecp256' }),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
