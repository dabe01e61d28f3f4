import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails, says, wait } from '../steps.ts';

const over = { proposals: 'aes256-sha256-ecp256-ke1_mlkem768', fragmentation: 'no' };
const plugins = { with: ['ml'] };

export const scenario: Scenario = {
  title: 'The ML-KEM public key does not get through: IP fragments of IKE_INTERMEDIATE are dropped',
  cause: 'fragments-lost',
  story: `IKE fragmentation is off on both sides. IKE_SA_INIT is small; IKE_INTERMEDIATE carries 1184 bytes of ML_KEM_768 and leaves moon (MTU 900) as IP
fragments, which the router drops.`,
  knows: {
    moon: 'IKE_SA_INIT was answered, a large IKE_INTERMEDIATE was not, and neither side offered IKE fragmentation: likely the fragments.',
    sun: 'It answered IKE_SA_INIT and heard nothing more: fragments, port 4500, or an initiator that thought better of it.',
  },
  found: {
    moon: { symptom: 'retransmit-timeout', causes: ['fragments-lost', 'udp-4500-blocked'], certainty: 'likely' },
    sun: { symptom: 'half-open-timeout', causes: ['udp-4500-blocked', 'fragments-lost'], certainty: 'possible' },
  },
  moon: moon.psk(over, { plugins }),
  sun: sun.psk(over, { plugins, log: 'filelog-json' }),
  network: { mtu: 900, drops: ['ip frag-off & 0x3fff != 0'] },
  steps: [
    ...fails('establishing IKE_SA failed, peer not responding', 20),
    says('sun', 'deleting half open IKE_SA', 20),
    wait(0.7),
  ],
};
