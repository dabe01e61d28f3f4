import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'IKEv1 renews its IKE_SA, as it should be',
  cause: 'none',
  story: 'In IKEv1 an IKE_SA is renewed by another Main Mode; the CHILD_SA goes over to the new one.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: moon.v1(),
  sun: sun.v1(),
  steps: [
    ...comesUp,
    swanctl('moon', '--rekey', '--ike', 'office'),
    says('moon', 'IKE_SA office[2] established'),
    wait(12),
  ],
};
