import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator has no XAuth password',
  cause: 'xauth-credentials-missing',
  story: 'Main Mode succeeds; moon has no secret for carol when sun asks.',
  knows: {
    moon: 'It says that it has no password for the user: proof.',
    sun: 'It asked and got an answer without credentials.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['xauth-credentials-missing'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['xauth-credentials-missing'], certainty: 'proven' },
  },
  moon: moon.xauth({}, { secrets: { 'xauth-carol': '' } }),
  sun: sun.xauth(),
  steps: [initiate, says('moon', 'no XAuth password found'), wait(6)],
};
