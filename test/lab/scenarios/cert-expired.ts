import { pubkey } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';

export const scenario: Scenario = {
  title: "The responder's certificate has expired",
  cause: 'cert-expired',
  story: "sun's certificate was valid in 2024 only. Everything else is right, and sun has no quarrel with moon's.",
  knows: {
    moon: 'It names the dates of the certificate, and its own clock is past them: proof.',
    sun: 'For itself it is established; at once moon says N(AUTH_FAILED) and is gone: moon rejected it, for a reason that only moon knows.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['cert-expired'], certainty: 'proven' },
    sun: {
      symptom: 'authentication-failed',
      causes: ['cert-untrusted', 'cert-expired', 'cert-id-mismatch', 'peer-id-rejected'],
      certainty: 'possible',
    },
  },
  moon: { ...pubkey.moon, log: 'filelog-tagged' },
  sun: { ...pubkey.sun, certificate: 'sunExpired', log: 'journal-short' },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'sun', says: 'parsed INFORMATIONAL request 2 [ N(AUTH_FAILED) ]', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
