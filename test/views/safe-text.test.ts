import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson, safeText } from '../../src/views/safe-text.ts';

const ROWS: readonly [name: string, raw: string, shown: string][] = [
  ['plain text stays', 'moon.example.org[192.0.2.1] ===', 'moon.example.org[192.0.2.1] ==='],
  ['letters of any script stay', 'C=CH, O=Zürich, CN=東京', 'C=CH, O=Zürich, CN=東京'],
  ['escape sequence', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
  ['C1 control sequence introducer', '\x9b2J', '\\x9b2J'],
  ['NUL, BEL, backspace, DEL', '\0\x07\b\x7f', '\\x00\\x07\\x08\\x7f'],
  ['line ends and tab by their usual names', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['bidi overrides and isolates', '\u202e\u202a\u2066\u2069', '\\u202e\\u202a\\u2066\\u2069'],
  ['direction marks', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['zero-width and soft hyphen', 'a\u200bb\u2060c\ufeffd\u00ade', 'a\\u200bb\\u2060c\\ufeffd\\xade'],
  ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['lone surrogates', 'a\ud800b\udc00', 'a\\ud800b\\udc00'],
  ['tag characters beyond the BMP', '\u{e0041}', '\\u{e0041}'],
  ['letters that are shown as nothing', '\u3164\u115f', '\\u3164\\u115f'],
];

const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

describe('safeText', () => {
  it.each(ROWS)('%s', (_, raw, shown) => {
    expect(safeText(raw)).toBe(shown);
  });

  it('leaves nothing forbidden, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(FORBIDDEN.test(safeText(raw))).toBe(false);
      }),
    );
  });
});

describe('safeJson', () => {
  it.each(ROWS)('%s: read back unchanged, with safe bytes', (_, raw) => {
    const json = safeJson({ raw });
    expect(JSON.parse(json)).toEqual({ raw });
    expect(json).not.toMatch(FORBIDDEN);
  });

  it('writes what is no number as null', () => {
    expect(safeJson({ a: Number.NaN, b: Number.NEGATIVE_INFINITY })).toBe('{"a":null,"b":null}');
  });

  it('gives back any string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(JSON.parse(safeJson([raw]))).toEqual([raw]);
      }),
    );
  });
});
