import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'EAP-TLS with certificates on both sides, as it should be',
  cause: 'none',
  story: 'Both sides prove themselves with certificates, moon within EAP.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.pubkey({ local: { auth: 'eap-tls' } }, { plugins: { with: ['eap-tls'] } }),
  sun: sun.pubkey({ remote: { auth: 'eap-tls' } }, { plugins: { with: ['eap-tls'] } }),
  steps: comesUp,
};
