/**
 * Room 3: what samples must show. Patterns enter, complaints leave.
 *
 * Every wording is used by a sample; a sample is matched by its own pattern and, in each of its groups, by no other (those that yield aside); its holes hold
 * exactly the values that the file lists; a refused text is not matched.
 */
import { GROUPS } from '../lines/index.ts';
import { type Chooser, createChooser } from './choose.ts';
import { compiledOf, type Entry } from './dispatch.ts';
import { caretLines, nearMisses } from './near.ts';
import type { Complaint, PatternSource, Sample } from './pattern-source.ts';

/** Every breach by a sample, a refusal or the lack of them. */
export function checkSamples(patterns: readonly PatternSource[]): Complaint[] {
  const chooser = createChooser(patterns);
  return patterns.flatMap((pattern, index) => checkPattern(pattern, index, patterns, chooser));
}

function checkPattern(
  pattern: PatternSource,
  index: number,
  patterns: readonly PatternSource[],
  chooser: Chooser,
): Complaint[] {
  const { file, name } = pattern;
  const complaints: Complaint[] = [];
  const complain = (line: number, text: string, details: readonly string[] = []) => {
    complaints.push({ file, line, column: 0, text, details });
  };
  const used = new Set<number>();
  for (const sample of pattern.samples) {
    const bytes = Buffer.from(sample.text, 'utf8');
    for (const group of pattern.groups) {
      const matching = chooser.all(group, bytes, 0, bytes.length);
      const remaining = afterYields(matching, patterns);
      const others = remaining.filter((entry) => entry.pattern !== index);
      if (!matching.some((entry) => entry.pattern === index)) {
        const near = nearMisses(chooser.entries(group), bytes);
        complain(
          sample.line,
          `\`${name}\` does not match its sample${by(others, patterns)}`,
          caretLines(sample.text, near, (at) => patterns[at]!.name),
        );
        break;
      }
      if (others.length > 0) {
        complain(
          sample.line,
          `the sample of \`${name}\` is matched${by(others, patterns)} too (group ${GROUPS[group]}): the general one must yield`,
          [sample.text],
        );
        break;
      }
    }
    const own = bestOwn(chooser, index, bytes);
    if (own === null) continue;
    used.add(own.entry.position);
    for (const breach of valueBreaches(sample, own.entry, own.values)) complain(sample.line, breach, [sample.text]);
  }
  pattern.saysLines.forEach((line, position) => {
    if (!used.has(position)) complain(line, `no sample of \`${name}\` uses this wording`);
  });
  for (const { line, text } of pattern.refusals) {
    const bytes = Buffer.from(text, 'utf8');
    if (bestOwn(chooser, index, bytes) !== null) complain(line, `\`${name}\` matches what it should refuse`, [text]);
  }
  return complaints;
}

function by(entries: readonly Entry[], patterns: readonly PatternSource[]): string {
  const names = [
    ...new Set(
      entries.map(
        (entry) =>
          `\`${patterns[entry.pattern]!.name}\` (${patterns[entry.pattern]!.file}:${patterns[entry.pattern]!.line})`,
      ),
    ),
  ];
  return names.length === 0 ? '' : ` by ${names.join(', ')}`;
}

/** Those of the entries whose pattern yields to none of the others. */
function afterYields(entries: readonly Entry[], patterns: readonly PatternSource[]): Entry[] {
  const names = new Set(entries.map((entry) => patterns[entry.pattern]!.name));
  return entries.filter((entry) => !patterns[entry.pattern]!.yields.some((winner) => names.has(winner)));
}

interface OwnMatch {
  readonly entry: Entry;
  readonly values: ReadonlyMap<string, string>;
}

/** The wording of pattern `index` that a text is made of, with the values of its holes. */
function bestOwn(chooser: Chooser, index: number, bytes: Buffer): OwnMatch | null {
  const entry = chooser.chooseAmong(index, bytes, 0, bytes.length);
  if (entry === null) return null;
  const spans = chooser.spans();
  const { names } = compiledOf(entry).full;
  return {
    entry,
    values: new Map(names.map((name, i) => [name, bytes.toString('utf8', spans[2 * i], spans[2 * i + 1])])),
  };
}

function valueBreaches(sample: Sample, entry: Entry, values: ReadonlyMap<string, string>): string[] {
  const listed = new Map(sample.fields);
  const breaches: string[] = [];
  for (const [name, value] of values) {
    if (!listed.has(name)) breaches.push(`the sample does not say what \`${name}\` holds: ${name}=${asField(value)}`);
    else if (listed.get(name) !== value)
      breaches.push(`\`${name}\` holds ${asField(value)}, not ${asField(listed.get(name)!)}`);
  }
  for (const name of listed.keys()) {
    if (!values.has(name))
      breaches.push(`this wording has no hole \`${name}\` (it is the pattern's ${entry.position + 1}.)`);
  }
  return breaches;
}

/** A value as a pattern file writes it. */
export function asField(value: string): string {
  return /^[^\s"\\]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
