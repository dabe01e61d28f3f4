import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Of two CHILD_SAs of one IKE_SA, the responder does not know the second',
  cause: 'ts-mismatch',
  story: 'lan comes up; for dmz sun has no selectors. The IKE_SA and lan stay up.',
  knows: {
    moon: 'TS_UNACCEPTABLE says that the selectors of dmz are at fault.',
    sun: 'It prints the selectors that it does not accept: proof.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'likely', outcome: 'established' },
    sun: { symptom: 'policy-mismatch', causes: ['ts-mismatch'], certainty: 'proven', outcome: 'established' },
  },
  moon: moon.psk({
    children: {
      dmz: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.128/26', esp_proposals: 'aes256-sha256-ecp256' },
    },
  }),
  sun: sun.psk(),
  steps: [...comesUp, { do: 'initiate', on: 'moon', child: 'dmz' }, says('moon', 'received TS_UNACCEPTABLE'), wait(1)],
};
