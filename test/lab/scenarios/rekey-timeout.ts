import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, drop, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The path breaks, and it shows when the IKE_SA is rekeyed',
  cause: 'rekey-timeout',
  story: 'There are no liveness checks. The router drops everything, then moon rekeys its IKE_SA and gets no answer.',
  knows: {
    moon: 'Its request to rekey remained without an answer: the path, or a peer that is gone.',
    sun: 'It has heard nothing; without liveness checks it does not know.',
  },
  found: { moon: { symptom: 'tunnel-lost', causes: ['rekey-timeout'], certainty: 'likely', outcome: 'lost' } },
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    drop('udp dport 4500'),
    swanctl('moon', '--rekey', '--ike', 'office'),
    says('moon', 'giving up after 2 retransmits', 20),
    wait(0.7),
  ],
};
