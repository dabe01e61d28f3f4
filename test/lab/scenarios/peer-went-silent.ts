import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator falls silent after the responder proved itself',
  cause: 'peer-went-silent',
  story:
    'sun answers IKE_AUTH with its certificate and asks for EAP. The answer is lost, and the device that is moon goes off.',
  knows: {
    moon: 'Its log ends in the middle.',
    sun: 'It answered IKE_AUTH and heard nothing more: a client that dislikes the certificate, or an answer that was lost.',
  },
  found: {
    sun: { symptom: 'half-open-timeout', causes: ['peer-went-silent'], certainty: 'likely', outcome: 'timed-out' },
  },
  moon: moon.eap(),
  sun: sun.eap({}, { log: 'syslog-tagged' }),
  network: { drops: ['iifname sun0 udp sport 4500'] },
  steps: [
    initiate,
    says('sun', 'generating IKE_AUTH response 1'),
    { do: 'signal', on: 'moon', name: 'KILL' },
    says('sun', 'deleting half open IKE_SA', 20),
    wait(0.7),
  ],
  keeps: ['sun'],
};
