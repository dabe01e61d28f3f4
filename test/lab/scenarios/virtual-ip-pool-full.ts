import { moon, psk, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';
import { comesUp, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The pool of the responder has no address left',
  cause: 'virtual-ip-unavailable',
  story:
    'The pool holds one address, which a first connection of moon takes; the second, with another identity, gets none.',
  knows: {
    moon: 'INTERNAL_ADDRESS_FAILURE says that sun has no address for it, not why.',
    sun: 'It says that the pool is full.',
  },
  found: {
    moon: { symptom: 'address-refused', causes: ['virtual-ip-unavailable'], certainty: 'proven' },
    sun: { symptom: 'address-refused', causes: ['virtual-ip-unavailable'], certainty: 'proven' },
  },
  moon: {
    ...moon.psk(),
    swanctl: merge(moon.psk({ vips: '0.0.0.0', children: { lan: { local_ts: 'dynamic' } } }).swanctl, {
      connections: {
        second: merge(psk.moon.connections.office, {
          vips: '0.0.0.0',
          local: { id: 'deimos.example.org' },
          children: { lan: '', second: { remote_ts: '198.51.100.64/26' } },
        }),
      },
      secrets: { 'ike-1': { 'id-3': 'deimos.example.org' } },
    }),
  },
  sun: {
    ...sun.psk(),
    swanctl: merge(
      sun.psk({ pools: 'wards', remote: { id: '*.example.org' }, children: { lan: { remote_ts: 'dynamic' } } }).swanctl,
      {
        pools: { wards: { addrs: '198.51.100.200/32' } },
        secrets: { 'ike-1': { 'id-3': 'deimos.example.org' } },
      },
    ),
  },
  steps: [
    ...comesUp,
    { do: 'initiate', on: 'moon', child: 'second' },
    says('moon', 'failed to establish CHILD_SA'),
    wait(1),
  ],
};
