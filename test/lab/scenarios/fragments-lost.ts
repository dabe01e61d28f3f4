import { branch, office, pubkey } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'Large messages do not get through: IP fragments are dropped, default timers',
  cause: 'fragments-lost',
  story: `IKE fragmentation is off on both sides, so IKE_AUTH with its certificate leaves moon (MTU 900) as IP fragments, and the router drops
those. Small messages pass. sun reaps its half-open IKE_SA after 30 s, moon gives up after 165 s.`,
  knows: {
    moon: 'IKE_SA_INIT was answered, a large IKE_AUTH was not, and neither side offered IKE fragmentation: likely the fragments.',
    sun: 'It answered IKE_SA_INIT and heard nothing more: fragments, port 4500, or an initiator that thought better of it.',
  },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['fragments-lost', 'udp-4500-blocked'], certainty: 'likely' },
    sun: { symptom: 'half-open-timeout', causes: ['udp-4500-blocked', 'fragments-lost'], certainty: 'possible' },
  },
  moon: { ...pubkey.moon, swanctl: merge(pubkey.moon.swanctl, office({ fragmentation: 'no' })), log: 'filelog-iso' },
  sun: { ...pubkey.sun, swanctl: merge(pubkey.sun.swanctl, branch({ fragmentation: 'no' })), log: 'filelog-iso' },
  network: { mtu: 900, drops: ['ip frag-off & 0x3fff != 0'] },
  slow: true,
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'establishing IKE_SA failed, peer not responding', within: 180 },
    { do: 'wait', seconds: 1 },
  ],
};
