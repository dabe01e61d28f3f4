import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, sh, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator changes its address, MOBIKE keeps the tunnel',
  cause: 'none',
  story: 'moon gets a second address and loses the first; the IKE_SA moves.',
  knows: { moon: 'The address went, the tunnel stayed.', sun: 'The address of the peer changed.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ local_addrs: '', dpd_delay: '2s' }),
  sun: sun.psk({ remote_addrs: '192.0.2.0/24' }),
  steps: [
    ...comesUp,
    sh(
      'moon',
      'ip addr add 192.0.2.9/24 dev eth0; echo 1 >/proc/sys/net/ipv4/conf/eth0/promote_secondaries; ip addr del 192.0.2.1/24 dev eth0; ip route replace default via 192.0.2.254',
    ),
    wait(8),
  ],
};
