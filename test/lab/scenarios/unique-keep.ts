import { moon, psk, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder keeps the first IKE_SA of an identity and refuses the second',
  cause: 'refused-by-policy',
  story: 'moon comes a second time, from another address, with the same identity. sun has unique = keep.',
  knows: {
    moon: 'Only N(AUTH_FAILED), while another IKE_SA with the same identity is up.',
    sun: 'It says that it cancels the IKE_SA because of its uniqueness policy: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['refused-by-policy'], certainty: 'proven' },
  },
  moon: {
    ...moon.psk(),
    swanctl: merge(moon.psk().swanctl, {
      connections: {
        second: {
          ...psk.moon.connections.office,
          local_addrs: '192.0.2.2',
          children: { second: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.64/26' } },
        },
      },
    }),
    charon: { ...quick, initiator_only: 'no' },
  },
  sun: sun.psk({ remote_addrs: '192.0.2.0/24', unique: 'keep' }),
  network: { furtherOutside: ['192.0.2.2'] },
  steps: [
    ...comesUp,
    { do: 'initiate', on: 'moon', child: 'second' },
    says('moon', 'received AUTHENTICATION_FAILED'),
    wait(1),
  ],
};
