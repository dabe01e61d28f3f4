import { branch, office, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The ESP proposals have no integrity algorithm in common',
  cause: 'esp-proposal-mismatch',
  story:
    'moon offers AES_CBC_256 with HMAC_SHA2_256 for ESP, sun accepts AES_CBC_256 with HMAC_SHA2_512 only. The IKE_SA stays up without a CHILD_SA.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN in the answer to IKE_AUTH: the ESP proposals, or a kernel on sun that refuses.',
    sun: 'Both lists stand in the log, and only the integrity algorithm differs: proof.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'likely' },
    sun: { symptom: 'no-proposal-chosen', causes: ['esp-proposal-mismatch'], certainty: 'proven' },
  },
  moon: {
    swanctl: merge(psk.moon, office({ children: { lan: { esp_proposals: 'aes256-sha256' } } })),
    log: 'filelog-plain',
  },
  sun: {
    swanctl: merge(psk.sun, branch({ children: { lan: { esp_proposals: 'aes256-sha512' } } })),
    log: 'filelog-plain',
  },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'failed to establish CHILD_SA, keeping IKE_SA', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
