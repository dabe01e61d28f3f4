import { office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The initiator guesses the wrong key exchange group, and the second attempt heals it',
  cause: 'none',
  story:
    'moon prefers ECP_384 and sends its public value for it; sun only has ECP_256, asks for it with INVALID_KE_PAYLOAD, and gets it: normal negotiation.',
  knows: { moon: 'One more round, then everything went well.', sun: 'One more round, then everything went well.' },
  found: {},
  moon: { swanctl: merge(psk.moon, office({ proposals: 'aes256-sha256-ecp384-ecp256' })), log: 'filelog-plain' },
  sun: { swanctl: psk.sun, log: 'filelog-plain' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'CHILD_SA lan{1} established', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
