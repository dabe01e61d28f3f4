import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMatcher } from '../../src/messages/match.ts';
import { numberIn, patternsOf, recordOf, textIn } from './texts.ts';

const SMALL = patternsOf(readFileSync(new URL('../fixtures/patterns/small.pattern', import.meta.url), 'utf8'));
const matcher = () => createMatcher(SMALL);

describe('a message', () => {
  test('names its pattern and gives its fields', () => {
    const message = matcher().match(recordOf('retransmit 3 of request with message ID 12', 'IKE'));
    expect(message.pattern?.name).toBe('retransmit-sent');
    expect([textIn(message, 'n'), numberIn(message, 'n'), textIn(message, 'mid'), numberIn(message, 'mid')]).toEqual([
      '3',
      3,
      '12',
      12,
    ]);
    expect(message.whole()).toBe('retransmit 3 of request with message ID 12');
  });

  test('has nothing in a hole that its wording lacks', () => {
    const message = matcher().match(recordOf('retransmit 3 of request with message ID 12', 'IKE'));
    expect(textIn(message, 'direction')).toBeUndefined();
    expect(numberIn(message, 'seq')).toBeNaN();
    expect(textIn(message, 'toString')).toBeUndefined();
  });

  test('reads hexadecimal numbers in hexadecimal holes', () => {
    const text = 'CHILD_SA net{7} established with SPIs c0ffee00_i 0x1f_o and TS 10.1.0.0/16 === 10.2.0.0/16';
    const message = matcher().match(recordOf(text, 'IKE'));
    expect([
      numberIn(message, 'spiIn'),
      numberIn(message, 'spiOut'),
      numberIn(message, 'cuid'),
      numberIn(message, 'child'),
    ]).toEqual([0xc0ffee00, 0x1f, 7, Number.NaN]);
  });

  test('without a pattern has no fields but its text', () => {
    const message = matcher().match(recordOf('something new', 'IKE'));
    expect([message.pattern, textIn(message, 'n'), message.whole()]).toEqual([null, undefined, 'something new']);
    expect(numberIn(message, 'n')).toBeNaN();
  });

  test('is the same object for the next record', () => {
    const subject = matcher();
    const first = subject.match(recordOf('retransmit 1 of request with message ID 0', 'IKE'));
    const second = subject.match(recordOf('DPD check timed out, enforcing DPD action', 'JOB'));
    expect(second).toBe(first);
    expect([first.pattern?.name, textIn(first, 'n')]).toEqual(['literal-only', undefined]);
  });
});

describe('which pattern', () => {
  test.each<[what: string, text: string, group: 'IKE' | 'NET' | 'CFG' | 'CHD' | null, name: string | null]>([
    ['with blanks before and behind', '  retransmit 1 of request with message ID 0 \t', 'IKE', 'retransmit-sent'],
    ['in another group', 'retransmit 1 of request with message ID 0', 'NET', null],
    ['without a group', 'retransmit 1 of request with message ID 0', null, 'retransmit-sent'],
    [
      'of the longer wording',
      'received packet: from 192.0.2.2[500] to 192.0.2.1[500] (432 bytes)',
      'NET',
      'packet-received',
    ],
    [
      'of the shorter wording',
      'received packet: from 192.0.2.2[500] to 192.0.2.1[500]',
      'NET',
      'packet-received-from-socket',
    ],
    [
      'in its second group',
      'CHILD_SA net{1} established with SPIs c1_i c2_o and TS dynamic === dynamic',
      'CHD',
      'child-established',
    ],
    ['beginning with a hole', '192.0.2.1 is initiating IKE_SA (unnamed)[2]', 'IKE', 'initiating-peer'],
    ['that others yield to', "constraint check failed: identity 'b.test' required ", 'CFG', 'constraint-identity'],
    ['that yields', 'constraint check failed: RULE_CRL_VALIDATION is FAILED', 'CFG', 'constraint-failed'],
    ['ending in literal text', 'signature verification failed', 'CFG', 'verification-failed'],
    ['of an empty text', '', 'IKE', null],
    ['of blanks', '   ', null, null],
  ])('%s', (_what, text, group, name) => {
    expect(matcher().match(recordOf(text, group)).pattern?.name ?? null).toBe(name);
  });

  test('a MESSAGE_ID picks the pattern, whatever the group', () => {
    const record = recordOf('retransmit 1 of request with message ID 0', 'NET', { messageId: 0x1a2b3c4d });
    expect(matcher().match(record).pattern?.name).toBe('retransmit-sent');
  });

  test('a MESSAGE_ID whose wordings do not fit is passed over', () => {
    const record = recordOf('DPD check timed out, enforcing DPD action', null, { messageId: 0x1a2b3c4d });
    expect(matcher().match(record).pattern?.name).toBe('literal-only');
  });
});

describe('counts', () => {
  test('count repeated messages as often as the log says', () => {
    const subject = matcher();
    subject.match(recordOf('DPD check timed out, enforcing DPD action', 'JOB', { count: 3 }));
    subject.match(recordOf('nobody knows 1', 'JOB', { count: 2 }));
    subject.match(recordOf('nobody knows 22', 'JOB'));
    expect(subject.counts).toEqual({ messages: 6, matched: 3, unmatched: 3, overBudget: 0 });
    expect(subject.unmatched()).toEqual({
      shapes: [
        { shape: 'nobody knows #', group: 'JOB', example: 'nobody knows 1', source: 'test.log', line: 1, count: 3 },
      ],
      left: 0,
    });
  });

  test('say when a text was given up', () => {
    const [greedy] = patternsOf('pattern p\n from IKE 1\n says {a:text}a{b:text}a{c:text}a{d:text}a{e:int} end\n');
    const subject = createMatcher([greedy!]);
    const started = performance.now();
    for (let i = 0; i < 50; i++) subject.match(recordOf(`${'a'.repeat(20_000)}x end`, 'IKE'));
    expect(performance.now() - started).toBeLessThan(2000);
    expect(subject.counts).toMatchObject({ unmatched: 50, overBudget: 50 });
  });

  test('a text that somebody knows is not counted', () => {
    const subject = matcher();
    const bytes = Buffer.from('## received packet: from 192.0.2.2 to 192.0.2.1 ##');
    expect(subject.knows(bytes, 2, bytes.length - 2)).toBe(true);
    expect(subject.knows(bytes, 2, bytes.length)).toBe(false);
    expect(subject.counts).toEqual({ messages: 0, matched: 0, unmatched: 0, overBudget: 0 });
  });
});

test('patterns are numbered as they were handed in', () => {
  expect(matcher().patterns.map(({ index, name }) => [index, name])).toEqual(
    SMALL.map(({ name }, index) => [index, name]),
  );
});
