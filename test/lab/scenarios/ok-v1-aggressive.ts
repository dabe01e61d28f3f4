import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'IKEv1 in Aggressive Mode, as it should be',
  cause: 'none',
  story: 'Both sides use Aggressive Mode with a pre-shared key, and sun allows it.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'deleted', sun: 'deleted' },
  moon: moon.v1({ aggressive: 'yes' }),
  sun: sun.v1(
    { aggressive: 'yes' },
    { charon: { ...quick, i_dont_care_about_security_and_use_aggressive_mode_psk: 'yes' } },
  ),
  steps: [...comesUp, ...closes],
};
