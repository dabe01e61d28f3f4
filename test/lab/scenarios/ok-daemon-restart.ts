import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'charon on the responder is restarted, and the tunnel comes back',
  cause: 'none',
  story: 'sun is stopped in an orderly way: it closes its tunnels. After its start moon builds them anew.',
  knows: {
    moon: 'The peer closed the tunnel, and it was built anew.',
    sun: 'Two lives of the daemon, the first with an orderly end.',
  },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    { do: 'signal', on: 'sun', name: 'TERM' },
    says('moon', 'IKE_SA deleted'),
    wait(1),
    { do: 'start', on: 'sun' },
    initiate,
    says('moon', 'CHILD_SA lan{2} established'),
    wait(0.5),
  ],
};
