/**
 * Room 3: `ike-trace explain LINE`. The text of one message enters; what is known about it leaves, or what came near.
 */
import { createChooser } from './choose.ts';
import { caretLines, nearMisses } from './near.ts';
import { holeNamesOf, type PatternSource } from './pattern-source.ts';
import { loadShipped, loadShippedStories, mergePatterns } from './shipped.ts';

export type Explanation =
  | {
      readonly kind: 'known';
      readonly pattern: string;
      /** The plain sentence for people. */
      readonly tells: string;
      /** Event type, or null. */
      readonly means: string | null;
      readonly fields: readonly (readonly [name: string, value: string])[];
      /** File of strongSwan's source that prints it, or null. */
      readonly source: string | null;
      /** Where the pattern stands. */
      readonly file: string;
      readonly line: number;
    }
  | {
      readonly kind: 'unknown';
      /** The text, and under it a caret for each pattern that came near. */
      readonly near: readonly string[];
    };

/**
 * Explains a message text (its envelope taken off). `group` is an index in GROUPS, -1 when unknown; `added` are the user's patterns. Reads the stories of the shipped
 * patterns from disk at every call.
 */
export function explainLine(text: string, group = -1, added: readonly PatternSource[] = []): Explanation {
  const patterns = mergePatterns(loadShipped(), added);
  const chooser = createChooser(patterns);
  const bytes = Buffer.from(text.trim(), 'utf8');
  const winner = chooser.choose(group, bytes, 0, bytes.length);
  if (winner === null)
    return {
      kind: 'unknown',
      near: caretLines(text.trim(), nearMisses(chooser.entries(group), bytes), (index) => patterns[index]!.name),
    };
  const { name, means, isAdded } = patterns[winner.pattern]!;
  const story = isAdded === true ? added.find((pattern) => pattern.name === name)! : loadShippedStories().get(name)!;
  const spans = chooser.spans();
  const fields = holeNamesOf(winner.wording).map(
    (hole, i) => [hole, bytes.toString('utf8', spans[2 * i], spans[2 * i + 1])] as const,
  );
  return {
    kind: 'known',
    pattern: name,
    tells: story.tells,
    means,
    fields,
    source: story.source,
    file: story.file,
    line: story.line,
  };
}
