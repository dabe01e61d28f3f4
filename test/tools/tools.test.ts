// The tools that judge the program must be right themselves.
import { describe, expect, test } from 'vitest';
import { CAUSE_IDS } from '../../src/triage/index.ts';
import { FAULTS, judge, LAB } from './accuracy-expected.mjs';
import { scoreLines, tagsByThread, tagsOf, tagsOfJournal } from './accuracy-truth.mjs';
import { diffLines } from './diff.mjs';
import { unknowableLines } from './exchange.mjs';

describe('diffLines', () => {
  test.each([
    ['the same', 'a\nb\n', 'a\nb\n', ''],
    ['new', '', 'a\nb\n', '+a\n+b\n'],
    ['gone', 'a\nb\n', '', '-a\n-b\n'],
    ['changed', 'a\nb\nc\n', 'a\nx\nc\n', ' a\n-b\n+x\n c\n'],
    [
      'far from each other',
      '1\n2\n3\n4\n5\n6\n7\n8\n9\n',
      '0\n2\n3\n4\n5\n6\n7\n8\n0\n',
      '-1\n+0\n 2\n 3\n 4\n...\n 6\n 7\n 8\n-9\n+0\n',
    ],
    ['an empty line', 'a\n\nb\n', 'a\nb\n', ' a\n-\n b\n'],
  ])('%s', (_, before, after, diff) => {
    expect(diffLines(before, after)).toBe(diff);
  });
});

describe('the truth about lines', () => {
  test('tags of a file log', () => {
    const log =
      'Nov 23 08:50:03.981 03[CFG1] vici initiate\nNov 23 08:50:03.984 10[IKE0] <gw|1> x\n11[IKE] <2> y\n11[IKE] <a b|c|3> z\n';
    expect(tagsOf(log)).toEqual([null, 1, 2, 3]);
  });

  test('tags carried over by thread, though lines changed places', () => {
    expect(tagsByThread('01[IKE] <1> a\n02[IKE] <2> b\n01[IKE] c\n', '02[IKE] b\n01[IKE] a\n01[IKE] c\n')).toEqual([
      2,
      1,
      null,
    ]);
    expect(() => tagsByThread('01[IKE] <1> a\n', '01[IKE] b\n')).toThrow(/differ/);
  });

  test('tags of a journal', () => {
    const entry = (more: object) => JSON.stringify({ _PID: '7', MESSAGE: 'x', ...more });
    expect(tagsOfJournal(`${entry({})}\n${entry({ IKE_SA_UNIQUE_ID: '3' })}\n`)).toEqual([null, '7:3']);
  });

  test.each([
    ['all right', [1, 1, null, 2], [[1, 2], [4]], { tagged: 3, right: 3, wrong: 0, lost: 0, extra: 0 }],
    [
      'one line with the wrong one',
      [1, 1, 2, 2, 2],
      [
        [1, 2, 3],
        [4, 5],
      ],
      { tagged: 5, right: 4, wrong: 1, lost: 0, extra: 0 },
    ],
    ['two taken for one', [1, 1, 2], [[1, 2, 3]], { tagged: 3, right: 2, wrong: 1, lost: 0, extra: 0 }],
    ['one taken for two', [1, 1, 1], [[1, 2], [3]], { tagged: 3, right: 2, wrong: 1, lost: 0, extra: 0 }],
    ['one left alone, one too many', [1, null], [[2]], { tagged: 1, right: 0, wrong: 0, lost: 1, extra: 1 }],
  ])('the score of an attribution: %s', (_, tags, owners, score) => {
    expect(
      scoreLines(
        tags,
        owners.map((lines) => ({ lines: new Map([['log', lines]]) })),
      ),
    ).toMatchObject({ ...score, knowable: { tagged: score.tagged } });
  });

  test('what nobody can know is counted apart', () => {
    const ikeSas = [
      [2, 3, 5],
      [1, 4, 6],
    ].map((own) => ({ lines: new Map([['log', own]]) }));
    const log = ['J[7]: same', 'J[7]: same', 'J[7]: a', 'J[7]: b', 'J[7]: c', 'J[7]: d'].join('\n');
    expect(scoreLines([1, 2, 1, 2, 1, 2], ikeSas, log)).toMatchObject({
      tagged: 6,
      right: 4,
      wrong: 2,
      knowable: { tagged: 4, right: 4, wrong: 0, lost: 0 },
    });
  });
});

describe('what nobody can know: exchanged, both IKE_SAs still say the same in the same order', () => {
  test.each([
    ['two lines side by side', '1 J[7]: x, 2 J[7]: x, 1 J[7]: a, 2 J[7]: b', [0, 1]],
    ['not with another daemon`s', '1 J[7]: x, 2 J[8]: x, 1 J[7]: a, 2 J[8]: b', []],
    ['not where a line of its own stands between', '1 J[7]: x, 1 J[7]: a, 2 J[7]: x, 2 J[7]: b', []],
    [
      'several that change hands together',
      '1 J[7]: x, 1 J[7]: y, 2 J[7]: x, 2 J[7]: y, 1 J[7]: a, 2 J[7]: b',
      [0, 1, 2, 3],
    ],
    [
      'numbers of charon`s dice',
      '1 J[7]: scheduling rekeying in 7s, 2 J[7]: scheduling rekeying in 9s, 1 J[7]: a',
      [0, 1],
    ],
    [
      'jobs of threads that say the same',
      '1 05[NET] x, 1 05[ENC] y, 2 06[NET] x, 2 06[ENC] y, 1 05[IKE] initiating a',
      [0, 1, 2, 3],
    ],
    ['not one line of a job', '1 05[NET] x, 2 06[NET] x, 1 05[ENC] y, 2 06[ENC] z', []],
    [
      'not a job that begins while its new owner is in another',
      '1 05[NET] w, 2 06[NET] x, 1 05[ENC] y, 1 07[NET] x',
      [],
    ],
  ])('%s', (_, log, expected) => {
    const rows = log.split(', ').map((row) => row.split(/ (.*)/));
    const found = unknowableLines(
      rows.map(([tag]) => Number(tag)),
      rows.map(([, line]) => line!),
    );
    expect([...found].sort((one, other) => one - other)).toEqual(expected);
  });
});

describe('judging causes', () => {
  const found = (...lists: string[][]) => lists.map((causes) => ({ causes: causes.map((cause) => ({ cause })) }));
  test.each([
    ['none', found(), 'ok'],
    ['none', found(['psk-mismatch']), 'false alarm'],
    ['?', found(['psk-mismatch']), '-'],
    ['=psk-mismatch', found(['psk-mismatch', 'no-peer-config']), 'ok'],
    ['=psk-mismatch', found(['no-peer-config', 'psk-mismatch']), 'listed'],
    ['=psk-mismatch', found(['no-peer-config'], ['psk-mismatch']), 'listed'],
    ['=psk-mismatch', found(['no-peer-config']), 'miss'],
    ['=psk-mismatch|psk-missing', found(['psk-missing']), 'ok'],
    ['~psk-mismatch', found(['no-peer-config', 'psk-mismatch']), 'ok'],
    ['~psk-mismatch', found(), 'miss'],
  ])('%s', (expectation, findings, verdict) => {
    expect(judge(expectation, findings)).toBe(verdict);
  });

  test('every expectation is none, ?, or names causes there are', () => {
    const words = [...Object.values(LAB), ...Object.values(FAULTS)]
      .flat()
      .filter((word) => word !== 'none' && word !== '?');
    const causes = words.flatMap((word) => word.replace(/^[=~]/, '').split('|'));
    expect(causes.filter((cause) => !(CAUSE_IDS as readonly string[]).includes(cause))).toEqual([]);
    expect(words.filter((word) => !/^[=~]/.test(word))).toEqual([]);
  });
});
