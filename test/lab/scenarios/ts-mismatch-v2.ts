import { office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The traffic selectors do not overlap (IKEv2)',
  cause: 'ts-mismatch',
  story:
    "moon wants to reach 198.51.100.128/26; sun's network is 198.51.100.64/26. The IKE_SA stays up without a CHILD_SA.",
  knows: {
    moon: 'TS_UNACCEPTABLE says that the selectors are at fault, not which; a peer whose kernel refuses the policies answers the same.',
    sun: 'It prints the selectors that it does not accept: proof.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'likely' },
    sun: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'proven' },
  },
  moon: {
    swanctl: merge(psk.moon, office({ children: { lan: { remote_ts: '198.51.100.128/26' } } })),
    log: 'journal-short-iso',
  },
  sun: { swanctl: psk.sun, log: 'journal-short-iso' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'failed to establish CHILD_SA, keeping IKE_SA', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
