import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { fails } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The initiator wants EAP, the responder has no such connection',
  cause: 'eap-not-configured',
  story: 'moon leaves out its proof in IKE_AUTH, which asks for EAP; the connection on sun wants a certificate.',
  knows: {
    moon: 'Only N(AUTH_FAILED), before any EAP message: no EAP there, or no connection for the identity.',
    sun: 'It says that the peer requested EAP and that its configuration is unacceptable: proof.',
  },
  found: {
    moon: { symptom: 'authentication-failed', causes: ['eap-not-configured', 'no-peer-config'], certainty: 'possible' },
    sun: { symptom: 'authentication-failed', causes: ['eap-not-configured'], certainty: 'proven' },
  },
  moon: moon.eap(),
  sun: sun.pubkey(),
  steps: fails('received AUTHENTICATION_FAILED'),
};
