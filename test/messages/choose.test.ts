import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GROUPS } from '../../src/lines/index.ts';
import { createChooser } from '../../src/messages/choose.ts';
import { beats } from '../../src/messages/entry.ts';
import { MOST_HOLES, type PatternWords, packWording, type Segment } from '../../src/messages/pattern-source.ts';
import { patternsOf, patternsSaying } from './texts.ts';

function winner(patterns: readonly PatternWords[], text: string, group = -1): string | null {
  const bytes = Buffer.from(text);
  const entry = createChooser(patterns).choose(group, bytes, 0, bytes.length);
  return entry === null ? null : patterns[entry.pattern]!.name;
}

describe('the winner', () => {
  test('is the wording with more literal text', () => {
    const patterns = patternsSaying('sending {a:text}', 'sending {a:text} vendor ID', '{a:text} vendor ID');
    expect(winner(patterns, 'sending XAuth vendor ID')).toBe('p1');
  });

  test('is the one loaded first of two alike', () => {
    expect(winner(patternsSaying('sent {a:word} now', 'sent {b:text} now'), 'sent it now')).toBe('p0');
  });

  test('is the one that the others yield to, though it has less text', () => {
    const patterns = patternsOf(`
pattern general
  from IKE 1
  says sending {a:text} vendor ID
  yields particular
pattern particular
  from IKE 1
  says {a:word} XAuth {b:text}
`);
    expect(winner(patterns, 'sending XAuth vendor ID')).toBe('particular');
    expect(winner(patterns, 'sending DPD vendor ID')).toBe('general');
  });

  test('is the one that the user added', () => {
    const [first, second] = patternsSaying('sent {a:word} now', 'sent {a:text}') as unknown as readonly [
      PatternWords,
      PatternWords,
    ];
    expect(winner([first, second], 'sent it now')).toBe('p0');
    expect(winner([first, { ...second, isAdded: true }], 'sent it now')).toBe('p1');
  });

  test('is of the group that speaks', () => {
    const patterns = patternsOf(
      'pattern a\n from IKE 1\n says it {x:word}\npattern b\n from NET,KNL 1\n says it {x:text}\n',
    );
    expect(GROUPS.map((_, group) => winner(patterns, 'it works', group))).toEqual(
      GROUPS.map((group) => (group === 'IKE' ? 'a' : group === 'NET' || group === 'KNL' ? 'b' : null)),
    );
  });

  test.each(['of', 'offf', '', ' '])('is nobody for %j', (text) => {
    expect(winner(patternsSaying('off', '{n:int} off', '{a:text} off', "'{a:text}'"), text)).toBeNull();
  });
});

describe('the choice by MESSAGE_ID', () => {
  const patterns = patternsOf(`
pattern a
  from IKE 1
  says it {x:word}
  id 00000001 fffffffe
pattern b
  from IKE 1
  says it {x:text} now
  id fffffffe
`);
  const choose = (id: number, text: string) => {
    const bytes = Buffer.from(text);
    const entry = createChooser(patterns).chooseById(id, bytes, 0, bytes.length);
    return entry === null ? null : patterns[entry.pattern]!.name;
  };

  test.each<[id: number, text: string, name: string | null]>([
    [1, 'it works', 'a'],
    [1, 'it works now', null],
    [0xfffffffe, 'it works', 'a'],
    [0xfffffffe, 'it works now', 'b'],
    [2, 'it works', null],
  ])('%d, %s', (id, text, name) => {
    expect(choose(id, text)).toBe(name);
  });
});

describe('dispatch', () => {
  // Few words and types, so that patterns overlap often.
  const literal = fc
    .array(fc.constantFrom('a', 'ab', 'abc', ' ', ' to ', "'", ': ', '[', '] is up', 'sending '), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.join(''));
  const holes = fc.array(fc.constantFrom('int', 'word', 'ip', 'endpoint', 'text', 'id', 'hex'), {
    minLength: 0,
    maxLength: 3,
  });
  const wording = fc
    .tuple(fc.boolean(), holes, fc.array(literal, { minLength: 5, maxLength: 5 }), fc.boolean())
    .map(([startsWithHole, types, literals, endsWithHole]) => {
      const segments: Segment[] = startsWithHole && types.length > 0 ? [] : [literals[4]!.trimStart() || 'x'];
      types.forEach((type, i) => {
        segments.push([`h${i}`, type as 'int']);
        if (i < types.length - 1 || !endsWithHole) segments.push(literals[i]!);
      });
      const last = segments.at(-1)!;
      if (typeof last === 'string') segments[segments.length - 1] = last.trimEnd() || 'x';
      return packWording(segments);
    });
  const set = fc.array(wording, { minLength: 1, maxLength: 25 });
  const values = new Map([
    ['int', '12'],
    ['word', 'ab'],
    ['ip', '1.2.3.4'],
    ['endpoint', '1.2.3.4[500]'],
    ['text', 'a b: c'],
    ['id', ''],
    ['hex', 'ff'],
  ]);
  const patternsOfEach = (wordings: readonly string[]): PatternWords[] =>
    wordings.map((says, i) => ({
      name: `p${i}`,
      groups: [2],
      levels: [1, 1],
      means: null,
      ids: '',
      // Some yield to an earlier one.
      yields: i % 5 === 4 ? [`p${i - 3}`] : [],
      says: [says],
    }));
  const textOf = (says: string) =>
    says
      .split('\0')
      .map((part, i) => (i % 2 === 0 ? part : values.get(part.split(':')[1]!)!))
      .join('')
      .trim();

  test('finds what trying every pattern finds', () => {
    fc.assert(
      fc.property(set, fc.nat(), fc.nat(3), (wordings, which, change) => {
        const patterns = patternsOfEach(wordings).map((pattern) => ({ ...pattern, yields: [] }));
        const exact = textOf(wordings[which % wordings.length]!);
        const text = (change === 0 ? `${exact}x` : change === 1 ? exact.slice(1) : exact).trim();
        const chooser = createChooser(patterns);
        const bytes = Buffer.from(text);
        const best = chooser
          .all(2, bytes, 0, bytes.length)
          .reduce<ReturnType<typeof chooser.choose>>((a, b) => (a === null || beats(b, a) ? b : a), null);
        // Twice, since the tries are built by the texts that come by.
        expect(chooser.choose(2, bytes, 0, bytes.length)).toBe(best);
        expect(chooser.choose(2, bytes, 0, bytes.length)).toBe(best);
      }),
      { numRuns: 500 },
    );
  });

  test('guesses what it would find', () => {
    fc.assert(
      fc.property(set, fc.nat(2), (wordings, shift) => {
        const patterns = patternsOfEach(wordings);
        // The same texts over and over, each from its beginning and from a little behind it: all have been met so often that they are guessed.
        const texts = wordings.flatMap((says) => [textOf(says), textOf(says).slice(shift)]).map((text) => text.trim());
        const guessing = createChooser(patterns);
        const winners = () =>
          texts.map((text) => guessing.choose(2, Buffer.from(text), 0, Buffer.byteLength(text))?.pattern);
        const found = texts.map(
          (text) => createChooser(patterns).choose(2, Buffer.from(text), 0, Buffer.byteLength(text))?.pattern,
        );
        for (let round = 0; round < 20; round++) expect(winners()).toEqual(found);
      }),
      { numRuns: 200 },
    );
  });

  test('holds as many holes as a wording may have', () => {
    const says = Array.from({ length: MOST_HOLES }, (_, i) => `w${i} {h${i}:int}`).join(' ');
    const text = Array.from({ length: MOST_HOLES }, (_, i) => `w${i} ${i}`).join(' ');
    expect(winner(patternsSaying(says), text)).toBe('p0');
  });
});
