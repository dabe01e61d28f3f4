import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, drop, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The path breaks while the tunnel is up (IKEv1)',
  cause: 'dpd-timeout',
  story: 'The router drops everything once the tunnel is up. IKEv1 has its own DPD, with its own timeout.',
  knows: {
    moon: 'Its liveness checks remained without an answer.',
    sun: 'Its liveness checks remained without an answer.',
  },
  found: {
    moon: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely', outcome: 'lost' },
    sun: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely', outcome: 'lost' },
  },
  moon: moon.v1({ dpd_delay: '2s', dpd_timeout: '6s' }),
  sun: sun.v1({ dpd_delay: '2s', dpd_timeout: '6s' }),
  steps: [
    ...comesUp,
    drop('udp dport 4500'),
    says('moon', 'DPD check timed out', 20),
    says('sun', 'DPD check timed out', 20),
    wait(0.7),
  ],
};
