/**
 * Room 3: the patterns in the form that the built program reads. PatternSources enter, two texts of JSON leave, and back.
 *
 * Parsing some thousand patterns takes a second or two, reading this a few milliseconds: rows of plain strings, which is what JSON.parse is quickest at. The first text
 * holds what matching needs; the second, read only for explanations, the rest of each pattern at the same position.
 */
import type { PatternSource, PatternWords, Sample } from './pattern-source.ts';

/** What matching does not need of a pattern. */
export type PatternStory = Pick<PatternSource, 'tells' | 'source' | 'file' | 'line' | 'samples'>;

type WordsRow = readonly [
  name: string,
  means: string,
  groups: string,
  levels: string,
  ids: string,
  yields: string,
  ...says: string[],
];
type StoryRow = readonly [tells: string, source: string | null, file: string, line: number, samples: readonly Sample[]];

/** The two texts. */
export function writeArtefact(patterns: readonly PatternSource[]): {
  readonly words: string;
  readonly stories: string;
} {
  const words = patterns.map(({ name, means, groups, levels, says, ids, yields }): WordsRow => {
    return [name, means ?? '', groups.join(' '), levels.join(' '), ids.join(' '), yields.join(' '), ...says];
  });
  const stories = patterns.map(
    ({ tells, source, file, line, samples }): StoryRow => [tells, source, file, line, samples],
  );
  return { words: JSON.stringify(words), stories: JSON.stringify(stories) };
}

/** Reads the first text. It is our own product: its shape is not checked again. */
export function readWords(text: string): PatternWords[] {
  // The few spellings of groups and levels are read once each.
  const numbers = new Map<string, readonly number[]>();
  const numbersIn = (list: string): readonly number[] => {
    const known = numbers.get(list) ?? list.split(' ').map(Number);
    numbers.set(list, known);
    return known;
  };
  return (JSON.parse(text) as WordsRow[]).map(([name, means, groups, levels, ids, yields, ...says]) => ({
    name,
    means: means === '' ? null : means,
    groups: numbersIn(groups),
    levels: numbersIn(levels) as readonly [number, number],
    ids: wordsIn(ids),
    yields: wordsIn(yields),
    says,
  }));
}

const NONE: readonly string[] = [];

function wordsIn(list: string): readonly string[] {
  return list === '' ? NONE : list.split(' ');
}

/** Reads the second text; positions as in the first. */
export function readStories(text: string): PatternStory[] {
  return (JSON.parse(text) as StoryRow[]).map(([tells, source, file, line, samples]) => ({
    tells,
    source,
    file,
    line,
    samples,
  }));
}
