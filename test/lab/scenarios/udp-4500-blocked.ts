import { psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: 'UDP port 4500 is blocked on the way, default timers',
  cause: 'udp-4500-blocked',
  story: `The router hides moon behind a NAT and drops everything to UDP port 4500, to which IKE moves as soon as the NAT is found. sun reaps its
half-open IKE_SA after 30 s, moon gives up after 165 s.`,
  knows: {
    moon: 'IKE_SA_INIT was answered on port 500, the move to 4500 was not, and the message is small: likely the port.',
    sun: 'It answered IKE_SA_INIT and heard nothing more: the port, or an initiator that thought better of it.',
  },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['udp-4500-blocked'], certainty: 'likely' },
    sun: { symptom: 'half-open-timeout', causes: ['udp-4500-blocked'], certainty: 'possible' },
  },
  moon: { swanctl: psk.moon, log: 'syslog-tagged' },
  sun: {
    swanctl: { ...psk.sun, connections: { branch: { ...psk.sun.connections.branch, remote_addrs: '%any' } } },
    log: 'syslog-tagged',
  },
  network: { nat: true, drops: ['udp dport 4500'] },
  slow: true,
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'establishing IKE_SA failed, peer not responding', within: 180 },
    { do: 'wait', seconds: 1 },
  ],
};
