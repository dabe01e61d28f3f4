import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'Comes up, fails at the first rekeying: the PFS groups differ',
  cause: 'pfs-mismatch',
  story: `The first CHILD_SA takes its keys from IKE_AUTH, where no key exchange group is negotiated. moon rekeys it after 8 s with ECP_256,
sun wants ECP_384. charon tries again until the CHILD_SA has reached its life time of 40 s.`,
  knows: {
    moon: 'The same proposal was accepted in IKE_AUTH and is refused in CREATE_CHILD_SA: what only matters there is the group.',
    sun: 'Both lists stand in the log, and only the group differs: proof.',
  },
  found: {
    moon: [
      { symptom: 'rekey-failed', causes: ['pfs-mismatch'], certainty: 'likely' },
      { symptom: 'tunnel-lost', causes: ['sa-expired'], certainty: 'proven' },
      { symptom: 'no-proposal-chosen', causes: ['pfs-mismatch'], certainty: 'possible' },
    ],
    sun: { symptom: 'rekey-failed', causes: ['pfs-mismatch'], certainty: 'proven' },
  },
  moon: {
    swanctl: merge(psk.moon, office({ children: { lan: { rekey_time: '8s', rand_time: '0s', life_time: '40s' } } })),
    log: 'filelog-tagged',
  },
  sun: {
    swanctl: merge(psk.sun, branch({ children: { lan: { esp_proposals: 'aes256-sha256-ecp384' } } })),
    log: 'journal-json',
  },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'CHILD_SA rekeying failed, trying again', within: 20 },
    { do: 'until', on: 'moon', says: 'closing expired CHILD_SA', within: 60 },
    { do: 'wait', seconds: 1 },
  ],
};
