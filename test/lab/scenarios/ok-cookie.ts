import { moon, psk, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';
import { heal, initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder is under load and asks for a cookie, as it should be',
  cause: 'none',
  story: `A first connection of moon is slow to come up, so sun has a half-open IKE_SA and asks the next peer for a cookie. That one sends its first
message again with the cookie; then the first connection gets through as well.`,
  knows: { moon: 'One more round, then everything went well.', sun: 'Everything went well.' },
  found: {},
  moon: {
    ...moon.psk({}, { charon: { retransmit_timeout: '1.0', retransmit_tries: 5 } }),
    swanctl: merge(moon.psk().swanctl, {
      connections: {
        depot: merge(psk.moon.connections.office, {
          local_addrs: '192.0.2.2',
          children: { lan: '', depot: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.64/26' } },
        }),
      },
    }),
  },
  sun: sun.psk({ remote_addrs: '192.0.2.0/24', unique: 'never' }, { charon: { cookie_threshold: 1 } }),
  network: { furtherOutside: ['192.0.2.2'], drops: ['ip saddr 192.0.2.2 udp dport 4500'] },
  steps: [
    { do: 'initiate', on: 'moon', child: 'depot' },
    says('sun', 'generating IKE_SA_INIT response'),
    initiate,
    says('moon', 'N(COOKIE)'),
    says('moon', 'CHILD_SA lan{2} established'),
    heal,
    says('moon', 'CHILD_SA depot{1} established'),
    wait(0.5),
  ],
};
