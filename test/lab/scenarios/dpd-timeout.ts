import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, drop, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The path breaks while the tunnel is up (IKEv2)',
  cause: 'dpd-timeout',
  story: 'The router drops everything once the tunnel is up. Both sides notice by their liveness checks.',
  knows: {
    moon: 'Its liveness check remained without an answer: the path, or a peer that is gone.',
    sun: 'Its liveness check remained without an answer: the path, or a peer that is gone.',
  },
  found: {
    moon: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely', outcome: 'lost' },
    sun: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely', outcome: 'lost' },
  },
  moon: moon.psk({ dpd_delay: '2s' }),
  sun: sun.psk({ dpd_delay: '2s' }, { log: 'journal-json' }),
  steps: [
    ...comesUp,
    drop('udp dport 4500'),
    says('moon', 'giving up after 2 retransmits', 20),
    says('sun', 'giving up after 2 retransmits', 20),
    wait(0.7),
  ],
};
