import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Somebody changes the key, and hours later the reauthentication fails',
  cause: 'psk-mismatch',
  story: 'The tunnel is up. On sun another secret is loaded; when moon reauthenticates, the tunnel does not come back.',
  knows: {
    moon: 'Only N(AUTH_FAILED), though the same configuration had worked before.',
    sun: 'It tried the one key for the pair of identities and the MAC did not match: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['psk-mismatch'], certainty: 'proven' },
  },
  moon: moon.psk(),
  sun: sun.psk(),
  steps: [
    ...comesUp,
    {
      do: 'reload',
      on: 'sun',
      swanctl: sun.psk({}, { secrets: { 'ike-1': { secret: 'correct house' } } }).swanctl,
      with: 'another secret',
    },
    swanctl('moon', '--rekey', '--ike', 'office', '--reauth'),
    says('moon', 'received AUTHENTICATION_FAILED'),
    wait(1),
  ],
};
