import { describe, expect, test } from 'vitest';
import { TYPE_NUMBER } from '../../src/messages/holes.ts';
import { HOLE_TYPES, type HoleType } from '../../src/messages/message.ts';
import { fills } from '../../src/messages/run.ts';

/** What each type takes, and what it does not. */
const ROWS: {
  readonly [type in HoleType]: { readonly takes: readonly string[]; readonly refuses: readonly string[] };
} = {
  int: { takes: ['0', '42', '-1', '4294967295'], refuses: ['', '-', '1-2', '--1', '1.5', '0x1f', 'one', '1 '] },
  hex: {
    takes: ['c0ffee', 'C0FFEE', '0x1F', '00112233445566778899', '0'],
    refuses: ['', '0x', 'x12', '1x2', 'g0', '12 34'],
  },
  spi: {
    takes: ['c1234567', '0xc1234567', '0123456789abcdef'],
    refuses: ['', '0x', '0123456789abcdef0', 'spi', '12x4'],
  },
  ip: {
    takes: ['192.0.2.1', '2001:db8::1', '%any', '%any6', '(null)', 'x.x.x.x'],
    refuses: ['', '192.0.2.1[500]', 'a b', '[::1]'],
  },
  endpoint: {
    takes: ['192.0.2.1[500]', '192.0.2.1', '2001:db8::1[4500]', '::'],
    refuses: ['', '[500]', '192.0.2.1[]', '192.0.2.1[http]', '192.0.2.1[500', '192.0.2.1]', 'a b[1]'],
  },
  word: { takes: ['request', '(43)', "it's", 'ü'], refuses: ['', 'two words', 'a\tb'] },
  name: { takes: ['rw', 'rw east', 'a|b>c'], refuses: [''] },
  id: { takes: ['', 'C=CH, O=test, CN=moon', '%any'], refuses: [] },
  dn: { takes: ['C=CH, O="a b", CN=moon'], refuses: [''] },
  proposals: {
    takes: ['IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256, IKE:AES_GCM_16_128'],
    refuses: [''],
  },
  ts: { takes: ['10.1.0.0/16', '10.1.0.0/16[tcp/http] 10.2.0.0/16', 'dynamic'], refuses: [''] },
  time: { takes: ['Jan 01 00:00:00 UTC 2026', '--- -- --:--:-- ----'], refuses: [''] },
  payloads: { takes: ['[ SA KE No ]', '[ ]', '[ SA KE N(FRAG_S'], refuses: ['', 'SA KE ]'] },
  text: { takes: ['any thing', '\u0000'], refuses: [''] },
  rest: { takes: ['', 'any thing'], refuses: [] },
};

const verdict = (type: HoleType, text: string) =>
  fills(TYPE_NUMBER.get(type)!, Buffer.from(text), 0, Buffer.byteLength(text));

describe.each(HOLE_TYPES)('%s', (type) => {
  test.each(ROWS[type].takes)('takes %j', (text) => {
    expect(verdict(type, text)).toBe(true);
  });

  const { refuses } = ROWS[type];
  if (refuses.length > 0) {
    test.each(refuses)('refuses %j', (text) => {
      expect(verdict(type, text)).toBe(false);
    });
  }
});
