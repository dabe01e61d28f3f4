import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'IKE fragments are larger than the path lets through',
  cause: 'fragments-lost',
  story:
    'Both sides use IKE fragmentation with fragments of 1280 bytes; the router drops packets of more than 1000 bytes, as a tunnel on the way would.',
  knows: {
    moon: 'IKE_SA_INIT was answered, the fragments of IKE_AUTH were not.',
    sun: 'Some fragments of a message came, others never did.',
  },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['fragments-lost'], certainty: 'likely' },
    sun: { symptom: 'half-open-timeout', causes: ['fragments-lost'], certainty: 'likely' },
  },
  moon: moon.pubkey(),
  sun: sun.pubkey(),
  network: { drops: ['ip length gt 1000'] },
  steps: [
    ...fails('establishing IKE_SA failed, peer not responding', 20),
    says('sun', 'deleting half open IKE_SA', 20),
    wait(0.7),
  ],
};
