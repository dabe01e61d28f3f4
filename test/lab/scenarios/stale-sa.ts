import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder restarts without a word, the initiator talks to an IKE_SA that is gone',
  cause: 'stale-sa',
  story:
    "charon on sun is killed and starts anew. moon's liveness check is for an IKE_SA that sun does not know any more, so nobody answers.",
  knows: {
    moon: 'Its liveness check remained without an answer: the path, or a peer that restarted.',
    sun: 'Its log has two lives of the daemon, the first without an end.',
  },
  found: {
    moon: { symptom: 'tunnel-lost', causes: ['dpd-timeout', 'stale-sa'], certainty: 'possible', outcome: 'lost' },
    sun: { severity: 'warning', symptom: 'tunnel-lost', causes: ['daemon-crashed'], certainty: 'likely' },
  },
  moon: moon.psk({ dpd_delay: '3s' }),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    { do: 'signal', on: 'sun', name: 'KILL' },
    { do: 'start', on: 'sun' },
    says('moon', 'giving up after 2 retransmits', 20),
    wait(0.7),
  ],
};
