import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp, says, sh, swanctl } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The tunnel is up, and nothing comes back: ESP is blocked in one direction',
  cause: 'no-traffic',
  story: 'The router lets IKE pass and drops ESP in UDP from sun. moon pings, closes the CHILD_SA and then the IKE_SA.',
  knows: {
    moon: 'When it closes the CHILD_SA, it has sent bytes and received none.',
    sun: 'When the CHILD_SA is closed, bytes went both ways: its answers left.',
  },
  found: { moon: { severity: 'warning', symptom: 'latent', causes: ['no-traffic'], certainty: 'likely' } },
  moon: moon.psk(),
  sun: sun.psk(),
  network: { drops: ['iifname sun0 udp sport 4500 @th,64,32 != 0'] },
  steps: [
    ...comesUp,
    sh('moon', 'ping -c 3 -W 1 -i 0.3 -I 198.51.100.1 198.51.100.65 || true'),
    swanctl('moon', '--terminate', '--child', 'lan'),
    says('moon', 'CHILD_SA closed'),
    ...closes,
  ],
};
