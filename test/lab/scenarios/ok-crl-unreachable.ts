import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The revocation list cannot be fetched, and nobody insists',
  cause: 'none',
  story: 'The certificate of sun says where the revocation list is; nothing listens there. moon goes on without it.',
  knows: { moon: 'It could not fetch the list; the tunnel is up.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.pubkey({}, { plugins: { with: ['curl'] } }),
  sun: sun.pubkey({}, { certificate: 'sunWithCrl' }),
  steps: comesUp,
};
