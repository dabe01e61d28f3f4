import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The kernel of the responder cannot do ESP',
  cause: 'kernel-module-missing',
  story: 'sun runs without kernel-libipsec, on a kernel that has no ESP. The proposals fit, the kernel refuses the SA.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN for the CHILD_SA: that looks like differing proposals.',
    sun: 'It says what it could not install, with an error that means an algorithm or all of ESP: the proposals were not at fault.',
  },
  found: {
    moon: {
      symptom: 'no-proposal-chosen',
      causes: ['esp-proposal-mismatch', 'kernel-sa-failed'],
      certainty: 'possible',
    },
    sun: { symptom: 'install-failed', causes: ['kernel-module-missing', 'kernel-sa-failed'], certainty: 'possible' },
  },
  on6: {
    story:
      'sun runs without kernel-libipsec, on a kernel that has no ESP. The proposals fit, the kernel refuses the SA; the refusal takes IDr and AUTH out of the answer of sun.',
    knows: {
      moon: 'An answer to IKE_AUTH with NO_PROPOSAL_CHOSEN and without IDr: charon 6 sends that when it could not install the SA, and not when the proposals differ.',
      sun: 'It says what it could not install, with an error that means an algorithm or all of ESP: the proposals were not at fault.',
    },
    found: {
      moon: { symptom: 'install-failed', causes: ['kernel-sa-failed'], certainty: 'likely', outcome: 'failed' },
      sun: { symptom: 'install-failed', causes: ['kernel-module-missing', 'kernel-sa-failed'], certainty: 'possible' },
    },
  },
  moon: moon.psk({ encap: 'yes' }),
  sun: sun.psk({}, { plugins: { without: ['kernel-libipsec'] } }),
  steps: [initiate, says('sun', 'unable to install inbound and outbound IPsec SA'), wait(1)],
};
