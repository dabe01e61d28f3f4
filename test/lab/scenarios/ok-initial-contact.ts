import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator is killed and comes back; the responder drops the old IKE_SA',
  cause: 'none',
  story: 'charon on moon is killed. Its next IKE_AUTH has INITIAL_CONTACT, so sun removes what it had of moon.',
  knows: { moon: 'A second life of the daemon.', sun: 'A duplicate was removed, because of INITIAL_CONTACT.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    { do: 'signal', on: 'moon', name: 'KILL' },
    { do: 'start', on: 'moon' },
    initiate,
    says('sun', 'CHILD_SA lan{2} established'),
    wait(0.5),
  ],
};
