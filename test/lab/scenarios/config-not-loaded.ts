import { moon } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The daemon runs, but nobody loaded its configuration',
  cause: 'config-not-loaded',
  story: 'swanctl.conf on sun is empty.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message.',
    sun: 'It found no configuration, and since its start none was loaded.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['ike-proposal-mismatch', 'no-ike-config'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['config-not-loaded'], certainty: 'likely' },
  },
  moon: moon.psk(),
  sun: { swanctl: {}, log: 'filelog-timed' },
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
