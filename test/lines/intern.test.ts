import { describe, expect, test } from 'vitest';
import { createIntern, createNames, createSpeakers, createTexts } from '../../src/lines/intern.ts';
import { createSight, isSeen, remember, sightOf } from '../../src/lines/sight.ts';

describe('spans that come again', () => {
  test('are made once, and told apart', () => {
    let made = 0;
    const lookup = createIntern((bytes, start, end) => {
      made++;
      return bytes.toString('latin1', start, end);
    });
    const bytes = Buffer.from('one two one');
    expect([lookup(bytes, 0, 3), lookup(bytes, 4, 7), lookup(bytes, 8, 11), lookup(bytes, 0, 0)]).toEqual([
      'one',
      'two',
      'one',
      '',
    ]);
    expect(made).toBe(3);
  });

  test('more of them than slots are still right', () => {
    const names = createNames();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 5000; i++) {
        const bytes = Buffer.from(`connection-${i}`);
        if (names(bytes, 0, bytes.length) !== `connection-${i}`) expect.fail(`connection-${i}`);
      }
    }
    expect(names(Buffer.from('Büro'), 0, 5)).toBe('Büro');
  });

  test('very long ones are not kept', () => {
    const names = createNames();
    const long = Buffer.from('x'.repeat(1000));
    expect(names(long, 0, long.length)).toBe(names(long, 0, long.length));
  });
});

describe('texts', () => {
  const spell = (bytes: Buffer) => texts(bytes, 0, bytes.length);
  const texts = createTexts(4);

  test('of few slots are always right', () => {
    for (let i = 0; i < 100; i++)
      if (spell(Buffer.from(`payload ${i % 7}`)) !== `payload ${i % 7}`) expect.fail(`${i}`);
    expect([spell(Buffer.from('')), spell(Buffer.from('x'.repeat(600)))]).toEqual(['', 'x'.repeat(600)]);
  });

  test('of every length are told apart, whatever stood in their slot', () => {
    for (let round = 0; round < 3; round++) {
      for (let length = 0; length < 70; length++) {
        for (const text of ['x'.repeat(length), `${'x'.repeat(Math.max(0, length - 1))}y`, `y${'x'.repeat(length)}`])
          if (spell(Buffer.from(text)) !== text) expect.fail(text);
      }
    }
    expect(spell(Buffer.from('größer'))).toBe('größer');
    expect(spell(Buffer.from('größer'))).toBe('größer');
  });

  test('that come again are the same string', () => {
    const one = createTexts(4096);
    for (const text of ['up', 'moon', '10.0.0.1[500]', 'größer', 'x'.repeat(32), 'x'.repeat(33)]) {
      const made = one(Buffer.from(`#${text}#`), 1, 1 + Buffer.byteLength(text));
      expect(made).toBe(text);
      expect(one(Buffer.from(text), 0, Buffer.byteLength(text))).toBe(text);
    }
  });

  test('of other alphabets are not taken for the bytes of another coding', () => {
    expect([spell(Buffer.from('é')), spell(Buffer.from([0xe9])), spell(Buffer.from('é'))]).toEqual([
      'é',
      '\ufffd',
      'é',
    ]);
  });
});

describe('speakers', () => {
  test('one object for one process', () => {
    const { find } = createSpeakers();
    expect(find('s', 'gw', 'charon', 5)).toBe(find('s', 'gw', 'charon-systemd', 5));
    expect(find('s', 'gw', 'charon', null)).not.toBe(find('s', 'gw', 'ipsec', null));
    expect(find('s', 'gw', 'charon', 5)).not.toBe(find('t', 'gw', 'charon', 5));
    expect(find('s', null, null, null)).toBe(find('s', null, null, null));
  });

  test('there is a limit to them', () => {
    const { find } = createSpeakers();
    for (let i = 0; i < 65_536; i++) find('s', `host-${i}`, 'charon', null);
    expect(find('s', 'one more', 'charon', null)).toBe(find('s', null, null, null));
    expect(find('s', 'host-7', 'charon', null).host).toBe('host-7');
  });
});

describe('a span in sight', () => {
  test.each(['a', 'ab', 'abc', 'abcd', 'abcde', 'Nov 23 09:08:57', 'a span of more than sixteen bytes'])(
    '%s',
    (text) => {
      const sight = sightOf(text);
      const bytes = Buffer.from(`..${text}..`);
      expect(isSeen(sight, bytes, 2)).toBe(true);
      for (let i = 0; i < text.length; i++) {
        const other = Buffer.from(bytes);
        other[2 + i]! ^= 1;
        expect(isSeen(sight, other, 2)).toBe(false);
      }
    },
  );

  test('nothing is seen before anything was, nor what was too long', () => {
    const sight = createSight(4);
    expect(isSeen(sight, Buffer.from('abcd'), 0)).toBe(false);
    remember(sight, Buffer.from('abcde'), 0, 5);
    expect(isSeen(sight, Buffer.from('abcde'), 0)).toBe(false);
  });
});
