import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder's last answer is lost: one side is up, the other is not",
  cause: 'reply-lost',
  story: `The router drops what sun sends from UDP port 4500. sun believes that the IKE_SA is established; moon never hears of it and gives up. Then sun's
liveness check remains without an answer.`,
  knows: {
    moon: 'IKE_SA_INIT was answered on port 500, nothing on 4500.',
    sun: 'It was established, but the request to which it had answered came again and again; then nobody answered its check.',
  },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['udp-4500-blocked'], certainty: 'possible' },
    sun: { symptom: 'tunnel-lost', causes: ['reply-lost'], certainty: 'possible', outcome: 'lost' },
  },
  moon: moon.psk(),
  sun: sun.psk({ dpd_delay: '5s' }),
  network: { drops: ['iifname sun0 udp sport 4500'] },
  steps: [
    ...fails('establishing IKE_SA failed, peer not responding', 20),
    says('sun', 'giving up after 2 retransmits', 25),
    wait(0.7),
  ],
};
