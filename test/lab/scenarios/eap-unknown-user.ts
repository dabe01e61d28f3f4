import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'A road warrior whose user the responder does not know (EAP-MSCHAPv2)',
  cause: 'eap-credentials',
  story: 'moon comes as user dave, for whom sun has no secret.',
  knows: {
    moon: "sun's EAP method says ERROR_AUTHENTICATION_FAILURE: user name or password.",
    sun: 'It has no secret for the user: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['eap-credentials'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['eap-credentials'], certainty: 'proven' },
  },
  moon: moon.eap({ local: { eap_id: 'dave' } }, { secrets: { 'eap-dave': { id: 'dave', secret: 'staple' } } }),
  sun: sun.eap({}, { log: 'journal-json' }),
  steps: [initiate, says('sun', 'no EAP key found'), wait(7)],
};
