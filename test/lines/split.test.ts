import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCounts } from '../../src/lines/counts.ts';
import type { Line } from '../../src/lines/line.ts';
import { createSplit, MAX_LINE } from '../../src/lines/split.ts';
import { chopped, sourceOf } from '../fixtures/read-lines.ts';

interface Cut {
  text: string;
  number: number;
  offset: number;
  cut: boolean;
}

function splitAll(content: string | Buffer, chop?: readonly number[]) {
  const source = sourceOf('a.log');
  const counts = createCounts(source);
  const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number: 0, offset: 0, cut: false };
  const lines: Cut[] = [];
  const split = createSplit(line, counts, () =>
    lines.push({
      text: line.bytes.toString('latin1', line.start, line.end),
      number: line.number,
      offset: line.offset,
      cut: line.cut,
    }),
  );
  for (const { bytes, offset } of chopped(Buffer.from(content), chop)) split.chunk(bytes, offset);
  split.finish();
  return { lines, counts, split };
}

const texts = (content: string | Buffer) => splitAll(content).lines.map((line) => line.text);

describe('lines', () => {
  test.each([
    ['nothing', '', []],
    ['one line', 'a\n', ['a']],
    ['last line without newline', 'a\nb', ['a', 'b']],
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['CR alone stays', 'a\rb\n', ['a\rb']],
    ['only the last CR is a terminator', 'a\r\r\n', ['a\r']],
    ['empty lines', '\n\na\n', ['', '', 'a']],
    ['a lone CR at the end', 'a\r', ['a']],
    ['byte order mark', '\xef\xbb\xbfa\nb\n', ['a', 'b']],
    ['NUL padding of a crash', '\0\0\0\0a\nb\n', ['a', 'b']],
    ['NUL inside', 'a\0b\n', ['a\0b']],
    ['only NUL', '\0\0\n', ['']],
  ])('%s', (_name, content, expected) => {
    expect(texts(Buffer.from(content, 'latin1'))).toEqual(expected);
  });

  test('numbers and offsets are those of the file', () => {
    expect(splitAll('ab\r\n\0\0c\nd').lines.map(({ number, offset }) => [number, offset])).toEqual([
      [1, 0],
      [2, 6],
      [3, 8],
    ]);
  });

  test('NUL bytes are counted', () => {
    expect(splitAll('\0\0a\0b\n\0').counts.nul).toBe(4);
  });

  test.each([
    ['as long as may be', MAX_LINE, '', false],
    ['as long as may be, CRLF', MAX_LINE, '\r', false],
    ['one byte longer', MAX_LINE + 1, '', true],
    ['one byte longer, CRLF', MAX_LINE + 1, '\r', true],
    ['far longer', MAX_LINE * 3, '', true],
  ])('a line %s', (_name, length, terminator, isCut) => {
    const content = `${'x'.repeat(length)}${terminator}\nnext\n`;
    for (const chop of [undefined, [1000], [MAX_LINE - 1, 3]]) {
      const { lines, counts } = splitAll(content, chop);
      expect(lines.map((line) => [line.text.length, line.cut])).toEqual([
        [Math.min(length, MAX_LINE), isCut],
        [4, false],
      ]);
      expect(counts.cut).toBe(isCut ? 1 : 0);
    }
  });

  test('NUL padding longer than a line may be does not swallow the line behind it', () => {
    const content = Buffer.concat([Buffer.alloc(MAX_LINE * 2), Buffer.from('a\n')]);
    for (const chop of [undefined, [5000]]) {
      const { lines, counts } = splitAll(content, chop);
      expect(lines).toEqual([{ text: 'a', number: 1, offset: MAX_LINE * 2, cut: false }]);
      expect(counts.nul).toBe(MAX_LINE * 2);
    }
  });

  test('restart counts lines from 1 and emits what was left', () => {
    const source = sourceOf('a.log');
    const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number: 0, offset: 0, cut: false };
    const seen: string[] = [];
    const split = createSplit(line, createCounts(source), () =>
      seen.push(`${line.number}:${line.bytes.toString('latin1', line.start, line.end)}`),
    );
    split.chunk(Buffer.from('a\nb'), 0);
    split.restart();
    split.chunk(Buffer.from('c\n'), 0);
    expect(seen).toEqual(['1:a', '2:b', '1:c']);
  });
});

describe('raw bytes', () => {
  /** `SIZE n` takes the next n bytes raw. */
  function readRaw(content: Buffer, chop?: readonly number[]) {
    const source = sourceOf('a.log');
    const counts = createCounts(source);
    const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number: 0, offset: 0, cut: false };
    const seen: string[] = [];
    const split = createSplit(line, counts, () => {
      const text = line.bytes.toString('latin1', line.start, line.end);
      seen.push(`${line.number}:${text}`);
      const size = /^SIZE (\d+)$/.exec(text);
      if (size !== null)
        split.takeRaw(Number(size[1]), (bytes, start, end) =>
          seen.push(`raw ${JSON.stringify(bytes.toString('latin1', start, end))}`),
        );
    });
    for (const { bytes, offset } of chopped(content, chop)) split.chunk(bytes, offset);
    split.finish();
    return { seen, counts };
  }

  test.each([[undefined], [[1]], [[3]], [[7, 2]]])('are handed on as they are, chopped %j', (chop) => {
    const { seen } = readRaw(Buffer.from('a\nSIZE 6\nx\n\0\r\ny\nb\n', 'latin1'), chop);
    expect(seen).toEqual(['1:a', '2:SIZE 6', 'raw "x\\n\\u0000\\r\\ny"', '5:', '6:b']);
  });

  test('a size that cannot be true is refused', () => {
    const source = sourceOf('a.log');
    const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number: 0, offset: 0, cut: false };
    const split = createSplit(line, createCounts(source), () => {});
    expect([0, -1, Number.NaN, 2 ** 40].map((size) => split.takeRaw(size, () => {}))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('law: any chopping gives the same lines', () => {
  const bytes = fc
    .array(fc.constantFrom('a', 'é', '\n', '\r', '\r\n', '\0', '\x1b[1m', '#011', '€'), { maxLength: 60 })
    .map((parts) => Buffer.from(parts.join('')));
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });

  test('lines, numbers, offsets and counts', () => {
    fc.assert(
      fc.property(bytes, lengths, (content, chop) => {
        const whole = splitAll(content);
        const parts = splitAll(content, chop);
        expect(parts.lines).toEqual(whole.lines);
        expect(parts.counts).toEqual(whole.counts);
      }),
    );
  });

  test('what may be in a line is never denied', () => {
    fc.assert(
      fc.property(bytes, lengths, (content, chop) => {
        const source = sourceOf('a.log');
        const line: Line = { source, bytes: Buffer.alloc(0), start: 0, end: 0, number: 0, offset: 0, cut: false };
        const split = createSplit(line, createCounts(source), () => {
          const text = line.bytes.toString('latin1', line.start, line.end);
          if (text.includes('\x1b')) expect(split.presence.escape).toBe(true);
          if (text.includes('#0')) expect(split.presence.octal).toBe(true);
        });
        for (const piece of chopped(content, chop)) split.chunk(piece.bytes, piece.offset);
        split.finish();
        expect(line.number).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
