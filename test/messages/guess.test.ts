import { expect, test } from 'vitest';
import { createChooser } from '../../src/messages/choose.ts';
import { createGuesses, guessAt, noteWinner, slotOf } from '../../src/messages/guess.ts';
import { patternsOf } from './texts.ts';

const slot = (text: string) => slotOf(Buffer.from(`#${text}#`), 1, Buffer.byteLength(text) + 1);

test('texts of one wording have one slot where their first words are alike', () => {
  expect(slot('sending packet: from 10.0.0.1[500] to 10.0.0.2[500] (36 bytes)')).toBe(
    slot('sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (1236 bytes)'),
  );
  expect(slot('sending packet: from 10.0.0.1')).not.toBe(slot('sending cert request for "CN=ca"'));
});

test.each(['', 'short', 'fifteen bytes..'])('%j is too short to guess', (text) => {
  expect(slot(text)).toBe(-1);
});

test('what won last at a slot is guessed', () => {
  const guesses = createGuesses();
  const [a, b] = createChooser(patternsOf('pattern a\n from IKE 1\n says it {x:word}\n says that {x:word}\n')).entries(
    2,
  );
  expect(guessAt(guesses, 7)).toBeUndefined();
  noteWinner(guesses, 7, a!, [a!, b!]);
  noteWinner(guesses, 8, b!, [a!, b!]);
  expect([7, 8].map((at) => guessAt(guesses, at)?.entry)).toEqual([a, b]);
  noteWinner(guesses, 7, b!, [a!, b!]);
  expect(guessAt(guesses, 7)?.entry).toBe(b);
});

// Each pair has one slot, and the wording of the first matches the second too: guessed, it has to give way to a rival.
test.each<[what: string, patterns: string, first: string, second: string]>([
  [
    'one with more literal text',
    'pattern a\n from IKE 1\n says sending {x:text} to {y:word}\npattern b\n from IKE 1\n says sending {x:text} in haste to {y:word}\n',
    'sending packets to you',
    'sending packets in haste to you',
  ],
  [
    'one that it yields to',
    'pattern a\n from IKE 1\n says sending {x:text} to {y:word}\n yields b\npattern b\n from IKE 1\n says {w:word} packets by {x:text}\n',
    'sending packets up to you',
    'sending packets by hand to you',
  ],
  [
    'a firm one',
    'pattern a\n from IKE 1\n says {w:word} packets {x:text} you\npattern b\n from IKE 1\n says sending packets by {x:text}\n',
    'sending packets up to you',
    'sending packets by hand to you',
  ],
  [
    'a loose one with more literal text',
    'pattern a\n from IKE 1\n says {w:word} packets {x:text} you\npattern b\n from IKE 1\n says {w:word} packets by {x:text} you\n',
    'sending packets up to you',
    'sending packets by hand to you',
  ],
])('a guess gives way to %s', (_what, text, first, second) => {
  expect(slot(first)).toBe(slot(second));
  const patterns = patternsOf(text);
  const chooser = createChooser(patterns);
  const winner = (said: string) => {
    const entry = chooser.choose(2, Buffer.from(said), 0, said.length);
    return entry === null ? null : patterns[entry.pattern]!.name;
  };
  for (let i = 0; i < 40; i++) expect(winner(first)).toBe('a');
  expect(winner(second)).toBe('b');
  expect(winner(first)).toBe('a');
});
