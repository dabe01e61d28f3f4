import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator speaks IKEv1, the responder only IKEv2',
  cause: 'ike-version-mismatch',
  story: 'The connection is the same on both sides but for its version.',
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message.',
    sun: 'It found no configuration for an IKEv1 request, which may be the addresses or the version.',
  },
  found: {
    moon: {
      symptom: 'no-proposal-chosen',
      causes: ['ike-version-mismatch', 'ike-proposal-mismatch', 'no-ike-config'],
      certainty: 'possible',
    },
    sun: { symptom: 'no-proposal-chosen', causes: ['ike-version-mismatch', 'no-ike-config'], certainty: 'possible' },
  },
  moon: moon.v1(),
  sun: sun.psk(),
  steps: fails('received NO_PROPOSAL_CHOSEN'),
};
