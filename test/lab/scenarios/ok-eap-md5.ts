import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'EAP-MD5 after the responder proved itself, as it should be',
  cause: 'none',
  story: 'sun proves itself with a certificate, then asks for EAP-MD5.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.eap(),
  sun: sun.eap({ remote: { auth: 'eap-md5' } }, { log: 'journal-short' }),
  steps: comesUp,
};
