import { psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: 'CHILD_SA and IKE_SA are rekeyed from both sides, as it should be',
  cause: 'none',
  story: 'moon rekeys the CHILD_SA, sun rekeys the IKE_SA, moon reauthenticates it, then sun closes everything.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: { swanctl: psk.moon, log: 'journal-json' },
  sun: { swanctl: psk.sun, log: 'journal-json' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{1} established', within: 10 },
    { do: 'wait', seconds: 1 },
    { do: 'swanctl', on: 'moon', args: ['--rekey', '--child', 'lan'] },
    { do: 'until', on: 'moon', says: 'outbound CHILD_SA lan{2} established', within: 10 },
    { do: 'wait', seconds: 1 },
    { do: 'swanctl', on: 'sun', args: ['--rekey', '--ike', 'branch'] },
    { do: 'until', on: 'sun', says: 'IKE_SA branch[2] rekeyed', within: 10 },
    { do: 'wait', seconds: 1 },
    { do: 'swanctl', on: 'moon', args: ['--rekey', '--ike', 'office', '--reauth'] },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{3} established', within: 40 },
    { do: 'wait', seconds: 1 },
    { do: 'swanctl', on: 'sun', args: ['--terminate', '--ike', 'branch'] },
    { do: 'until', on: 'sun', says: 'IKE_SA deleted', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
