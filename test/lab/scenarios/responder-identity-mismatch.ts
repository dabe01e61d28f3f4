import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator asks for an identity that the responder does not have',
  cause: 'no-peer-config',
  story: 'moon expects sun to be venus.example.org and says so in IDr; sun is sun.example.org.',
  knows: {
    moon: 'Only N(AUTH_FAILED): a wrong key looks the same.',
    sun: 'It names the pair of identities that it looked for and says that no peer config matches: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['psk-mismatch', 'no-peer-config'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['no-peer-config'], certainty: 'proven' },
  },
  moon: moon.psk({ remote: { id: 'venus.example.org' } }, { secrets: { 'ike-1': { 'id-3': 'venus.example.org' } } }),
  sun: sun.psk({}, { log: 'syslog-tagged' }),
  steps: fails('received AUTHENTICATION_FAILED'),
};
