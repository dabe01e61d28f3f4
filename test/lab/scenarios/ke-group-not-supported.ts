import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder asks for a key exchange group that the initiator offers but cannot compute',
  cause: 'ke-group-mismatch',
  story: `moon runs without the plugin openssl, so it can do MODP groups only, yet its proposal also names ECP_256. sun wants just that and asks
for it with INVALID_KE_PAYLOAD.`,
  knows: {
    moon: 'It says that the group that was asked for is not supported: proof.',
    sun: 'It asked for a group and never heard again: the initiator may have thought better of it, or its second message was lost.',
  },
  found: { moon: { symptom: 'no-proposal-chosen', causes: ['ke-group-mismatch'], certainty: 'proven' } },
  moon: moon.psk({ proposals: 'aes256-sha256-modp2048-ecp256' }, { plugins: { without: ['openssl'] } }),
  sun: sun.psk(),
  steps: [...fails('INVAL_KE'), wait(1)],
};
