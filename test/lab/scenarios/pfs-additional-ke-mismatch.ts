import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp, says, swanctl, wait } from '../steps.ts';

const ike = { proposals: 'aes256-sha256-ecp256-ke1_mlkem768' };
const plugins = { with: ['ml'] };

export const scenario: Scenario = {
  title: 'Comes up with ML-KEM, fails at the first rekeying: only one side wants it there too',
  cause: 'pfs-mismatch',
  story: `The IKE_SA uses ML_KEM_768 as additional key exchange. sun requires it for rekeying the CHILD_SA as well, moon's ESP proposal has ECP_256 only.
The first CHILD_SA takes its keys from IKE_AUTH and comes up.`,
  knows: {
    moon: 'The same proposal was accepted in IKE_AUTH and is refused in CREATE_CHILD_SA: what only matters there is the key exchange.',
    sun: 'Both lists stand in the log, and only the additional key exchange differs: proof.',
  },
  found: {
    moon: { symptom: 'rekey-failed', causes: ['pfs-mismatch'], certainty: 'likely' },
    sun: { symptom: 'rekey-failed', causes: ['pfs-mismatch'], certainty: 'proven', mismatch: ['KE1'] },
  },
  ends: { moon: 'established', sun: 'established' },
  moon: moon.psk(ike, { plugins }),
  sun: sun.psk(
    { ...ike, children: { lan: { esp_proposals: 'aes256-sha256-ecp256-ke1_mlkem768' } } },
    { plugins, log: 'filelog-json' },
  ),
  steps: [
    ...comesUp,
    swanctl('moon', '--rekey', '--child', 'lan'),
    says('moon', 'CHILD_SA rekeying failed, trying again'),
    wait(1),
  ],
};
