import { describe, expect, test } from 'vitest';
import { checkLaws, type EventFieldTable } from '../../src/messages/laws.ts';
import { formatComplaints } from '../../src/messages/pattern-source.ts';
import { patternsOf } from './texts.ts';

const EVENTS: EventFieldTable = {
  'retransmit.sent': { n: 'int', mid: 'int', direction: 'text?' },
  'retransmit.limit': { tries: 'int?' },
  'ts.unacceptable': { tsLocal: 'text', tsRemote: 'text' },
};

/** What the laws say of a file. */
const complaintsOf = (text: string) => formatComplaints(checkLaws(patternsOf(text), EVENTS));

/** A pattern with these lines besides `from`. */
const block = (name: string, ...lines: string[]) =>
  `pattern ${name}\n${['from IKE 1', ...lines].map((line) => `  ${line}\n`).join('')}`;
const GOOD = ['tells It is so.', 'says gave up', 'sample gave up'];

describe('a pattern that obeys the laws', () => {
  test.each([
    ['without holes', block('a', ...GOOD)],
    [
      'with an event',
      block(
        'a',
        'tells A.',
        'means retransmit.sent',
        'says try {n:int} of {mid:int}',
        'sample try 1 of 2',
        ' n=1 mid=2',
      ),
    ],
    [
      'with a hole that is no field',
      block(
        'a',
        'tells A.',
        'means retransmit.limit',
        'says giving up at {when:time}',
        'sample giving up at noon',
        ' when=noon',
      ),
    ],
    [
      'with a number in a hexadecimal hole',
      block('a', 'tells A.', 'means retransmit.limit', 'says tries {tries:hex}', 'sample tries ff', ' tries=ff'),
    ],
    ['with two wordings', block('a', 'tells A.', 'says gave up', 'says gives up', 'sample gives up', 'sample gave up')],
    [
      'that yields',
      block('a', 'tells A.', 'says gave {what:word}', 'yields b', 'sample gave in', ' what=in') + block('b', ...GOOD),
    ],
    ['with the words of another group', block('a', ...GOOD) + block('b', ...GOOD).replace('IKE', 'NET')],
    ['with a refusal', block('a', ...GOOD, 'refuse gave up all')],
  ])('%s', (_what, text) => {
    expect(complaintsOf(text)).toBe('');
  });
});

describe('a breach is told with its line', () => {
  test.each<[what: string, text: string, complaint: string]>([
    [
      'a name used twice',
      block('a', ...GOOD) + block('a', ...GOOD).replace('IKE', 'NET'),
      'test.pattern:6: pattern `a` exists already (test.pattern:1)',
    ],
    ['no tells', block('a', 'says gave up', 'sample gave up'), 'test.pattern:1: `a` lacks `tells`'],
    [
      'tells without a full stop',
      block('a', 'tells It is', 'says gave up', 'sample gave up'),
      'test.pattern:1: the `tells` of `a` does not end with a full stop',
    ],
    [
      'too little literal text',
      block('a', 'tells A.', 'says {x:word}: {y:text}', 'sample a: b', ' x=a y=b'),
      'test.pattern:4: a wording needs a literal word of three letters',
    ],
    [
      'an unknown event',
      block('a', 'means retransmit.went', ...GOOD),
      'means `retransmit.went`, which is no event type (there are retransmit.sent, retransmit.limit)',
    ],
    ['an event like a property of objects', block('a', 'means constructor', ...GOOD), 'which is no event type'],
    [
      'a field without a hole',
      block('a', 'means retransmit.sent', 'tells A.', 'says try {n:int}', 'sample try 1', ' n=1'),
      'test.pattern:5: `retransmit.sent` needs a hole `mid` in every wording',
    ],
    [
      'a number in a word',
      block('a', 'means retransmit.limit', 'tells A.', 'says tries {tries:word}', 'sample tries 1', ' tries=1'),
      'field `tries` of `retransmit.limit` is a number',
    ],
    [
      'a hole nearly named like a field',
      block('a', 'means retransmit.limit', 'tells A.', 'says tries {Tries:int}', 'sample tries 1', ' Tries=1'),
      'the field of `retransmit.limit` is written `tries`',
    ],
    [
      'yields to nobody',
      block('a', 'yields b', ...GOOD),
      'test.pattern:1: `a` yields to `b`, which is no other pattern',
    ],
    ['yields to itself', block('a', 'yields a', ...GOOD), '`a` yields to `a`'],
    ['no sample', block('a', 'tells A.', 'says gave up'), 'test.pattern:4: no sample of `a` uses this wording'],
    [
      'a wording without a sample',
      block('a', ...GOOD, 'says gives up'),
      'test.pattern:6: no sample of `a` uses this wording',
    ],
    [
      'a sample of another pattern',
      block('a', ...GOOD) + block('b', 'tells B.', 'says gave {x:word}', 'sample gave up', ' x=up'),
      'test.pattern:5: the sample of `a` is matched by `b` (test.pattern:6) too (group IKE): the general one must yield',
    ],
    [
      'a value that is wrong',
      block('a', 'tells A.', 'says try {n:int}', 'sample try 1', ' n=2'),
      'test.pattern:5: `n` holds 1, not 2',
    ],
    [
      'a value that is missing',
      block('a', 'tells A.', 'says try {n:text}', 'sample try "b c"'),
      'test.pattern:5: the sample does not say what `n` holds: n="\\"b c\\""',
    ],
    [
      'a value of no hole',
      block('a', ...GOOD.slice(0, 2), 'sample gave up', ' n=2'),
      'test.pattern:5: this wording has no hole `n`',
    ],
    [
      'a refusal that is matched',
      block('a', ...GOOD, 'refuse gave up'),
      'test.pattern:6: `a` matches what it should refuse',
    ],
  ])('%s', (_what, text, complaint) => {
    expect(complaintsOf(text)).toContain(complaint);
  });

  test('a yield to a pattern outside the set is good when its name is handed in', () => {
    const patterns = patternsOf(block('a', 'yields shipped-one', ...GOOD));
    expect(checkLaws(patterns, EVENTS, ['shipped-one'])).toEqual([]);
  });
});

describe('a sample that fails is shown with how far patterns got', () => {
  test('its own and those of others', () => {
    const text =
      block(
        'sent',
        'tells A.',
        'says retransmit {n:int} of request with message ID {mid:int}',
        'sample retransmit 1 of requests with message ID 0',
        ' n=1 mid=0',
      ) + block('other', 'tells B.', 'says retransmitting it all', 'sample retransmitting it all');
    expect(complaintsOf(text)).toBe(
      [
        'test.pattern:5: `sent` does not match its sample',
        '    retransmit 1 of requests with message ID 0',
        '                           ^ `sent` matched up to here; it expects ` with message ID `',
        '              ^ `other` matched up to here; it expects `ting it all`',
        '',
      ].join('\n'),
    );
  });

  test('and who does match it', () => {
    const text = block('a', 'tells A.', 'says gave it up', 'sample gave up') + block('b', ...GOOD);
    expect(complaintsOf(text)).toContain(
      'test.pattern:5: `a` does not match its sample, but `b` (test.pattern:6) does\n',
    );
  });

  test('and that its own pattern gives it away', () => {
    const text =
      block('a', 'tells A.', 'yields b', 'says gave {x:word}', 'sample gave up', ' x=up') + block('b', ...GOOD);
    expect(complaintsOf(text)).toContain(
      'test.pattern:6: the sample of `a` is matched by `b` (test.pattern:8) too (group IKE): `a` yields to it, so it needs another sample',
    );
  });

  test('carets count characters, not bytes', () => {
    const text = block('a', 'tells A.', 'says Größe {n:int} fehlt', 'sample Größe 12 fehlte', ' n=12');
    expect(complaintsOf(text)).toContain(
      '\n                  ^ `a` matched up to here; it expects the end of the line\n'.replace(
        ' '.repeat(18),
        `    ${' '.repeat(14)}`,
      ),
    );
  });
});
