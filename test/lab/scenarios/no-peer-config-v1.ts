import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: "The responder does not know the initiator's identity (IKEv1 Main Mode)",
  cause: 'no-peer-config',
  story: 'sun expects its peer to be mars.example.org; moon calls itself moon.example.org.',
  knows: {
    moon: 'AUTHENTICATION_FAILED as an answer to message 5: the key was right, since the notify could be decrypted.',
    sun: 'It names the identity and says that no peer config was found: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['no-peer-config'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['no-peer-config'], certainty: 'proven' },
  },
  moon: moon.v1(),
  sun: sun.v1(
    { remote: { id: 'mars.example.org' } },
    { log: 'journal-short-iso', secrets: { 'ike-1': { 'id-3': '192.0.2.1' } } },
  ),
  steps: fails('received AUTHENTICATION_FAILED'),
};
