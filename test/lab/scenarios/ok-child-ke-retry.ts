import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The group for rekeying is guessed wrong, and the second attempt heals it',
  cause: 'none',
  story:
    'moon prefers ECP_384 for the CHILD_SA; sun has ECP_256 first and asks for it with INVALID_KE_PAYLOAD when the CHILD_SA is rekeyed.',
  knows: { moon: 'One more round, then everything went well.', sun: 'One more round, then everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk({ children: { lan: { esp_proposals: 'aes256-sha256-ecp384-ecp256' } } }),
  sun: sun.psk({}, { log: 'filelog-plain' }),
  steps: [
    ...comesUp,
    swanctl('moon', '--rekey', '--child', 'lan'),
    says('moon', 'outbound CHILD_SA lan{3} established'),
    wait(1),
  ],
};
