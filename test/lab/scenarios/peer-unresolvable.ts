import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, sh, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The peer's name cannot be resolved",
  cause: 'peer-unresolvable',
  story: 'moon is to connect to gone.example.org, and there is no name server.',
  knows: { moon: 'It says that it cannot resolve the name: proof.', sun: 'It never heard of moon.' },
  found: { moon: { symptom: 'aborted-locally', causes: ['peer-unresolvable'], certainty: 'proven' } },
  moon: moon.psk({ remote_addrs: 'gone.example.org' }),
  sun: sun.psk(),
  steps: [sh('moon', 'echo >/etc/resolv.conf'), initiate, says('moon', 'unable to resolve', 20), wait(1)],
};
