import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The pre-shared keys differ (IKEv1 Main Mode), default timers',
  cause: 'psk-mismatch',
  story: `In Main Mode the key encrypts messages 5 and 6, so a wrong one shows as garbage. moon then repeats its message with charon's
default timers (4, 7.2, 13, 23.3, 42 s) and gives up after 165 s.`,
  knows: {
    moon: 'What answers its message 5 decrypts to garbage, and it gives up after its retransmits: most likely the key.',
    sun: 'It cannot make sense of what it decrypted in message 5 of Main Mode: that is the key.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'likely' },
    sun: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'proven' },
  },
  moon: {
    swanctl: merge(psk.moon, merge(office({ version: 1 }), { secrets: { 'ike-1': { secret: 'correct house' } } })),
    log: 'syslog-tagged',
  },
  sun: { swanctl: merge(psk.sun, branch({ version: 1 })), log: 'filelog-tagged' },
  slow: true,
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'establishing IKE_SA failed, peer not responding', within: 180 },
    { do: 'wait', seconds: 1 },
  ],
};
