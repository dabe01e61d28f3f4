import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, initiate, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Somebody initiates a CHILD_SA that is up already',
  cause: 'none',
  story: 'The operator of moon initiates lan a second time.',
  knows: { moon: 'It found the CHILD_SA to be there.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [...comesUp, initiate, wait(2)],
};
