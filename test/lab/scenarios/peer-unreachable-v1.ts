import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'Nobody answers (IKEv1)',
  cause: 'peer-unreachable',
  story: 'The router drops everything to UDP port 500.',
  knows: { moon: 'Nothing ever came back.', sun: 'It never heard of moon.' },
  found: { moon: { symptom: 'retransmit-timeout', causes: ['peer-unreachable'], certainty: 'likely' } },
  moon: moon.v1({}, { log: 'journal-short-delta' }),
  sun: sun.v1(),
  network: { drops: ['udp dport 500'] },
  steps: fails('establishing IKE_SA failed, peer not responding', 20),
};
