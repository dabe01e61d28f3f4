import { branch, office, pubkey } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'A road warrior types a wrong password (EAP-MSCHAPv2)',
  cause: 'eap-credentials',
  story: `sun proves itself with a certificate and asks for EAP-MSCHAPv2; moon answers as user carol with a wrong password. moon gives up
without another word, and sun keeps its half-open IKE_SA until charon's default timeout of 30 s.`,
  knows: {
    moon: "sun's EAP method says ERROR_AUTHENTICATION_FAILURE: user name or password.",
    sun: 'The verification of the response failed, for a user whose password it has: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['eap-credentials'], certainty: 'proven' },
    sun: { symptom: 'authentication-failed', causes: ['eap-credentials'], certainty: 'proven' },
  },
  moon: {
    trusts: ['ca'],
    swanctl: merge(merge(pubkey.moon.swanctl, office({ local: { auth: 'eap', certs: '', eap_id: 'carol' } })), {
      secrets: { 'eap-carol': { id: 'carol', secret: 'battery' } },
    }),
    log: 'filelog-tagged',
  },
  sun: {
    ...pubkey.sun,
    swanctl: merge(
      merge(
        pubkey.sun.swanctl,
        branch({ remote_addrs: '%any', remote: { auth: 'eap-mschapv2', id: '%any', eap_id: '%any' } }),
      ),
      { secrets: { 'eap-carol': { id: 'carol', secret: 'staple' } } },
    ),
    log: 'journal-json',
  },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'sun', says: 'deleting half open IKE_SA', within: 40 },
    { do: 'wait', seconds: 1 },
  ],
};
