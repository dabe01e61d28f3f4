// Of what kind a line is, as the order of lines knows it.
import { describe, expect, test } from 'vitest';
import { tokenOf } from '../../src/negotiation/token.ts';
import { eventOf } from '../fixtures/negotiation.ts';

const message = (way: 'parsed' | 'generated', exchange: string, direction: string, payloads: string) =>
  eventOf(`message.${way}`, { exchange, direction, mid: 0, payloads });

describe('tokenOf', () => {
  test.each([
    ['a line without meaning', null, 'peer-supports-mobike', 'peer-supports-mobike'],
    ['an event', eventOf('dpd.sent'), 'sending-dpd-request', 'sending-dpd-request'],
    ['what is proposed', eventOf('proposal.selected', { proposal: 'ESP:NULL' }), 'selected', 'selected ESP'],
    ['a request read', message('parsed', 'IKE_AUTH', 'request', '[ IDi AUTH SA ]'), 'x', '< IKE_AUTH request IDi'],
    [
      'a response with an error',
      message('generated', 'IKE_AUTH', 'response', '[ IDr AUTH N(TS_UNACCEPT) ]'),
      'x',
      '> IKE_AUTH response IDr TS_UNACCEPTABLE',
    ],
    [
      'HASH comes first in IKEv1',
      message('parsed', 'QUICK_MODE', 'request', '[ HASH SA No ID ID ]'),
      'x',
      '< QUICK_MODE request SA',
    ],
    ['a part', message('parsed', 'IKE_AUTH', 'request', '[ EF(1/3) ]'), 'x', '< IKE_AUTH request part'],
    [
      'a COOKIE',
      message('generated', 'IKE_SA_INIT', 'response', '[ N(COOKIE) ]'),
      'x',
      '> IKE_SA_INIT response COOKIE',
    ],
    [
      'all of an INFORMATIONAL',
      message('parsed', 'INFORMATIONAL', 'request', '[ D ]'),
      'x',
      '< INFORMATIONAL request [ D ]',
    ],
  ])('%s', (_, event, pattern, token) => {
    expect(tokenOf(event, pattern)).toBe(token);
  });
});
