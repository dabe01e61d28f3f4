import { readFileSync } from 'node:fs';
import nearley from 'nearley';
import { describe, expect, test } from 'vitest';
import grammar from '../../src/messages/grammar.generated.ts';
import { compileGrammar, generatedFile, generatedGrammar } from '../tools/grammar.mjs';

const compiled = nearley.Grammar.fromCompiled(grammar as unknown as nearley.CompiledRules);

/** All readings of a block. */
function readings(block: string): unknown[] {
  return new nearley.Parser(compiled).feed(block).results;
}

/** What a block holds besides its head, without the places of its words. */
function linesOf(block: string): unknown[] {
  const [reading] = readings(`pattern x\n${block}\n`) as { lines: unknown[] }[];
  return JSON.parse(JSON.stringify(reading!.lines, (key, value) => (key === 'at' ? undefined : value)));
}

const literal = (text: string) => ({ is: 'literal', text });
const hole = (name: string, type: string) => ({ is: 'hole', name, type });

describe('every production, read in exactly one way', () => {
  test.each<[production: string, block: string, lines: unknown[]]>([
    ['head alone', '', []],
    ['from, one group, one level', 'from IKE 1', [{ is: 'from', groups: ['IKE'], levels: [1, 1] }]],
    ['from, two groups, a range', 'from IKE,CFG 0-2', [{ is: 'from', groups: ['IKE', 'CFG'], levels: [0, 2] }]],
    [
      'from, blanks round the comma',
      'from IKE , CFG , NET 0 - 1',
      [{ is: 'from', groups: ['IKE', 'CFG', 'NET'], levels: [0, 1] }],
    ],
    ['says, literal only', 'says no answer', [{ is: 'says', segments: [literal('no answer')] }]],
    ['says, hole only', 'says {a:text}', [{ is: 'says', segments: [hole('a', 'text')] }]],
    ['says, literal first', 'says id {a:int}', [{ is: 'says', segments: [literal('id '), hole('a', 'int')] }]],
    ['says, hole first', 'says {a:int} left', [{ is: 'says', segments: [hole('a', 'int'), literal(' left')] }]],
    [
      'says, taking turns',
      'says a {b:int} c {d:id} e',
      [{ is: 'says', segments: [literal('a '), hole('b', 'int'), literal(' c '), hole('d', 'id'), literal(' e')] }],
    ],
    [
      'says, escapes',
      'says {c:name}\\{{n:int}\\} a\\\\b',
      [{ is: 'says', segments: [hole('c', 'name'), literal('{'), hole('n', 'int'), literal('} a\\b')] }],
    ],
    [
      'says, an escaped brace first',
      'says \\{{n:int}\\}',
      [{ is: 'says', segments: [literal('{'), hole('n', 'int'), literal('}')] }],
    ],
    ['means', 'means retransmit.sent', [{ is: 'means', text: 'retransmit.sent' }]],
    ['tells', 'tells It is so.', [{ is: 'tells', text: 'It is so.' }]],
    ['source', 'source libcharon/a.c', [{ is: 'source', text: 'libcharon/a.c' }]],
    ['refuse', 'refuse not this', [{ is: 'refuse', text: 'not this' }]],
    ['id, one', 'id 0a1b2c3d', [{ is: 'id', ids: [{ type: 'messageid', value: '0a1b2c3d', line: 2, column: 4 }] }]],
    [
      'yields, two',
      'yields a b-c',
      [
        {
          is: 'yields',
          names: [
            { type: 'name', value: 'a', line: 2, column: 8 },
            { type: 'name', value: 'b-c', line: 2, column: 10 },
          ],
        },
      ],
    ],
    ['sample without values', 'sample retry 1', [{ is: 'sample', text: 'retry 1', fields: [] }]],
    [
      'sample with values',
      'sample retry 1\n n=1 m="a b"',
      [
        {
          is: 'sample',
          text: 'retry 1',
          fields: [
            { name: 'n', value: '1' },
            { name: 'm', value: 'a b' },
          ],
        },
      ],
    ],
    [
      'sample with values on two lines',
      'sample x\n a=1\n b=2',
      [
        {
          is: 'sample',
          text: 'x',
          fields: [
            { name: 'a', value: '1' },
            { name: 'b', value: '2' },
          ],
        },
      ],
    ],
    [
      'several lines',
      'means a.b\ntells C.\nsample d',
      [
        { is: 'means', text: 'a.b' },
        { is: 'tells', text: 'C.' },
        { is: 'sample', text: 'd', fields: [] },
      ],
    ],
  ])('%s', (_production, block, lines) => {
    expect(readings(`pattern x\n${block}\n`)).toHaveLength(1);
    expect(linesOf(block)).toEqual(lines);
  });

  test('a wording of many pieces is still read in one way', () => {
    const wording = Array.from({ length: 30 }, (_, i) => `word${i} {h${i}:word}`).join(' ');
    expect(readings(`pattern x\nsays ${wording}\n`)).toHaveLength(1);
  });
});

describe('the generated file', () => {
  test('is what patterns/pattern.ne gives (else: npm run grammar)', () => {
    expect(readFileSync(generatedFile, 'utf8')).toBe(generatedGrammar());
  });

  test('comes out the same twice', () => {
    expect(generatedGrammar()).toBe(generatedGrammar());
  });

  test('is refused where the grammar names an undefined symbol', () => {
    expect(() => compileGrammar('block -> "a" nowhere\n')).toThrow('nowhere');
  });

  test('is refused where the grammar is no grammar', () => {
    expect(() => compileGrammar('block -> -> "a"\n')).toThrow();
  });
});
