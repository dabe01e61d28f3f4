import { branch, psk } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { merge } from '../settings.ts';

export const scenario: Scenario = {
  title: 'The responder has no connection for these addresses',
  cause: 'no-ike-config',
  story: "sun's only connection expects its peer at 192.0.2.77, and moon comes from 192.0.2.1. sun logs at level 2.",
  knows: {
    moon: 'NO_PROPOSAL_CHOSEN to its first message: that may as well mean that the proposals differ.',
    sun: 'It says that no IKE config was found, before it looked at any proposal: for the addresses, or for the version, which it compares with them.',
  },
  found: {
    moon: { symptom: 'no-proposal-chosen', causes: ['no-ike-config', 'ike-proposal-mismatch'], certainty: 'possible' },
    sun: { symptom: 'no-proposal-chosen', causes: ['no-ike-config'], certainty: 'likely' },
  },
  moon: { swanctl: psk.moon, log: 'filelog-plain' },
  sun: {
    swanctl: merge(psk.sun, branch({ remote_addrs: '192.0.2.77' })),
    log: 'filelog-tagged',
    levels: { ike: 2, cfg: 2, chd: 2, net: 2, mgr: 2 },
  },
  steps: [
    { do: 'initiate', on: 'moon', child: 'lan' },
    { do: 'until', on: 'moon', says: 'received NO_PROPOSAL_CHOSEN', within: 10 },
    { do: 'wait', seconds: 1 },
  ],
};
