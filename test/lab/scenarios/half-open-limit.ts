import { moon, psk, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder refuses a second half-open IKE_SA from the same address',
  cause: 'half-open-limit',
  story: `sun allows one half-open IKE_SA for each address. moon starts two connections with different identities; UDP port 4500 is blocked, so that the first one stays
half-open, and the second is ignored.`,
  knows: {
    moon: 'The first connection got an answer and stalled in IKE_AUTH; the second never got one, from the same host.',
    sun: 'It says whom it ignores, and which limit is reached.',
  },
  found: {
    moon: [
      { symptom: 'retransmit-timeout', causes: ['udp-4500-blocked'], certainty: 'likely' },
      { symptom: 'retransmit-timeout', causes: ['half-open-limit', 'peer-unreachable'], certainty: 'possible' },
    ],
    sun: [
      { symptom: 'half-open-timeout', causes: ['udp-4500-blocked'], certainty: 'possible' },
      { severity: 'warning', symptom: 'aborted-locally', causes: ['half-open-limit'], certainty: 'proven' },
    ],
  },
  moon: {
    ...moon.psk(),
    swanctl: merge(moon.psk().swanctl, {
      connections: {
        depot: merge(psk.moon.connections.office, {
          local: { id: 'deimos.example.org' },
          children: { lan: '', depot: { remote_ts: '198.51.100.128/26' } },
        }),
      },
    }),
  },
  sun: sun.psk(
    {},
    { charon: { ...quick, block_threshold: 1, cookie_threshold_ip: 0, cookie_threshold: 0, half_open_timeout: 10 } },
  ),
  network: { drops: ['udp dport 4500'] },
  steps: [
    initiate,
    says('sun', 'generating IKE_SA_INIT response'),
    { do: 'initiate', on: 'moon', child: 'depot' },
    says('sun', 'half-open IKE_SA limit'),
    says('sun', 'deleting half open IKE_SA', 20),
    wait(0.7),
  ],
};
