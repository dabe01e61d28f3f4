import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder gives out addresses, and the initiator asks for none',
  cause: 'virtual-ip-not-requested',
  story: 'The connection on sun has a pool; moon has no vips.',
  knows: {
    moon: 'FAILED_CP_REQUIRED says that the peer wants to be asked for an address.',
    sun: 'It says that it expected a request for a virtual IP: proof.',
  },
  found: {
    moon: { symptom: 'address-refused', causes: ['virtual-ip-not-requested'], certainty: 'proven' },
    sun: { symptom: 'address-refused', causes: ['virtual-ip-not-requested'], certainty: 'proven' },
  },
  moon: moon.psk(),
  sun: sun.psk(
    { pools: 'wards', children: { lan: { remote_ts: 'dynamic' } } },
    { pools: { wards: { addrs: '198.51.100.200/29' } } },
  ),
  steps: fails('failed to establish CHILD_SA, keeping IKE_SA'),
};
