import { describe, expect, test } from 'vitest';
import { compileWording, createPrograms } from '../../src/messages/compile.ts';
import { holeNamesOf } from '../../src/messages/pattern-source.ts';
import { runProgram } from '../../src/messages/run.ts';
import { patternsSaying } from './texts.ts';

/** Values of the holes of a wording in a text, or null. */
function values(says: string, text: string, steps = 100_000): Record<string, string> | null {
  const programs = createPrograms();
  const wording = patternsSaying(says)[0]!.says[0]!;
  const program = compileWording(programs, wording);
  const bytes = Buffer.from(`#${text}#`);
  const spans = new Int32Array(64);
  if (!runProgram(programs, program, bytes, 1, bytes.length - 1, spans, { steps })) return null;
  return Object.fromEntries(
    holeNamesOf(wording).map((name, i) => [name, bytes.toString('utf8', spans[2 * i], spans[2 * i + 1])]),
  );
}

describe('a wording in a text', () => {
  test.each<[what: string, says: string, text: string, values: Record<string, string> | null]>([
    ['the same words', 'no answer', 'no answer', {}],
    ['more words', 'no answer', 'no answer came', null],
    ['fewer words', 'no answer', 'no answe', null],
    ['other words of that length', 'no answer', 'no anxwer', null],
    ['a hole at the end', 'retry {n:int}', 'retry 12', { n: '12' }],
    ['a hole at the end that is not filled', 'retry {n:int}', 'retry ', null],
    ['a hole at the start', '{n:int} retries', '3 retries', { n: '3' }],
    ['a hole that does not fit', '{n:int} retries', 'three retries', null],
    ['a hole in the middle', 'gave up after {n:int} tries', 'gave up after 5 tries', { n: '5' }],
    [
      'the shortest text for the first hole',
      "'{a:id}' - '{b:id}' none",
      "'x' - 'y' - 'z' none",
      { a: 'x', b: "y' - 'z" },
    ],
    ['longer when the rest asks for it', '{a:text}[{n:int}] is up', 'rw[x][7] is up', { a: 'rw[x]', n: '7' }],
    ['an empty identity', "for '{a:id}' none", "for '' none", { a: '' }],
    ['an empty text', "for '{a:text}' none", "for '' none", null],
    ['words before a blank', '{a:word} {b:word} unacceptable', 'DH MODP unacceptable', { a: 'DH', b: 'MODP' }],
    ['a word may hold the next literal', '{a:word}:{b:int} unacceptable', 'a:b:7 unacceptable', { a: 'a:b', b: '7' }],
    ['addresses round dots', '{a:ip}...{b:ip} none', '10.0.0.1...10.0.0.2 none', { a: '10.0.0.1', b: '10.0.0.2' }],
    ['an SPI before its mark', 'SPIs {a:spi}_i {b:spi}_o set', 'SPIs c0_i c1_o set', { a: 'c0', b: 'c1' }],
    ['a hole that could eat its tail', 'left {a:hex}bytes', 'left 10bbytes', { a: '10b' }],
    ['braces', 'up {c:name}\\{{n:int}\\} now', 'up net{1} now', { c: 'net', n: '1' }],
    ['a rest', 'why: {r:rest}', 'why: because', { r: 'because' }],
    ['a rest whose blank was trimmed', 'why: {r:rest}', 'why:', { r: '' }],
    ['UTF-8 in words and holes', 'Größe {a:word} für {b:text}', 'Größe ü für é è', { a: 'ü', b: 'é è' }],
    ['holes that touch the ends only', '{a:word} and {b:word}', 'this and that', { a: 'this', b: 'that' }],
    ['nothing', '{a:word} and {b:word}', '', null],
  ])('%s: %s in %j', (_what, says, text, expected) => {
    expect(values(says, text)).toEqual(expected);
  });

  test('a text that needs too many steps is given up', () => {
    const says = '{a:text}a{b:text}a{c:text}a{d:text}a{e:int} end';
    const text = (length: number) => `${'a'.repeat(length)}x end`;
    expect(values(says, text(10), 1_000_000)).toBeNull();
    const started = performance.now();
    expect(values(says, text(5000), 30_000)).toBeNull();
    expect(performance.now() - started).toBeLessThan(500);
  });
});
