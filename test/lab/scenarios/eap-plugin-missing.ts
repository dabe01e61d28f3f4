import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder is told to ask for the EAP identity but lacks the plugin',
  cause: 'plugin-missing',
  story: 'The connection on sun has eap_id = %any, which needs the plugin eap-identity; it is not loaded.',
  knows: {
    moon: 'Nothing but a failure of EAP.',
    sun: 'It says what is configured but not supported: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['eap-credentials'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['plugin-missing'], certainty: 'proven' },
  },
  moon: moon.eap(),
  sun: sun.eap({}, { plugins: { without: ['eap-identity'] } }),
  steps: [initiate, says('sun', 'not supported'), wait(7)],
};
