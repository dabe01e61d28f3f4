import { psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: 'Packets are lost, retransmits repair it',
  cause: 'none',
  story: `The router drops everything while moon sends its first message and the first retransmit, then lets all pass; later it drops the answers
while moon rekeys the CHILD_SA, for as long as one retransmit takes. Both exchanges end well.`,
  knows: {
    moon: 'Its requests had to be repeated, then everything went well.',
    sun: 'One request came twice, since its answer was lost; then everything went well.',
  },
  found: {},
  moon: { swanctl: psk.moon, log: 'filelog-tagged' },
  sun: { swanctl: psk.sun, log: 'filelog-tagged' },
  network: { drops: ['udp dport 500'] },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'retransmit 1 of request', within: 10 },
    { do: 'wait', seconds: 1 },
    { do: 'heal' },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{1} established', within: 20 },
    { do: 'wait', seconds: 1 },
    { do: 'drop', match: 'iifname sun0 udp sport 4500' },
    { do: 'swanctl', on: 'moon', args: ['--rekey', '--child', 'lan'] },
    { do: 'wait', seconds: 2 },
    { do: 'heal' },
    { do: 'until', on: 'moon', says: 'outbound CHILD_SA lan{2} established', within: 20 },
    { do: 'wait', seconds: 1 },
  ],
};
