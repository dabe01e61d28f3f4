import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The proposals and selectors fit, but the responder cannot install the policies',
  cause: 'kernel-sa-failed',
  story: `The network that sun offers for dmz is not one that it has an address in, which kernel-libipsec needs. sun agrees to the selectors, fails to
install them, and answers TS_UNACCEPTABLE all the same.`,
  knows: {
    moon: 'TS_UNACCEPTABLE: the selectors, or a kernel of the peer that refused.',
    sun: 'It says that it could not install the policies: the selectors were not at fault.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['kernel-sa-failed', 'ts-mismatch'], certainty: 'possible' },
    sun: { symptom: 'install-failed', causes: ['kernel-sa-failed'], certainty: 'proven' },
  },
  moon: moon.psk({
    children: { dmz: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.128/26', esp_proposals: 'aes256-sha256' } },
  }),
  sun: sun.psk({
    children: { dmz: { local_ts: '198.51.100.128/26', remote_ts: '198.51.100.0/26', esp_proposals: 'aes256-sha256' } },
  }),
  steps: [...comesUp, { do: 'initiate', on: 'moon', child: 'dmz' }, says('moon', 'received TS_UNACCEPTABLE'), wait(1)],
};
