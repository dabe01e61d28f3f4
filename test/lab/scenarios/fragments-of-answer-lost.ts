import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, says, sh, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder's large answer does not get through",
  cause: 'fragments-lost',
  story:
    'IKE fragmentation is off. The request with its certificate passes; of the answer the router drops the IP fragments.',
  knows: {
    moon: 'IKE_SA_INIT was answered, a large IKE_AUTH was not, and neither side offered IKE fragmentation.',
    sun: 'It is established, but the request to which it had answered comes again and again.',
  },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['fragments-lost', 'udp-4500-blocked'], certainty: 'possible' },
    sun: { symptom: 'tunnel-lost', causes: ['reply-lost', 'fragments-lost'], certainty: 'possible' },
  },
  moon: moon.pubkey({ fragmentation: 'no' }),
  sun: sun.pubkey({ fragmentation: 'no', dpd_delay: '4s' }),
  network: { drops: ['iifname sun0 ip frag-off & 0x3fff != 0'] },
  steps: [
    sh('sun', 'ip route change default via 203.0.113.254 mtu lock 900'),
    ...fails('establishing IKE_SA failed, peer not responding', 20),
    says('sun', 'giving up after 2 retransmits', 25),
    wait(0.7),
  ],
};
