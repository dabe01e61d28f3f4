import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The initiator does not trust the CA of the responder's certificate",
  cause: 'cert-untrusted',
  story: 'The certificate of sun is issued by another CA than the one that moon trusts.',
  knows: {
    moon: 'It names the issuer that it has no certificate of: an unknown root, or an issuer whose certificate was not sent.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'likely' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
  },
  moon: moon.pubkey(),
  sun: sun.pubkey({}, { certificate: 'sunOfOtherCa' }),
  steps: [initiate, says('moon', 'no issuer certificate found'), wait(1)],
};
