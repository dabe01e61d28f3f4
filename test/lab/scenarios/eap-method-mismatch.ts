import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The EAP methods differ',
  cause: 'eap-method-mismatch',
  story: 'sun insists on EAP-MSCHAPv2, which moon does not have: it answers with a NAK and asks for EAP-MD5.',
  knows: {
    moon: 'It says that it cannot do what sun wants.',
    sun: 'It got a NAK to its method: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['eap-method-mismatch'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['eap-method-mismatch'], certainty: 'proven' },
  },
  moon: moon.eap({}, { plugins: { without: ['eap-mschapv2'] } }),
  sun: sun.eap(),
  steps: [initiate, says('sun', 'EAP_NAK'), wait(1)],
};
