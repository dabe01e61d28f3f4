/**
 * Room 3: the patterns in the form that the built program reads. PatternSources enter, two texts of JSON leave, and back.
 *
 * Parsing some thousand patterns takes a second or two, reading the first text a few milliseconds: it holds what matching needs, field after field in one
 * flat list, which is what JSON.parse is quickest at. The second, read only for explanations, holds the rest of each pattern at the same position.
 */
import type { PatternSource, PatternWords, Sample } from './pattern-source.ts';

/** What matching does not need of a pattern. */
export type PatternStory = Pick<PatternSource, 'tells' | 'source' | 'file' | 'line' | 'samples'>;

type StoryRow = readonly [tells: string, source: string | null, file: string, line: number, samples: readonly Sample[]];

/** Grows with every change of the form of the texts. */
export const ARTEFACT_FORM = 4;

/** The two texts. */
export function writeArtefact(patterns: readonly PatternSource[]): {
  readonly words: string;
  readonly stories: string;
} {
  const words = patterns.flatMap(({ name, means, groups, levels, says, ids, yields }) => {
    return [name, means ?? '', groups.join(' '), levels.join(' '), ids, yields.join(' '), ...says, ''];
  });
  const stories = patterns.map(
    ({ tells, source, file, line, samples }): StoryRow => [tells, source, file, line, samples],
  );
  return { words: JSON.stringify(words), stories: JSON.stringify(stories) };
}

/** Reads the first text. It is our own product: its shape is not checked again. */
export function readWords(text: string): PatternWords[] {
  const fields = JSON.parse(text) as string[];
  const patterns: PatternWords[] = [];
  // The few spellings of groups and levels are read once each.
  const numbers = new Map<string, readonly number[]>();
  const numbersIn = (list: string): readonly number[] => {
    let known = numbers.get(list);
    if (known === undefined) {
      known = list.split(' ').map(Number);
      numbers.set(list, known);
    }
    return known;
  };
  let at = 0;
  while (at + FIELDS < fields.length) {
    const says: string[] = [];
    let end = at + FIELDS;
    while (end < fields.length && fields[end] !== '') {
      says.push(fields[end]!);
      end += 1;
    }
    patterns.push({
      name: fields[at]!,
      means: fields[at + 1] === '' ? null : fields[at + 1]!,
      groups: numbersIn(fields[at + 2]!),
      levels: numbersIn(fields[at + 3]!) as readonly [number, number],
      ids: fields[at + 4]!,
      yields: fields[at + 5] === '' ? NONE : fields[at + 5]!.split(' '),
      says,
    });
    at = end + 1;
  }
  return patterns;
}

/** Fields before the wordings; an empty one stands behind them. */
const FIELDS = 6;
const NONE: readonly string[] = [];

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
