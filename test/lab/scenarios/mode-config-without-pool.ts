import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator asks for an address, the responder has no pool (IKEv1 Mode Config)',
  cause: 'virtual-ip-unavailable',
  story: `Main Mode and XAuth succeed; the connection on sun has no pool. moon goes on with its own address, for which sun has no CHILD_SA.`,
  knows: {
    moon: 'The answer to its request held no address, then its Quick Mode was refused.',
    sun: 'It says that it found no virtual IP for the request, then that no CHILD_SA fits the address that moon uses instead.',
  },
  found: {
    moon: { symptom: 'policy-mismatch', causes: ['virtual-ip-unavailable'], certainty: 'possible' },
    sun: { symptom: 'policy-mismatch', causes: ['virtual-ip-unavailable'], certainty: 'likely' },
  },
  moon: moon.xauth({ vips: '0.0.0.0', children: { lan: { local_ts: 'dynamic' } } }),
  sun: sun.xauth(),
  steps: [initiate, says('sun', 'no virtual IP found'), wait(3)],
};
