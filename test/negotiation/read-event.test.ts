import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/messages/index.ts';
import { createEventReader } from '../../src/negotiation/read-event.ts';
import { sourceOf } from '../fixtures/corridor.ts';

const SOURCE = sourceOf('charon.log');

/** A message of a pattern with these holes, numbers and texts apart as the matcher keeps them. */
function messageOf(
  means: string | null,
  texts: { readonly [hole: string]: string },
  numbers: { readonly [hole: string]: number } = {},
  index = 0,
): Message {
  return {
    record: { at: 5, zone: 60, source: SOURCE, line: 7, count: 2 },
    pattern: { index, name: 'p', means, groups: [] },
    text: (hole: string) => texts[hole],
    number: (hole: string) => numbers[hole] ?? Number.NaN,
    whole: () => 'the whole text',
  } as unknown as Message;
}

describe('an event', () => {
  test('has the fields of its type, and where and when it was said', () => {
    const event = createEventReader()(messageOf('ike.initiating', { name: 'gw', peer: '192.0.2.2' }, { uid: 1 }));
    expect(event).toEqual({
      type: 'ike.initiating',
      at: 5,
      zone: 60,
      source: SOURCE,
      line: 7,
      fields: { name: 'gw', peer: '192.0.2.2', uid: 1 },
      text: 'the whole text',
      count: 2,
    });
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

test('patterns are kept apart by their index', () => {
  const read = createEventReader();
  const first = read(messageOf('dpd.sent', {}, {}, 3));
  const second = read(messageOf(null, {}, {}, 4));
  const third = read(messageOf('dpd.sent', {}, {}, 3));
  expect([first?.type, second, third?.type]).toEqual(['dpd.sent', null, 'dpd.sent']);
  expect(third).not.toBe(first);
});
