import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Local and remote networks are entered the wrong way round',
  cause: 'ts-mismatch',
  story: 'On moon local_ts and remote_ts are exchanged, a usual slip.',
  knows: {
    moon: 'TS_UNACCEPTABLE says that the selectors are at fault, not which.',
    sun: 'It prints the selectors that it does not accept: proof.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'likely' },
    sun: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'proven' },
  },
  moon: moon.psk(
    { children: { lan: { local_ts: '198.51.100.64/26', remote_ts: '198.51.100.0/26' } } },
    { log: 'journal-cat' },
  ),
  sun: sun.psk({}, { log: 'journal-json-seq' }),
  steps: fails('failed to establish CHILD_SA, keeping IKE_SA'),
};
