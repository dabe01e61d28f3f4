import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cell, columns, createPrinter, cut, cutRow, prose, span, usableWidth, wrap } from '../../src/views/layout.ts';
import { safeText } from '../../src/views/safe-text.ts';

describe('columns', () => {
  it.each([
    ['letters', 'moon', 4],
    ['wide letters', '東京', 4],
    ['a combining mark', 'e\u0301', 1],
    ['an escape takes what it is shown as', '\x1b', 4],
  ])('%s', (_, text, n) => {
    expect(columns(safeText(text))).toBe(n);
  });
});

describe('cut', () => {
  it.each([
    ['what fits stays', 'IKE_AUTH', 8, 'IKE_AUTH'],
    ['what does not ends in …', 'IKE_AUTH', 5, 'IKE_…'],
    ['a wide letter is not halved', '東京都', 4, '東…'],
    ['infinite width cuts nothing', 'x'.repeat(300), Number.POSITIVE_INFINITY, 'x'.repeat(300)],
    ['a surrogate pair is not halved', 'a😀b😀', 3, 'a…'],
  ])('%s', (_, text, width, shown) => {
    expect(cut(safeText(text), width)).toBe(shown);
  });
});

describe('cell', () => {
  it('fills up on the right, or on the left', () => {
    expect(cell('up', 4).text).toBe('up  ');
    expect(cell('+1 ms', 7, 'plain', 'right').text).toBe('  +1 ms');
  });
});

describe('wrap', () => {
  it.each([
    ['at blanks', 'the key exchange group', 13, ['the key', 'exchange', 'group']],
    [
      'a list of algorithms behind a slash',
      'AES_CBC_256/HMAC_SHA2/ECP_256',
      14,
      ['AES_CBC_256/', 'HMAC_SHA2/', 'ECP_256'],
    ],
    ['a word without a place to break', 'abcdefghijklmnop', 10, ['abcdefghij', 'klmnop']],
    ['nothing', '', 20, ['']],
  ])('%s', (_, text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  it('loses no letter and exceeds no width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 10, max: 60 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(safeText(text).replaceAll(' ', ''));
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('prose', () => {
  const texts = (width: number) =>
    prose([span('why  ')], 'the secret differs on both ends', width).map((row) => row.map((s) => s.text).join(''));
  it('hangs its further lines below the first', () => {
    expect(texts(25)).toEqual(['why  the secret differs', '     on both ends']);
  });
  it('keeps to a readable width where there is no screen', () => {
    const rows = prose([], 'word '.repeat(60).trim(), Number.POSITIVE_INFINITY);
    expect(Math.max(...rows.map((row) => columns(row[0]!.text)))).toBeLessThanOrEqual(100);
  });
});

describe('cutRow', () => {
  it('cuts where the width ends, and drops what is behind', () => {
    const row = cutRow([span('moon.log:12'), span('  '), span('received packet')], 18);
    expect(row.map((s) => s.text).join('')).toBe('moon.log:12  rece…');
  });
});

describe('printer', () => {
  function printed(print: (p: ReturnType<typeof createPrinter>) => void, isColoured = false): string {
    let text = '';
    print(
      createPrinter((more) => {
        text += more;
      }, isColoured),
    );
    return text;
  }
  it('drops blanks at the end of a line, coloured or not', () => {
    expect(printed((p) => p.row([span('UP'), cell('', 6)]))).toBe('UP\n');
    expect(printed((p) => p.row([span('UP  ', 'good'), span(' ')]), true)).toBe('\x1b[32mUP\x1b[39m\n');
  });
  it('keeps one of several empty rows, and none at the beginning', () => {
    expect(printed((p) => [p.blank(), p.row([span('a')]), p.blank(), p.row([]), p.row([span('b')])])).toBe('a\n\nb\n');
  });
});

describe('usableWidth', () => {
  it('is never too narrow to write in', () => {
    expect([usableWidth(10), usableWidth(Number.NaN), usableWidth(120), usableWidth(Number.POSITIVE_INFINITY)]).toEqual(
      [50, 50, 120, Number.POSITIVE_INFINITY],
    );
  });
});
