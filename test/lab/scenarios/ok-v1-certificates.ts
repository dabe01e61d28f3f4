import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'IKEv1 with certificates, as it should be',
  cause: 'none',
  story: 'Main Mode with RSA signatures.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'deleted', sun: 'deleted' },
  moon: moon.v1Pubkey(),
  sun: sun.v1Pubkey({}, { log: 'syslog-tagged' }),
  steps: [...comesUp, ...closes],
};
