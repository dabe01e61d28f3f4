import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The subnets of Quick Mode differ (IKEv1)',
  cause: 'ts-mismatch',
  story:
    'moon asks for 198.51.100.128/26 behind sun, where sun has 198.51.100.64/26. Phase 1 stays up. (A wrong mask would not do: between two charons, Quick Mode narrows.)',
  knows: {
    moon: 'INVALID_ID_INFORMATION in Quick Mode: the subnets are at fault, not which.',
    sun: 'It prints the subnets for which it has no CHILD_SA config: proof.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'likely' },
    sun: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'likely' },
  },
  moon: {
    swanctl: merge(psk.moon, office({ version: 1, children: { lan: { remote_ts: '198.51.100.128/26' } } })),
    log: 'filelog-timed',
  },
  sun: { swanctl: merge(psk.sun, branch({ version: 1 })), log: 'filelog-timed' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received INVALID_ID_INFORMATION', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
