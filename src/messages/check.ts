/**
 * Room 3: `ike-trace patterns check`. Directories with pattern files enter, a report leaves: what was read and every complaint.
 */
import { createChooser } from './choose.ts';
import { checkLaws, type EventFieldTable } from './laws.ts';
import type { Complaint, PatternSource, PatternWords } from './pattern-source.ts';
import { loadDirectory, loadShipped, SHIPPED_DIRECTORY } from './shipped.ts';

export interface CheckReport {
  readonly patterns: number;
  readonly wordings: number;
  readonly samples: number;
  /** Mistakes and broken laws: none means the patterns may be used. */
  readonly complaints: readonly Complaint[];
  /** What an author may want to know: lines that a shipped pattern recognises already. */
  readonly notes: readonly Complaint[];
}

/**
 * Checks the pattern files of these directories together; the shipped ones when none is named. `events` is negotiation's table of event types.
 * Throws OperationalError when a directory cannot be read.
 */
export function checkPatterns(directories: readonly string[], events: EventFieldTable): CheckReport {
  const isOwn = directories.length > 0;
  const loaded = (isOwn ? directories : [SHIPPED_DIRECTORY]).map(loadDirectory);
  const patterns = loaded.flatMap((directory) => directory.patterns);
  const shipped = isOwn ? loadShipped() : [];
  const otherNames = shipped.map(({ name }) => name);
  return {
    patterns: patterns.length,
    wordings: patterns.reduce((sum, { says }) => sum + says.length, 0),
    samples: patterns.reduce((sum, { samples }) => sum + samples.length, 0),
    complaints: [...loaded.flatMap(({ complaints }) => complaints), ...checkLaws(patterns, events, otherNames)],
    notes: isOwn ? overlaps(patterns, shipped) : [],
  };
}

/** Samples that a shipped pattern of another name recognises too. The user's pattern wins there. */
function overlaps(patterns: readonly PatternSource[], shipped: readonly PatternWords[]): Complaint[] {
  const names = new Set(patterns.map(({ name }) => name));
  const others = shipped.filter(({ name }) => !names.has(name));
  const chooser = createChooser(others);
  const notes: Complaint[] = [];
  for (const { file, name, groups, samples } of patterns) {
    for (const { line, text } of samples) {
      const bytes = Buffer.from(text, 'utf8');
      const known = groups
        .map((group) => chooser.choose(group, bytes, 0, bytes.length))
        .find((entry) => entry !== null);
      if (known === undefined || known === null) continue;
      notes.push({
        file,
        line,
        column: 0,
        text: `the shipped pattern \`${others[known.pattern]!.name}\` knows this line already; \`${name}\` will win`,
        details: [],
      });
    }
  }
  return notes;
}
