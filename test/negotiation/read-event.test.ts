import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/messages/index.ts';
import { createEventReader } from '../../src/negotiation/read-event.ts';
import { sourceOf } from '../fixtures/corridor.ts';

const SOURCE = sourceOf('charon.log');

/** A message of a pattern with these holes, numbers and texts apart as the matcher keeps them. Numbers stand in the text as they are written here. */
function messageOf(
  means: string | null,
  texts: { readonly [hole: string]: string },
  numbers: { readonly [hole: string]: number | string } = {},
  index = 0,
): Message {
  const names = [...Object.keys(texts), ...Object.keys(numbers)];
  const values = [...Object.values(texts), ...Object.values(numbers).map(String)];
  return {
    record: { at: 5, zone: 60, source: SOURCE, line: 7, count: 2 },
    pattern: { index, name: 'p', means, groups: [] },
    phrase: {
      index,
      names,
      types: names.map((name) => (name in texts ? 'word' : 'int')),
      literals: names.concat('').map((_, i) => `<${i}>`),
    },
    textAt: (hole: number) => values[hole],
    numberAt: (hole: number) => Number(values[hole]),
    lengthAt: (hole: number) => values[hole]!.length,
    whole: () => 'the whole text',
  } as unknown as Message;
}

describe('an event', () => {
  test('has the fields of its type, and where and when it was said', () => {
    const event = createEventReader()(messageOf('ike.initiating', { name: 'gw', peer: '192.0.2.2' }, { uid: 1 }));
    expect(event).toMatchObject({
      type: 'ike.initiating',
      at: 5,
      zone: 60,
      source: SOURCE,
      line: 7,
      fields: { name: 'gw', peer: '192.0.2.2', uid: 1 },
      text: '<0>gw<1>192.0.2.2<2>1<3>',
      count: 2,
    });
  });

  test.each([
    ['is put together from wording and fields', 'retransmit.sent', {}, { n: 1, mid: 0 }, '<0>1<1>0<2>'],
    ['packets too', 'packet.sent', { from: 'a', to: 'b' }, { bytes: 80 }, '<0>a<1>b<2>80<3>'],
    ['is kept where a hole is no field', 'dpd.sent', { peer: '192.0.2.2' }, {}, 'the whole text'],
    ['is kept where a number is written otherwise', 'retransmit.sent', {}, { n: '01', mid: 0 }, 'the whole text'],
    ['is kept where a number is none', 'retransmit.sent', {}, { n: 'x', mid: 0 }, 'the whole text'],
    ['is kept where a number is too large', 'retransmit.sent', {}, { n: 1, mid: '9007199254740993' }, 'the whole text'],
  ])('its text %s', (_, means, texts, numbers, text) => {
    expect(createEventReader()(messageOf(means, texts, numbers))?.text).toBe(text);
  });

  test.each([
    ['a hole that this wording leaves out', 'retransmit.sent', {}, { n: 1, mid: 0 }, { n: 1, mid: 0 }],
    ['a hole that the type has no field for', 'dpd.sent', { peer: '192.0.2.2' }, {}, {}],
    [
      '0 and the empty text are values',
      'message.parsed',
      { exchange: '', direction: 'request', payloads: '[ ]' },
      { mid: 0 },
      { exchange: '', direction: 'request', mid: 0, payloads: '[ ]' },
    ],
  ])('%s', (_, means, texts, numbers, fields) => {
    expect(createEventReader()(messageOf(means, texts, numbers))?.fields).toEqual(fields);
  });
});

describe('no event', () => {
  test.each([
    ['a pattern without meaning', messageOf(null, {})],
    ['a meaning that is no event type', messageOf('no.such.event', {})],
    ['a meaning named like something every object has', messageOf('constructor', {})],
    ['text that no pattern knows', { ...messageOf(null, {}), pattern: null } as Message],
  ])('%s', (_, message) => {
    expect(createEventReader()(message)).toBeNull();
  });
});

test('wordings are kept apart by their index', () => {
  const read = createEventReader();
  const first = read(messageOf('dpd.sent', {}, {}, 3));
  const second = read(messageOf(null, {}, {}, 4));
  const third = read(messageOf('dpd.sent', {}, {}, 3));
  expect([first?.type, second, third?.type]).toEqual(['dpd.sent', null, 'dpd.sent']);
  expect(third).not.toBe(first);
});
