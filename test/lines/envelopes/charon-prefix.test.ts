import { describe, expect, test } from 'vitest';
import { readLines } from '../../fixtures/read-lines.ts';

const one = (line: string) => {
  const { records } = readLines(`${line}\n`);
  const [record] = records;
  return record === undefined
    ? null
    : { thread: record.thread, group: record.group, level: record.level, tag: record.tag, text: record.text };
};
const base = { thread: 13, group: 'IKE', level: -1, tag: '', text: 'text' };

describe('13[IKE1] <name|7> text', () => {
  test.each([
    ['13[IKE] text', base],
    ['13[IKE1] text', { ...base, level: 1 }],
    ['00[DMN0] text', { ...base, thread: 0, group: 'DMN', level: 0 }],
    ['140234[IKE] text', { ...base, thread: 140_234 }],
    ['13[IKE] <7> text', { ...base, tag: '<7>' }],
    ['13[IKE] <gw|7> text', { ...base, tag: '<gw|7>' }],
    ['13[IKE4] <a|b|7> text', { ...base, level: 4, tag: '<a|b|7>' }],
    ['13[IKE] <a b|7> text', { ...base, tag: '<a b|7>' }],
    ['13[IKE] <a> b|7> text', { ...base, tag: '<a> b|7>' }],
    ['13[IKE] <a|1>b|7> text', { ...base, tag: '<a|1>b|7>' }],
    ['13[IKE] <a@example.org|7> text', { ...base, tag: '<a@example.org|7>' }],
    ['13[IKE] <Büro|7> text', { ...base, tag: '<Büro|7>' }],
    ['13[IKE] <gw|4294967295> text', { ...base, tag: '<gw|4294967295>' }],
    ['13[IKE] <gw|7>', { ...base, tag: '<gw|7>', text: '' }],
    ['13[IKE] <gw|x> text', { ...base, text: '<gw|x> text' }],
    ['13[IKE] <unclosed text', { ...base, text: '<unclosed text' }],
    ['13[IKE] <|7> text', { ...base, tag: '<|7>' }],
    ['13[IKE]   using certificate', { ...base, text: '  using certificate' }],
    ['13[IKE] <gw|7>   using certificate', { ...base, tag: '<gw|7>', text: '  using certificate' }],
    ['13[IKE]', { ...base, text: '' }],
    ['13[IKE] ', { ...base, text: '' }],
    ['13[WCH2] text', { ...base, group: 'WCH', level: 2 }],
    ['13[ike] text', null],
    ['1[IKE] text', null],
    ['13[IKEv] text', null],
    ['13[IKE]text', null],
    ['[IKE] text', { ...base, thread: -1 }],
    ['[XYZ] text', null],
  ])('%s', (line, expected) => {
    expect(one(line)).toEqual(expected);
  });

  test('tags that change, share their beginning, and come again', () => {
    const tags = ['<gw|7>', '<gw|71>', '<gw|7>', '<gw2|7>', '<7>', '<gw|7>', '<gw|7>'];
    expect(readLines(tags.map((tag, i) => `13[IKE] ${tag} text ${i}`)).records.map((record) => record.tag)).toEqual(
      tags,
    );
  });
});
