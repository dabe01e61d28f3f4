import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readPatterns } from '../../src/messages/load.ts';
import { formatComplaints, segmentsOf } from '../../src/messages/pattern-source.ts';

const RETRANSMIT = `# how it goes

pattern retransmit-sent   # a comment
  from    IKE,CHD 0-1     # groups and levels
  says    retransmit {n:int} of #{total:int} "x" \\{{mid:int}\\}
  # a comment within
  says    sending retransmit
  means   retransmit.sent
  tells   It was sent again # not a comment.
  source  libcharon/sa/ikev2/task_manager_v2.c
  id      1a2b3c4d 5e6f7081
  id      00000001
  yields  other-pattern third
  sample  retransmit 1 of #2 "x" {3}
          n=1 total=2
          mid="3"
  sample  sending retransmit
  refuse  retransmit one
`;

describe('a pattern', () => {
  test('is read with all its lines', () => {
    expect(readPatterns(RETRANSMIT, 'ike.pattern').complaints).toEqual([]);
    const [pattern] = readPatterns(RETRANSMIT, 'ike.pattern').patterns;
    expect(pattern!.says.map(segmentsOf)).toEqual([
      ['retransmit ', ['n', 'int'], ' of #', ['total', 'int'], ' "x" {', ['mid', 'int'], '}'],
      ['sending retransmit'],
    ]);
    expect(pattern).toMatchObject({
      file: 'ike.pattern',
      line: 3,
      name: 'retransmit-sent',
      groups: [2, 3],
      levels: [0, 1],
      means: 'retransmit.sent',
      tells: 'It was sent again # not a comment.',
      source: 'libcharon/sa/ikev2/task_manager_v2.c',
      ids: '1a2b3c4d 5e6f7081 00000001',
      yields: ['other-pattern', 'third'],
      saysLines: [5, 7],
      samples: [
        {
          line: 14,
          text: 'retransmit 1 of #2 "x" {3}',
          fields: [
            ['n', '1'],
            ['total', '2'],
            ['mid', '3'],
          ],
        },
        { line: 17, text: 'sending retransmit', fields: [] },
      ],
      refusals: [{ line: 18, text: 'retransmit one' }],
    });
  });

  test.each([
    ['CRLF', RETRANSMIT.replaceAll('\n', '\r\n')],
    ['tabs for blanks', RETRANSMIT.replaceAll('  ', '\t')],
    ['a byte order mark', `\ufeff${RETRANSMIT}`],
    ['no newline at the end', RETRANSMIT.trimEnd()],
    ['no indentation', RETRANSMIT.replace(/^ +/gm, '')],
  ])('is the same with %s', (_what, text) => {
    expect(readPatterns(text, 'ike.pattern')).toEqual(readPatterns(RETRANSMIT, 'ike.pattern'));
  });

  test.each<[written: string, value: string]>([
    ['a=b', 'b'],
    ['a="b c"', 'b c'],
    ['a=""', ''],
    ['a="say \\"x\\" \\\\ y"', 'say "x" \\ y'],
    ['a=k=v', 'k=v'],
    ['a=[SA', '[SA'],
    ['a=#7', '#7'],
  ])('has a sample value %s', (written, value) => {
    const { patterns, complaints } = readPatterns(
      `pattern p\nfrom IKE 1\nsays x {a:text}\nsample x y\n  ${written}\n`,
      'f',
    );
    expect(complaints).toEqual([]);
    expect(patterns[0]!.samples[0]!.fields).toEqual([['a', value]]);
  });
});

const HEAD = 'pattern p\nfrom IKE 1\nsays words here\n';

describe('a mistake is told with its place and what was expected', () => {
  test.each<[what: string, text: string, complaint: string]>([
    ['text before the first pattern', 'says x\n', 'f:1:1: expected `pattern`, found `says`'],
    [
      'no name',
      'pattern\nfrom IKE 1\n',
      'f:1:8: expected a pattern name (lower-case letters, digits, dashes), found the end of the line',
    ],
    [
      'a name in capitals',
      'pattern Foo\n',
      'f:1:9: expected a pattern name (lower-case letters, digits, dashes), found `Foo`',
    ],
    ['two names', 'pattern a b\n', 'f:1:11: expected the end of the line, found `b`'],
    [
      'an unknown keyword',
      `${HEAD}saays x\n`,
      'f:4:1: expected from, id, means, refuse, sample, says, source, tells or yields, found `saays`',
    ],
    [
      'an unknown keyword, indented',
      `${HEAD}   saays x\n`,
      'f:4:4: expected from, id, means, refuse, sample, says, source, tells or yields, found `saays`',
    ],
    ['an unknown group', 'pattern p\nfrom IKEX 1\nsays w\n', 'f:2:6: expected a log group'],
    ['a level that is none', 'pattern p\nfrom IKE 7\nsays w\n', 'f:2:10: expected `,` or a level (0 to 4), found `7`'],
    ['no level', 'pattern p\nfrom IKE\nsays w\n', 'f:2:9: expected `,` or a level (0 to 4), found the end of the line'],
    ['levels from high to low', 'pattern p\nfrom IKE 2-1\nsays w\n', 'f:2:1: levels are written from low to high: 1-2'],
    [
      'two holes that touch',
      'pattern p\nfrom IKE 1\nsays x {a:int}{b:int}\n',
      'f:3:15: expected literal text or the end of the line, found `{`',
    ],
    ['an unknown hole type', 'pattern p\nfrom IKE 1\nsays x {a:integer}\n', 'f:3:11: expected a hole type (int hex'],
    ['a hole without type', 'pattern p\nfrom IKE 1\nsays x {a} y\n', 'f:3:10: expected `:`, found `}`'],
    [
      'a hole without name',
      'pattern p\nfrom IKE 1\nsays x {:int} y\n',
      'f:3:9: expected the name of a hole (a letter, then letters and digits), found `:`',
    ],
    [
      'a hole that is not closed',
      'pattern p\nfrom IKE 1\nsays x {a:int\n',
      'f:3:14: expected `}`, found the end of the line',
    ],
    [
      'a lonely closing brace',
      'pattern p\nfrom IKE 1\nsays x } y\n',
      'f:3:8: expected `{` or the end of the line, found `}`',
    ],
    ['a lonely backslash', 'pattern p\nfrom IKE 1\nsays x\\n y\n', 'f:3:7: expected'],
    ['a hole twice', 'pattern p\nfrom IKE 1\nsays x {a:int} {a:int}\n', 'f:3:16: a second hole `a` in one wording'],
    [
      'a rest that is not last',
      'pattern p\nfrom IKE 1\nsays x {a:rest} y\n',
      'f:3:8: a hole of type rest stands at the end only (text may stand anywhere)',
    ],
    [
      'a comment behind says',
      'pattern p\nfrom IKE 1\nsays x y   # what it is\n',
      "f:3:6: what follows `says` is all read as charon's words: a comment stands on a line of its own",
    ],
    ['no words', 'pattern p\nfrom IKE 1\nsays\n', 'f:3:5: expected literal text or `{`, found the end of the line'],
    [
      'an id of seven digits',
      `${HEAD}id 1234567\n`,
      'f:4:4: expected a message id (8 hexadecimal digits), found `1234567`',
    ],
    [
      'values without a sample',
      `${HEAD}n=1\n`,
      'f:4:1: expected from, id, means, refuse, sample, says, source, tells or yields, found `n`',
    ],
    [
      'a value that is missing',
      `${HEAD}sample x\n  n=\n`,
      'f:5:5: expected a value (in double quotes when it has blanks or is empty), found the end of the line',
    ],
    ['a quote that is not closed', `${HEAD}sample x\n  n="a b\n`, 'f:5:5: expected a value'],
    ['a value twice', `${HEAD}sample x\n  n=1 n=2\n`, 'f:5:7: the value of `n` is given a second time'],
    ['an empty sample', `${HEAD}sample\n`, 'f:4:7: expected text, found the end of the line'],
    ['two tells', `${HEAD}tells A.\ntells B.\n`, 'f:5:1: `tells` stands here a second time'],
    ['no from', 'pattern p\nsays x\n', 'f:1:1: pattern p lacks `from` (log group and level)'],
    ['no says', 'pattern p\nfrom IKE 1\n', 'f:1:1: pattern p lacks `says` (what charon prints)'],
    [
      'too many holes',
      `pattern p\nfrom IKE 1\nsays ${Array.from({ length: 33 }, (_, i) => `{h${i}:int}`).join(' ')}\n`,
      'f:3:6: a wording has at most 32 holes',
    ],
    [
      'too many words',
      `pattern p\nfrom IKE 1\nsays ${'x'.repeat(2001)}\n`,
      'f:3:6: a wording has at most 2000 characters of literal text',
    ],
  ])('%s', (_what, text, complaint) => {
    const { patterns, complaints } = readPatterns(text, 'f');
    expect(formatComplaints(complaints).split('\n')[0]).toContain(complaint);
    expect(patterns).toEqual([]);
  });

  test('and so is every other of the file, in order', () => {
    const text = `${HEAD}means\nid xyz\n\npattern good\nfrom NET 1\nsays fine\n\npattern q\nfrom NOWHERE 1\nsays a {b\ntells x.\n`;
    const { patterns, complaints } = readPatterns(text, 'f');
    expect(complaints.map(({ line }) => line)).toEqual([4, 5, 12, 13]);
    expect(patterns.map(({ name }) => name)).toEqual(['good']);
  });
});

test('the fixture has no mistake', () => {
  const file = new URL('../fixtures/patterns/small.pattern', import.meta.url);
  const { patterns, complaints } = readPatterns(readFileSync(file, 'utf8'), 'small.pattern');
  expect(complaints).toEqual([]);
  expect(patterns).toHaveLength(9);
});
