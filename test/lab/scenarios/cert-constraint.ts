import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The certificate is valid, but not from the CA that the connection demands',
  cause: 'cert-constraint',
  story: 'moon trusts two CAs and wants the peer of this connection to be certified by the other one.',
  knows: {
    moon: 'It names the constraint that is not met: proof.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-constraint'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
  },
  moon: moon.pubkey({ remote: { cacerts: 'otherCa.pem' } }, { trusts: ['ca', 'otherCa'] }),
  sun: sun.pubkey(),
  steps: [initiate, says('moon', 'constraint check failed'), wait(1)],
};
