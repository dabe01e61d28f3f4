import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, sh, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'charon on the responder crashes while the tunnel is up',
  cause: 'daemon-crashed',
  story: 'charon on sun gets SIGSEGV, as from a fault in a plugin, and is started again by its supervisor.',
  knows: {
    moon: 'Its liveness check remained without an answer: the path, or a peer that restarted.',
    sun: 'It says which signal a thread received: proof.',
  },
  found: {
    moon: { symptom: 'tunnel-lost', causes: ['dpd-timeout', 'stale-sa'], certainty: 'possible', outcome: 'lost' },
    sun: { symptom: 'aborted-locally', causes: ['daemon-crashed'], certainty: 'proven' },
  },
  moon: moon.psk({ dpd_delay: '3s' }),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    sh('sun', 'kill -SEGV $(cat /run/lab/charon.pid)'),
    says('sun', 'killing ourself', 20),
    wait(0.5),
    { do: 'start', on: 'sun' },
    says('moon', 'giving up after 2 retransmits', 20),
    wait(0.7),
  ],
};
