import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, drop, heal, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The path breaks for a while, and the tunnel is built anew',
  cause: 'dpd-timeout',
  story: 'moon restarts its CHILD_SA when the liveness check fails. The path comes back, and so does the tunnel.',
  knows: {
    moon: 'Its liveness check remained without an answer; then the tunnel came back.',
    sun: 'The peer came back with INITIAL_CONTACT, so the old IKE_SA was dropped.',
  },
  found: { moon: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely', outcome: 'lost' } },
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ dpd_delay: '2s', children: { lan: { dpd_action: 'restart' } } }),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    drop('udp dport 4500'),
    says('moon', 'giving up after 2 retransmits', 20),
    heal,
    says('moon', 'CHILD_SA lan{2} established', 20),
    wait(0.5),
  ],
};
