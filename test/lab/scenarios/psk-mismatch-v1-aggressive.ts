import { moon, quick, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The pre-shared keys differ (IKEv1 Aggressive Mode)',
  cause: 'psk-mismatch',
  story:
    'In Aggressive Mode the identities come in clear and the key makes the hashes. moon finds that the hash of sun is wrong.',
  knows: {
    moon: 'The HASH of the second message does not fit: it was made with another secret.',
    sun: 'It repeats its answer and hears nothing that it can make sense of: the key, or a peer that is gone.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'proven' },
    sun: { symptom: 'retransmit-timeout', causes: ['psk-mismatch'], certainty: 'possible' },
  },
  moon: moon.v1({ aggressive: 'yes' }, { secrets: { 'ike-1': { secret: 'correct house' } } }),
  sun: sun.v1(
    { aggressive: 'yes' },
    { charon: { ...quick, i_dont_care_about_security_and_use_aggressive_mode_psk: 'yes' } },
  ),
  steps: [initiate, says('moon', 'does not match HASH payload'), wait(7)],
};
