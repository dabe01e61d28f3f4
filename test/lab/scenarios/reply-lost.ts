import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder's answers do not come back",
  cause: 'reply-lost',
  story: 'The requests of moon arrive at sun; the router drops what sun answers from UDP port 500.',
  knows: {
    moon: 'Nothing ever came back: that looks like a peer that cannot be reached.',
    sun: 'It answers, and the same request comes again and again: the answers are lost.',
  },
  found: {
    moon: {
      symptom: 'retransmit-timeout',
      causes: ['peer-unreachable', 'reply-lost'],
      certainty: 'possible',
      outcome: 'timed-out',
    },
    sun: { symptom: 'half-open-timeout', causes: ['reply-lost'], certainty: 'likely', outcome: 'timed-out' },
  },
  moon: moon.psk(),
  sun: sun.psk({}, { log: 'journal-short-iso-seconds' }),
  network: { drops: ['iifname sun0 udp sport 500'] },
  steps: [
    ...fails('establishing IKE_SA failed, peer not responding', 20),
    says('sun', 'deleting half open IKE_SA', 20),
    wait(0.7),
  ],
};
