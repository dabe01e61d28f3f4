import { psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: 'Nobody answers, default timers',
  cause: 'peer-unreachable',
  story:
    "The router drops everything to UDP port 500. moon repeats its first message with charon's default timers and gives up after 165 s.",
  knows: {
    moon: 'Nothing ever came back: the address, the way, a firewall, or no daemon there.',
    sun: 'It never heard of moon.',
  },
  found: { moon: { symptom: 'retransmit-timeout', causes: ['peer-unreachable'], certainty: 'likely' } },
  moon: { swanctl: psk.moon, log: 'filelog-tagged' },
  sun: { swanctl: psk.sun, log: 'filelog-tagged' },
  network: { drops: ['udp dport 500'] },
  slow: true,
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'establishing IKE_SA failed, peer not responding', within: 180 },
    { do: 'wait', seconds: 1 },
  ],
};
