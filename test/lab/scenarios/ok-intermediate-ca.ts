import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'A certificate from an intermediate CA, which is sent along, as it should be',
  cause: 'none',
  story: 'sun has the certificate of the intermediate CA and sends it.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.pubkey(),
  sun: sun.pubkey({}, { certificate: 'sunOfSub', trusts: ['ca', 'sub'] }),
  steps: comesUp,
};
