/**
 * Room 3: what samples must show. Patterns enter, complaints leave.
 *
 * Every wording is used by a sample; a sample is matched by its own pattern and, in each of its groups, by no other (those that yield aside); its holes hold
 * exactly the values that the file lists; a refused text is not matched.
 */
import { GROUPS } from '../lines/index.ts';
import { type Chooser, createChooser } from './choose.ts';
import type { Entry } from './entry.ts';
import { caretLines, nearMisses } from './near.ts';
import { type Complaint, holeNamesOf, type PatternSource, type Sample } from './pattern-source.ts';

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
  const complain = (line: number, { text, details }: Breach) => {
    complaints.push({ file, line, column: 0, text, details });
  };
  const used = new Set<number>();
  for (const sample of pattern.samples) {
    const stranger = pattern.groups.map((group) => strangerIn(sample, group, index, patterns, chooser)).find(Boolean);
    if (stranger) complain(sample.line, stranger);
    const own = bestOwn(chooser, index, sample.text);
    if (own === null) continue;
    used.add(own.entry.position);
    for (const text of valueBreaches(sample, own)) complain(sample.line, { text, details: [sample.text] });
  }
  // A wording without a sample is no news while a sample does not match at all.
  const isComplete = complaints.length === 0;
  pattern.saysLines.forEach((line, position) => {
    if (isComplete && !used.has(position))
      complain(line, { text: `no sample of \`${name}\` uses this wording`, details: [] });
  });
  for (const { line, text } of pattern.refusals) {
    if (bestOwn(chooser, index, text) === null) continue;
    complain(line, { text: `\`${name}\` matches what it should refuse`, details: [text] });
  }
  return complaints;
}

interface Breach {
  readonly text: string;
  readonly details: readonly string[];
}

/** What is wrong with how the patterns of a group match a sample of pattern `index`: its own does not, or another does too. */
function strangerIn(
  { text }: Sample,
  group: number,
  index: number,
  patterns: readonly PatternSource[],
  chooser: Chooser,
): Breach | null {
  const { name, yields } = patterns[index]!;
  const bytes = Buffer.from(text, 'utf8');
  const matching = chooser.all(group, bytes, 0, bytes.length);
  const others = afterYields(matching, patterns).filter((entry) => entry.pattern !== index);
  const names = [...new Set(others.map((entry) => placeOf(patterns[entry.pattern]!)))].join(', ');
  if (!matching.some((entry) => entry.pattern === index)) {
    const near = nearMisses(chooser.entries(group), bytes);
    const but = names === '' ? '' : `, but ${names} does`;
    return {
      text: `\`${name}\` does not match its sample${but}`,
      details: caretLines(text, near, (at) => patterns[at]!.name),
    };
  }
  if (others.length === 0) return null;
  const loses = others.some((entry) => yields.includes(patterns[entry.pattern]!.name));
  const remedy = loses ? `\`${name}\` yields to it, so it needs another sample` : 'the general one must yield';
  return {
    text: `the sample of \`${name}\` is matched by ${names} too (group ${GROUPS[group]}): ${remedy}`,
    details: [text],
  };
}

function placeOf({ name, file, line }: PatternSource): string {
  return `\`${name}\` (${file}:${line})`;
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
function bestOwn(chooser: Chooser, index: number, text: string): OwnMatch | null {
  const bytes = Buffer.from(text, 'utf8');
  const entry = chooser.chooseAmong(index, bytes, 0, bytes.length);
  if (entry === null) return null;
  const spans = chooser.spans();
  const names = holeNamesOf(entry.wording);
  return {
    entry,
    values: new Map(names.map((name, i) => [name, bytes.toString('utf8', spans[2 * i], spans[2 * i + 1])])),
  };
}

function valueBreaches(sample: Sample, { entry, values }: OwnMatch): string[] {
  const listed = new Map(sample.fields);
  const breaches: string[] = [];
  for (const [name, value] of values) {
    if (!listed.has(name)) breaches.push(`the sample does not say what \`${name}\` holds: ${name}=${asField(value)}`);
    else if (listed.get(name) !== value)
      breaches.push(`\`${name}\` holds ${asField(value)}, not ${asField(listed.get(name)!)}`);
  }
  for (const name of listed.keys()) {
    if (!values.has(name))
      breaches.push(`this wording has no hole \`${name}\` (it is number ${entry.position + 1} of the pattern's)`);
  }
  return breaches;
}

/** A value as a pattern file writes it. */
export function asField(value: string): string {
  return /^[^\s"\\]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
