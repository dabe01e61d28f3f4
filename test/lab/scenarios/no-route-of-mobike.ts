import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, sh, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator loses its address, and has no other',
  cause: 'address-changed',
  story: 'The interface of moon loses its only outer address while the tunnel is up; MOBIKE finds no other path.',
  knows: {
    moon: 'It says that the address disappeared, then that there is no route.',
    sun: 'Its liveness check remained without an answer.',
  },
  found: {
    moon: { symptom: 'tunnel-lost', causes: ['address-changed'], certainty: 'likely' },
    sun: { symptom: 'tunnel-lost', causes: ['dpd-timeout'], certainty: 'likely', outcome: 'lost' },
  },
  moon: moon.psk({ dpd_delay: '2s' }),
  sun: sun.psk({ dpd_delay: '3s' }),
  steps: [
    ...comesUp,
    sh('moon', 'ip addr del 192.0.2.1/24 dev eth0'),
    says('sun', 'giving up after 2 retransmits', 30),
    wait(2),
  ],
};
