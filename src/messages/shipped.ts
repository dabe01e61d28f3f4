/**
 * Room 3: where patterns lie. Directories enter, patterns leave. With build-patterns.ts the only file of this room that touches the disk.
 *
 * The built program reads the artefact that `npm run build` puts beside this module. Run from source there is none: the pattern files are parsed, and the result is kept
 * in node_modules/.cache under a hash of their content.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OperationalError, systemCode } from '../errors.ts';
import { ARTEFACT_FORM, type PatternStory, readStories, readWords, writeArtefact } from './artefact.ts';
import { type LoadedPatterns, readPatterns } from './load.ts';
import { type Complaint, formatComplaints, type PatternSource, type PatternWords } from './pattern-source.ts';

/** The shipped pattern files: `patterns/` beside `src/` or `dist/`. */
export const SHIPPED_DIRECTORY = fileURLToPath(new URL('../../patterns', import.meta.url));
const CACHE_DIRECTORY = fileURLToPath(new URL('../../node_modules/.cache/ike-trace', import.meta.url));

/** Names of the two files of an artefact in a directory. */
export function artefactFiles(directory: string): { readonly words: string; readonly stories: string } {
  return { words: join(directory, 'patterns.json'), stories: join(directory, 'patterns-explained.json') };
}

const BUILT = artefactFiles(fileURLToPath(new URL('.', import.meta.url)));

/**
 * Reads every `*.pattern` file in a directory and those below it, in the order of their names. Complaints name files as `directory` does.
 * Throws OperationalError when the directory cannot be read.
 */
export function loadDirectory(directory: string): LoadedPatterns {
  const read = patternFiles(directory).map(({ name, text }) => readPatterns(text, join(directory, name)));
  return {
    patterns: read.flatMap(({ patterns }) => patterns),
    complaints: read.flatMap(({ complaints }) => complaints),
  };
}

interface PatternFile {
  /** Path below the directory. */
  readonly name: string;
  readonly text: string;
}

function patternFiles(directory: string): PatternFile[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pattern'))
      .sort()
      .map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT')
      throw new OperationalError('source-missing', `there is no directory ${directory}`, directory, thrown);
    if (systemCode(thrown) === 'EACCES')
      throw new OperationalError('source-denied', `${directory} may not be read`, directory, thrown);
    throw new OperationalError('source-unreadable', `${directory} cannot be read`, directory, thrown);
  }
}

/** What the pattern files of a directory and the form of the artefact hash to. */
export function keyOf(directory: string): string {
  // The built program reads an artefact and needs no hash: it does without loading what makes one.
  const { createHash } = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
  const hash = createHash('sha256').update(`form ${ARTEFACT_FORM}\0`);
  for (const { name, text } of patternFiles(directory)) hash.update(`${name}\0${text}\0`);
  return hash.digest('hex');
}

/** The patterns of a directory for use, not for repair: throws OperationalError `patterns-invalid` with every complaint when there is one. */
export function loadValid(directory: string): readonly PatternSource[] {
  const { patterns, complaints } = loadDirectory(directory);
  refuse(complaints);
  return patterns;
}

function refuse(complaints: readonly Complaint[]): void {
  if (complaints.length > 0)
    throw new OperationalError(
      'patterns-invalid',
      `pattern files with mistakes:\n${formatComplaints(complaints).trimEnd()}`,
    );
}

/** The patterns that come with the program. */
export function loadShipped(): readonly PatternWords[] {
  return readWords(readFileSync(shippedArtefact().words, 'utf8'));
}

/** What the shipped pattern files say of each pattern besides its words, by name. */
export function loadShippedStories(): ReadonlyMap<string, PatternStory> {
  const files = shippedArtefact();
  const patterns = readWords(readFileSync(files.words, 'utf8'));
  const stories = readStories(readFileSync(files.stories, 'utf8'));
  return new Map(patterns.map(({ name }, index) => [name, stories[index]!]));
}

/** The artefact of the build, or the one made from the pattern files as they are now. */
function shippedArtefact(): { readonly words: string; readonly stories: string } {
  if (existsSync(BUILT.words)) return BUILT;
  const directory = join(CACHE_DIRECTORY, `patterns-${keyOf(SHIPPED_DIRECTORY).slice(0, 16)}`);
  const files = artefactFiles(directory);
  if (!existsSync(files.words)) buildArtefact(SHIPPED_DIRECTORY, directory);
  return files;
}

/**
 * Parses the pattern files of `from` and writes their artefact to `into`. Returns the number of patterns. Throws OperationalError when a file has a mistake.
 * File names in the artefact are relative to the parent of `from` (`patterns/ike.pattern`).
 */
export function buildArtefact(from: string, into: string): number {
  const patterns = loadValid(from).map((pattern) => ({ ...pattern, file: relative(join(from, '..'), pattern.file) }));
  const { words, stories } = writeArtefact(patterns);
  const files = artefactFiles(into);
  mkdirSync(into, { recursive: true });
  // Whole or not at all: tests in several processes share the cache, and the words come last since their presence is what readers look for.
  for (const [file, text] of [
    [files.stories, stories],
    [files.words, words],
  ] as const) {
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, file);
  }
  return patterns.length;
}

/** Shipped patterns with the user's: one of the same name replaces the shipped one, and where both match a line the user's wins. */
export function mergePatterns(
  shipped: readonly PatternWords[],
  added: readonly PatternWords[],
): readonly PatternWords[] {
  const names = new Set(added.map(({ name }) => name));
  return [
    ...shipped.filter(({ name }) => !names.has(name)),
    ...added.map((pattern) => ({ ...pattern, isAdded: true })),
  ];
}
