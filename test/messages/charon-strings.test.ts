import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Group } from '../../src/lines/index.ts';
import { createMatcher } from '../../src/messages/match.ts';
import type { PatternWords } from '../../src/messages/pattern-source.ts';
import { loadShipped } from '../../src/messages/shipped.ts';
import { type CharonFormat, isPrintedSince, readFormats, textsOf } from '../tools/charon-formats.mjs';
import { component, judgeFormats, readIds, reportOf, shareOf } from '../tools/charon-strings.mjs';
import { recordOf } from './texts.ts';

/** What the matcher recognises with these patterns. */
function recogniserOf(patterns: readonly PatternWords[]): (group: string, text: string) => string | null {
  const matcher = createMatcher(patterns);
  return (group, text) => matcher.match(recordOf(text, group as Group)).pattern?.name ?? null;
}

const format = (text: string, literalArgs = '', until = ''): CharonFormat => ({
  level: '1',
  group: 'IKE',
  file: 'libcharon/a.c',
  format: text,
  literalArgs,
  since: '5.0.0',
  until,
});

describe('the texts of a format', () => {
  test.each<[text: string, literalArgs: string, texts: string[]]>([
    ['no answer', '', ['no answer']],
    ['retransmit %d of request with message ID %u', '', ['retransmit 3 of request with message ID 3']],
    ['SPI %.8x_i 0x%02X %.16lx', '', ['SPI c0ffee12_i 0xc0 c0ffee12c0ffee12']],
    ['%d shared key%s for', '2=""|"s"', ['3 shared key for', '3 shared keys for']],
    [
      'EAP method %N succeeded, %sMSK',
      '3=""|"no "',
      ['EAP method EAP_MSCHAPV2 succeeded, MSK', 'EAP method EAP_MSCHAPV2 succeeded, no MSK'],
    ],
    ['%s is %s', '1="a \\"b\\""|"<expr>"; 2="c"', ['a "b" is c', 'value is c']],
    ["from %#H to %H for '%Y'", '', ["from 192.0.2.1[500] to 192.0.2.1 for 'C=CH, O=example, CN=moon'"]],
    ['%.*s at %T, %V later: %#B', '', ['value at Jan 01 00:00:00 UTC 2026, 12 seconds later: 0a:1b:2c:3d']],
    ['SPI %.8x%s (%%)', '', ['SPI c0ffee12 (%)']],
    ['version <VERSION>\\n', '', ['version 6.0.6\n']],
  ])('%s', (text, literalArgs, texts) => {
    expect(textsOf(format(text, literalArgs))).toEqual(texts);
  });

  test.each<[until: string, isPrinted: boolean]>([
    ['', true],
    ['5.5.3', false],
    ['5.6.0', true],
    ['5.10.0', true],
    ['6.0.1', true],
    ['>6.0.6', true],
  ])('until %j', (until, isPrinted) => {
    expect(isPrintedSince(format('x', '', until), '5.6.0')).toBe(isPrinted);
  });
});

describe('the judgement', () => {
  const table =
    'level\tgroup\tfile\tformat\tliteral_args\tsince\tuntil\n1\tIKE\tlibcharon/a.c\tretransmit %d of it\t\t5.0.0\t\n1\tIKE\tlibcharon/a.c\tsomething new\t\t5.0.0\t\n1\tIKE\tlibcharon/a.c\t%s: %s\t\t5.0.0\t\n2\tIKE\tx/a.c\told\t\t5.0.0\t\n';
  const says = ['retransmit \0n:int\0 of it'];
  const pattern = { name: 'p', groups: [2], levels: [1, 1] as const, means: null, ids: '00000001', yields: [], says };

  test('tells what is recognised, what is left and what no pattern can know', () => {
    const judged = judgeFormats(table, new Map(), [pattern], recogniserOf([pattern]), ['1']);
    expect(judged.map(({ verdict, detail }) => [verdict, detail])).toEqual([
      ['right', ''],
      ['left', 'something new'],
      ['bare', 'value: value'],
    ]);
    expect(shareOf(judged)).toBeCloseTo(1 / 3);
    expect(reportOf('level 1', judged)).toContain('  libcharon IKE                1 of     3   33.3 %\n');
  });

  test('minds the MESSAGE_ID', () => {
    const ids = readIds('id\tgroup_level\tformat\n00000002\tIKE1\tretransmit %d of it\n');
    const other = { ...pattern, name: 'q', says: ['something else'], ids: '00000002' };
    expect(judgeFormats(table, ids, [pattern, other], recogniserOf([pattern, other]), ['1'])[0]).toMatchObject({
      verdict: 'other',
      detail: 'p: retransmit 3 of it',
    });
    expect(judgeFormats(table, ids, [pattern], recogniserOf([pattern]), ['1'])[0]).toMatchObject({ verdict: 'right' });
  });
});

const SHARED = new URL('../../../shared/', import.meta.url);
const isHere = existsSync(new URL('charon-messages.tsv', SHARED));

describe("all of charon's messages", () => {
  test.skipIf(!isHere)(
    `level 0 and 1 of libcharon are recognised${isHere ? '' : ' (skipped: no table of messages beside the project)'}`,
    () => {
      const read = (name: string) => readFileSync(new URL(name, SHARED), 'utf8');
      const table = read('charon-messages.tsv');
      expect(readFormats(table).length).toBeGreaterThan(5000);
      const patterns = loadShipped();
      const ids = readIds(read('charon-message-ids.tsv'));
      const judged = judgeFormats(table, ids, patterns, recogniserOf(patterns), ['0', '1']).filter(
        ({ row }) => component(row) === 'libcharon',
      );
      // What no pattern can know is named, so that nothing hides behind a rounded share.
      const left = judged.filter(({ verdict }) => verdict !== 'right');
      expect(left.filter(({ verdict }) => verdict === 'left').map(({ row }) => row.format)).toEqual([]);
      expect(shareOf(judged)).toBeGreaterThanOrEqual(0.995);
    },
  );
});
