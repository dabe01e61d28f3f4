import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'A road warrior types a wrong password (XAuth)',
  cause: 'xauth-failed',
  story: 'Main Mode succeeds with the pre-shared key; the password of carol is not the one that sun has.',
  knows: {
    moon: 'XAuth was refused: user name or password.',
    sun: 'None of its secrets for the user matches: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['xauth-failed'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['xauth-failed'], certainty: 'proven' },
  },
  moon: moon.xauth({}, { secrets: { 'xauth-carol': { secret: 'battery' } } }),
  sun: sun.xauth(),
  steps: [initiate, says('sun', 'XAuth authentication of'), wait(2)],
};
