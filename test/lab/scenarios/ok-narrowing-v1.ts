import { moon, sun } from '../configurations.ts';
import type { Scenario } from '../scenario.ts';
import { comesUp } from '../steps.ts';

export const scenario: Scenario = {
  title: 'The responder narrows the selectors in Quick Mode, and the initiator agrees (IKEv1)',
  cause: 'none',
  story:
    'moon proposes 198.51.100.0/24, sun answers with its own 198.51.100.64/26. RFC 2409 does not have that, but charon on both sides does.',
  knows: { moon: 'Everything went well.', sun: 'Everything went well.' },
  found: {},
  ends: { moon: 'established', sun: 'established' },
  moon: moon.v1({ children: { lan: { remote_ts: '198.51.100.0/24' } } }),
  sun: sun.v1(),
  steps: comesUp,
};
