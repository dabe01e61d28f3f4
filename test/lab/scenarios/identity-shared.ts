import { moon, psk, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';
import { comesUp, initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Two devices use one identity and push each other out',
  cause: 'identity-shared',
  story: `moon plays two devices at different addresses that both call themselves moon.example.org. sun keeps one IKE_SA for each identity, so each
arrival ends the other, which starts anew.`,
  knows: {
    moon: 'Its IKE_SAs are deleted by the peer again and again, right after another one came up.',
    sun: 'It deletes duplicates of one identity that comes from alternating addresses.',
  },
  found: { sun: { symptom: 'tunnel-flapping', causes: ['identity-shared'], certainty: 'likely' } },
  moon: {
    ...moon.psk({ unique: 'never' }),
    swanctl: merge(moon.psk().swanctl, {
      connections: {
        office: { unique: 'never' },
        second: merge(psk.moon.connections.office, {
          local_addrs: '192.0.2.2',
          unique: 'never',
          children: { lan: '', second: { local_ts: '198.51.100.0/26', remote_ts: '198.51.100.64/26' } },
        }),
      },
    }),
  },
  sun: sun.psk({ remote_addrs: '192.0.2.0/24', unique: 'replace' }, { log: 'journal-json' }),
  network: { furtherOutside: ['192.0.2.2'] },
  steps: [
    ...comesUp,
    { do: 'initiate', on: 'moon', child: 'second' },
    says('sun', 'due to uniqueness policy'),
    wait(1),
    initiate,
    says('sun', 'due to uniqueness policy'),
    wait(1),
    { do: 'initiate', on: 'moon', child: 'second' },
    says('sun', 'due to uniqueness policy'),
    wait(1),
  ],
  keeps: ['sun'],
};
