import { describe, expect, test } from 'vitest';
import { findDecoration, withoutColour } from '../../src/lines/decoration.ts';

describe('a piece of decoration', () => {
  test.each([
    ['> text', ' text', ''],
    ['>> text', '> text', ''],
    ['| text', ' text', ''],
    ['* text', ' text', ''],
    ['   text', 'text', ''],
    ['12: text', ' text', ''],
    ['12.text', 'text', ''],
    ['12) text', ' text', ''],
    ['12\ttext', 'text', ''],
    ['charon.log:text', 'text', ''],
    ['/var/log/syslog:7:text', '7:text', ''],
    ['data: {}', '{}', ''],
    ['[pod/vpn-0/charon] text', 'text', 'pod/vpn-0/charon'],
    ['vpn_1   | text', 'text', 'vpn_1'],
    ['text', null, ''],
    ['word: text', null, ''],
    ['[pod/vpn-0/charon', null, ''],
    ['1234567890: text', null, ''],
    ['>', null, ''],
    ['', null, ''],
  ])('%j', (line, rest, label) => {
    const bytes = Buffer.from(line);
    const found = { next: -1, labelStart: -1, labelEnd: -1 };
    const isFound = findDecoration(bytes, 0, bytes.length, found);
    expect(isFound ? line.slice(found.next) : null).toBe(rest);
    expect(found.labelStart < 0 ? '' : line.slice(found.labelStart, found.labelEnd)).toBe(label);
  });
});

describe('colours', () => {
  test.each([
    ['a\x1b[1;31mb\x1b[0mc', 'abc'],
    ['\x1b[Ka', 'a'],
    ['\x1b[m\x1b[Kcharon', 'charon'],
    ['\x1b[32ma\x1b[2Jb', 'a\x1b[2Jb'],
  ])('%j', (line, expected) => {
    const bytes = Buffer.from(line);
    const scratch = Buffer.alloc(64);
    expect(scratch.toString('utf8', 0, withoutColour(bytes, 0, bytes.length, scratch))).toBe(expected);
  });

  test.each(['abc', 'a\x1b]0;title\x07b', 'a\x1b[', 'a\x1b', 'a\x1b(Bb', 'a\x1b[2Jb'])(
    'a line without any is left alone: %j',
    (line) => {
      const bytes = Buffer.from(line);
      expect(withoutColour(bytes, 0, bytes.length, Buffer.alloc(64))).toBe(-1);
    },
  );
});
