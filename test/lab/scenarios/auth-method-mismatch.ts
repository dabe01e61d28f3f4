import { branch, psk, pubkey } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The responder demands a certificate, the initiator has a pre-shared key',
  cause: 'auth-method-mismatch',
  story: 'The key itself is the same on both sides, but sun wants its peer to authenticate with a certificate.',
  knows: {
    moon: 'Only N(AUTH_FAILED): a wrong key looks the same.',
    sun: 'It accepts the key and then names the constraint that is not met: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch', 'auth-method-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['auth-method-mismatch'], certainty: 'proven' },
  },
  moon: { swanctl: psk.moon, log: 'filelog-iso' },
  sun: { ...pubkey.sun, swanctl: merge(psk.sun, branch({ remote: { auth: 'pubkey' } })), log: 'filelog-iso' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received AUTHENTICATION_FAILED', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
