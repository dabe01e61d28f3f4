import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, sh } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator has no route to its peer',
  cause: 'network-unreachable',
  story: 'The default route of moon is gone, so nothing leaves the host.',
  knows: { moon: 'Every write to the socket fails: proof.', sun: 'It never heard of moon.' },
  found: { moon: { symptom: 'retransmit-timeout', causes: ['network-unreachable'], certainty: 'proven' } },
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [sh('moon', 'ip route del default'), ...fails('establishing IKE_SA failed, peer not responding', 20)],
};
