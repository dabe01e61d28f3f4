import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { closes, comesUp, says, swanctl, wait } from '../steps.ts';

const withMlKem = {
  proposals: 'aes256-sha256-ecp256-ke1_mlkem768',
  children: { lan: { esp_proposals: 'aes256-sha256-ecp256-ke1_mlkem768' } },
};
const plugins = { with: ['ml'] };

export const scenario: Scenario = {
  title: 'ML-KEM as additional key exchange, as it should be',
  cause: 'none',
  story:
    'ECP_256 and ML_KEM_768 in one IKE_SA: IKE_INTERMEDIATE carries the second, IKE_FOLLOWUP_KE when CHILD_SA and IKE_SA are rekeyed.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'deleted', sun: 'deleted' },
  moon: moon.psk(withMlKem, { plugins }),
  sun: sun.psk(withMlKem, { plugins, log: 'filelog-json' }),
  steps: [
    ...comesUp,
    swanctl('moon', '--rekey', '--child', 'lan'),
    says('moon', 'outbound CHILD_SA lan{2} established'),
    wait(0.5),
    swanctl('sun', '--rekey', '--ike', 'branch'),
    says('sun', 'IKE_SA branch[2] rekeyed'),
    wait(0.5),
    ...closes,
  ],
};
