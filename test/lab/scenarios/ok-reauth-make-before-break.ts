import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Reauthentication that builds the new IKE_SA first, as it should be',
  cause: 'none',
  story: 'moon has make_before_break = yes and reauthenticates.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({}, { charon: { ...quick, make_before_break: 'yes' } }),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    swanctl('moon', '--rekey', '--ike', 'office', '--reauth'),
    says('sun', 'IKE_SA deleted'),
    wait(0.7),
  ],
};
