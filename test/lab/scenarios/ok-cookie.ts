import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder is under load and asks for a cookie, as it should be',
  cause: 'none',
  story: 'sun asks every new peer for a cookie; moon sends its first message again with it.',
  knows: { moon: 'One more round, then everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: moon.psk({ mobike: 'no' }),
  sun: sun.psk({}, { charon: { ...quick, cookie_threshold: 1, half_open_timeout: 20 } }),
  network: { furtherOutside: ['192.0.2.2'] },
  steps: [...comesUp, ...closes],
};
