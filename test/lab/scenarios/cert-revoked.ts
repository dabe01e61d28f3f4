import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { initiate, says, wait } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder's certificate is revoked",
  cause: 'cert-revoked',
  story: "moon has its CA's revocation list, on which the certificate of sun stands.",
  knows: {
    moon: 'It says since when the certificate is revoked, and why: proof.',
    sun: 'It believed all was well, then was told AUTHENTICATION_FAILED.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-revoked'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['cert-untrusted'], certainty: 'possible' },
  },
  moon: moon.pubkey({ remote: { revocation: 'strict' } }, { crlOf: 'ca', log: 'journal-json' }),
  sun: sun.pubkey({}, { certificate: 'sunRevoked' }),
  steps: [initiate, says('moon', 'certificate was revoked'), wait(1)],
};
