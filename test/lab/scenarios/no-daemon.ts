import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'No charon runs on the peer',
  cause: 'peer-unreachable',
  story: 'The host answers with ICMP that nobody listens on the port; charon does not look at that.',
  knows: { moon: 'Nothing came back.', sun: 'Its charon does not run.' },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['peer-unreachable'], certainty: 'likely', outcome: 'timed-out' },
  },
  moon: moon.psk({}, { log: 'filelog-plain' }),
  sun: sun.psk(),
  steps: fails('establishing IKE_SA failed, peer not responding', 20),
  asleep: ['sun'],
  keeps: ['moon'],
};
