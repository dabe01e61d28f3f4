import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The initiator asks for a virtual IP, the responder has no pool',
  cause: 'virtual-ip-unavailable',
  story:
    'moon requests an address with vips = 0.0.0.0; no pool is named in the connection on sun. The IKE_SA stays up without a CHILD_SA.',
  knows: {
    moon: 'INTERNAL_ADDRESS_FAILURE says that sun has no address for it, not why.',
    sun: 'It says that it found no virtual IP for the request: proof.',
  },
  found: {
    moon: { symptom: 'address-refused', causes: ['virtual-ip-unavailable'], certainty: 'proven' },
    sun: { symptom: 'address-refused', causes: ['virtual-ip-unavailable'], certainty: 'proven' },
  },
  moon: {
    swanctl: merge(psk.moon, office({ vips: '0.0.0.0', children: { lan: { local_ts: 'dynamic' } } })),
    log: 'journal-short',
  },
  sun: { swanctl: merge(psk.sun, branch({ children: { lan: { remote_ts: 'dynamic' } } })), log: 'filelog-tagged' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'failed to establish CHILD_SA, keeping IKE_SA', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
