import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createColumns, createObjectReader, hasEscape, stringEnd } from '../../../src/lines/envelopes/json.ts';

const NAMES = ['a', 'bb', 'MESSAGE', '_PID'];

/** What a reader finds in objects, one after the other: raw values by name. */
function found(...objects: string[]): Record<string, string>[] {
  const read = createObjectReader(createColumns(NAMES));
  return objects.map((text) => {
    // Other bytes before and behind.
    const bytes = Buffer.from(`"${text}"`);
    const spans = new Int32Array(2 * NAMES.length);
    read(bytes, 1, bytes.length - 1, spans);
    return Object.fromEntries(
      NAMES.flatMap((name, i) =>
        spans[2 * i]! < 0 ? [] : [[name, bytes.toString('utf8', spans[2 * i], spans[2 * i + 1])]],
      ),
    );
  });
}

describe('objects of one logger', () => {
  test.each<[what: string, objects: string[], expected: Record<string, string>[]]>([
    [
      'alike',
      ['{"a":"1","x":"0","MESSAGE":"up"}', '{"a":"2","x":"0","MESSAGE":"down"}'],
      [
        { a: '1', MESSAGE: 'up' },
        { a: '2', MESSAGE: 'down' },
      ],
    ],
    [
      'with a key left out',
      ['{"a":"1","bb":"2","_PID":"3"}', '{"a":"4","_PID":"5"}', '{"_PID":"6"}'],
      [{ a: '1', bb: '2', _PID: '3' }, { a: '4', _PID: '5' }, { _PID: '6' }],
    ],
    [
      'with a key more',
      ['{"a":"1","_PID":"3"}', '{"a":"1","bb":"2","_PID":"3"}', '{"a":"4","_PID":"5"}'],
      [
        { a: '1', _PID: '3' },
        { a: '1', bb: '2', _PID: '3' },
        { a: '4', _PID: '5' },
      ],
    ],
    [
      'in another order',
      ['{"a":"1","bb":"2"}', '{"bb":"3","a":"4"}', '{"a":"5","bb":"6"}'],
      [
        { a: '1', bb: '2' },
        { a: '4', bb: '3' },
        { a: '5', bb: '6' },
      ],
    ],
    [
      'with blanks and numbers',
      ['{"a":1,"bb":"2"}', '{"a": 1, "bb" : "2"}', '{"a":"1","bb":2}'],
      [
        { a: '1', bb: '2' },
        { a: '1', bb: '2' },
        { a: '1', bb: '2' },
      ],
    ],
    ['the first of two of one name', ['{"a":"1","a":"2"}', '{"a":"3","a":"4"}'], [{ a: '1' }, { a: '3' }]],
    [
      'that end too early',
      ['{"a":"1","bb":"2"}', '{"a":"1","bb":"2', '{"a":"1","bb"'],
      [{ a: '1', bb: '2' }, { a: '1' }, { a: '1' }],
    ],
  ])('%s', (_what, objects, expected) => {
    expect(found(...objects)).toEqual(expected);
  });

  test('what a reader has learned changes nothing', () => {
    const object = fc
      .array(fc.tuple(fc.constantFrom(...NAMES, 'x', 'yy', '_'), fc.string({ maxLength: 9 })), { maxLength: 12 })
      .map(
        (fields) => `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
      );
    fc.assert(
      fc.property(fc.array(object, { maxLength: 8 }), (objects) => {
        expect(found(...objects)).toEqual(objects.flatMap((each) => found(each)));
      }),
    );
  });
});

test.each([
  ['', -1],
  ['x', -1],
  ['"', 0],
  ['abc"', 3],
  ['abcd"ef"', 4],
  ['abcdefg"', 7],
  ['ab\\"cdef"', 8],
  ['ab\\\\"cd', 4],
  ['!#!#\x22', 4],
  ['\xa2\xa2', -1],
])('the string %j ends at %d', (text, expected) => {
  const bytes = Buffer.from(`${text}"""`, 'latin1');
  expect(stringEnd(bytes, 0, text.length)).toBe(expected);
});

test.each([
  ['', false],
  ['abc', false],
  ['abcdefg', false],
  ['abcdefg\\', true],
  ['\\n', true],
  ['abcd\\nef', true],
  [']]]]]]', false],
])('%j has an escape: %s', (text, expected) => {
  const bytes = Buffer.from(`${text}\\\\\\\\`);
  expect(hasEscape(bytes, 0, text.length)).toBe(expected);
});
