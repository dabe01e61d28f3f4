import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

const version: { version: number; dpd_delay: string } = { version: 1, dpd_delay: '5s' };

export const scenario: Scenario = {
  title: 'An IKEv1 tunnel (Main Mode, Quick Mode, DPD), as it should be',
  cause: 'none',
  story:
    'The tunnel comes up, both sides probe each other with DPD, moon rekeys the CHILD_SA by another Quick Mode and closes the IKE_SA.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: { swanctl: merge(psk.moon, office(version)), log: 'journal-short' },
  sun: { swanctl: merge(psk.sun, branch(version)), log: 'filelog-plain' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{1} established', within: 10 },
    { do: 'wait', seconds: 12 },
    { do: 'swanctl', on: 'moon', args: ['--rekey', '--child', 'lan'] },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{2} established', within: 10 },
    { do: 'wait', seconds: 1 },
    { do: 'swanctl', on: 'moon', args: ['--terminate', '--ike', 'office'] },
    { do: 'until', on: 'sun', says: 'deleting IKE_SA branch[1]', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
