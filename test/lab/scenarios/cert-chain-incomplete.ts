import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder does not send the intermediate CA certificate',
  cause: 'cert-chain-incomplete',
  story:
    'The certificate of sun is issued by an intermediate CA below the one that moon trusts. sun has no copy of the intermediate, so it sends only its own.',
  knows: {
    moon: 'It names the issuer that it has no certificate of: an unknown root, or an issuer whose certificate was not sent.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: {
      symptom: 'authentication-failed',
      causes: ['cert-chain-incomplete', 'cert-untrusted'],
      certainty: 'possible',
    },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
  },
  moon: moon.pubkey(),
  sun: sun.pubkey({}, { certificate: 'sunOfSub' }),
  steps: [initiate, says('moon', 'no issuer certificate found'), wait(1)],
};
