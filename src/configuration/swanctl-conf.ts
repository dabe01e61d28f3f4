/**
 * Room 0: swanctl.conf as a tree. The syntax of strongSwan's settings (libstrongswan/settings/settings_lexer.l, settings_parser.y):
 * nested sections, `key = value`, `section : reference, reference`, `include GLOB`, comments.
 * strongSwan refuses a file at its first mistake; here it is noted and the rest is read, because places are all that is wanted of it.
 */
import { createScanner, includePattern, type Scanner, skipLine, wordsOf } from './scanner.ts';
import {
  complain,
  createSection,
  type Place,
  type Reading,
  readIncluded,
  type Section,
  type SourceText,
} from './setting.ts';

const SPACE = /(?:[\t\r \n]|#[^\n]*)+/y;
const NAME = /[^#{}:.,="\r\n\t ]+/y;
const DOTTED_NAME = /[^#{}:.,="\r\n\t ]+(?:\.[^#{}:.,="\r\n\t ]+)*/y;
const WORD = /[^#}"\r\n\t ]+/y;
const INCLUDE = /include[\t ]+(?=[^=\n\r])/y;
const INCLUDE_PART = /[^"\\#}\r\n\t ]+/y;

/** Keys whose values are secrets wherever they stand. */
const SECRET_KEYS = new Set(['secret', 'pin', 'passphrase', 'password']);

/** Below `secrets` only the identities that a secret is bound to are kept. */
const isSecret = (key: string, path: readonly Section[]) =>
  SECRET_KEYS.has(key) || (path[1]?.name === 'secrets' && !key.startsWith('id'));

/** Out: the root section; mistakes are in `reading.problems`. */
export function parseSwanctlConf(source: SourceText, reading: Reading): Section {
  const root = createSection('', { file: source.name, line: 1, column: 1 });
  /** The sections that are open, the root first. An included file may open and close sections of the file that includes it. */
  const path: Section[] = [root];
  parseText(source, []);
  const unclosed = path[1];
  if (unclosed !== undefined) complain(reading, unclosed.place, `section ${unclosed.name} has no closing brace`);
  return root;

  function parseText(text: SourceText, open: readonly string[]): void {
    reading.files.push(text.name);
    const scanner = createScanner(text);
    const files = [...open, text.name];
    for (scanner.take(SPACE); !scanner.isAtEnd(); scanner.take(SPACE)) parseStatement(scanner, files);
  }

  function parseStatement(scanner: Scanner, open: readonly string[]): void {
    const place = scanner.place();
    if (scanner.peek() === '}') {
      scanner.step();
      if (path.length > 1) path.pop();
      else complain(reading, place, 'a closing brace without an opening one');
      return;
    }
    if (scanner.take(INCLUDE) !== '') {
      const pattern = includePattern(scanner, INCLUDE_PART);
      if (pattern === null) complain(reading, place, 'a string without an end');
      else readIncluded(reading, pattern, place, open, parseText);
      return;
    }
    const name = scanner.take(NAME);
    if (name === '') {
      complain(reading, place, 'neither a section nor a setting begins like this');
      skipLine(scanner);
      return;
    }
    parseNamed(scanner, name, place);
  }

  /** A name was read: of a section or of a setting. */
  function parseNamed(scanner: Scanner, name: string, place: Place): void {
    scanner.take(SPACE);
    const next = scanner.peek();
    if (next === '=') {
      scanner.step();
      parseValue(scanner, name, place);
      return;
    }
    const references = next === ':' ? parseReferences(scanner) : [];
    if (scanner.peek() === '{') {
      scanner.step();
      openSection(name, place, references);
      return;
    }
    // Not by its name: a secret that lost a quote may look like one.
    complain(reading, place, 'a name that is followed by neither = nor {');
    if (scanner.place().line === place.line) skipLine(scanner);
  }

  function parseReferences(scanner: Scanner): string[] {
    const references: string[] = [];
    do {
      scanner.step();
      scanner.take(SPACE);
      const reference = scanner.take(DOTTED_NAME);
      if (reference !== '') references.push(reference);
      scanner.take(SPACE);
    } while (scanner.peek() === ',');
    return references;
  }

  function openSection(name: string, place: Place, references: readonly string[]): void {
    const parent = path.at(-1)!;
    let section = parent.sections.get(name);
    if (section === undefined) {
      section = createSection(name, place);
      parent.sections.set(name, section);
    }
    section.references.push(...references);
    path.push(section);
  }

  /** Words and strings up to the end of the line, a comment or a brace, joined by one blank. */
  function parseValue(scanner: Scanner, key: string, place: Place): void {
    const words = wordsOf(scanner, WORD, () => complain(reading, place, 'a string without an end'));
    const value = isSecret(key, path) ? null : words;
    path.at(-1)!.settings.set(key, { key, value, place });
  }
}
