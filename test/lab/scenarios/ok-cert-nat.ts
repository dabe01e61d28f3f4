import { branch, pubkey } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'A tunnel with certificates through a NAT, as it should be',
  cause: 'none',
  story:
    'The router hides moon behind its own address; both sides find the NAT, move to port 4500 and split the large IKE_AUTH messages into IKE fragments.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: { ...pubkey.moon, log: 'syslog-tagged' },
  sun: { ...pubkey.sun, swanctl: merge(pubkey.sun.swanctl, branch({ remote_addrs: '%any' })), log: 'syslog-tagged' },
  network: { nat: true },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{1} established', within: 10 },
    { do: 'sh', on: 'moon', script: 'ping -c 2 -I 198.51.100.1 198.51.100.65' },
    { do: 'wait', seconds: 25 },
  ],
};
