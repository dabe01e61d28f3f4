/**
 * Room 0: ipsec.conf as a tree (starter/parser/lexer.l, parser.y): `conn NAME`, `ca NAME` and `config setup` begin at the margin, settings are indented,
 * `include GLOB` anywhere. Sections of one name are one. The root's sections are named `conn NAME`, `ca NAME`, `config setup`.
 */
import { BLANK, createScanner, includePattern, type Scanner, skipLine, wordsOf } from './scanner.ts';
import {
  complain,
  createSection,
  type Place,
  type Reading,
  readIncluded,
  type Section,
  type SourceText,
} from './setting.ts';

const VERSION = /[\t ]*version[^\n]*/y;
const INCLUDE = /include[\t ]+(?=[^=\n])/y;
const INCLUDE_PART = /[^"\\#\n\t ]+/y;
const HEAD = /(?:config[\t ]+setup|conn|ca)(?=[\t\r \n#]|$)/y;
const COMMENT = /#[^\n]*/y;
const WORD = /(?:@#)?[^"#= \t\r\n]+/y;

/** Out: the root section; mistakes are in `reading.problems`. */
export function parseIpsecConf(source: SourceText, reading: Reading): Section {
  const root = createSection('', { file: source.name, line: 1, column: 1 });
  /** The section that settings go to; null before the first. It goes on across included files. */
  let section: Section | null = null;
  parseText(source, []);
  return root;

  function parseText(text: SourceText, open: readonly string[]): void {
    reading.files.push(text.name);
    const scanner = createScanner(text);
    const files = [...open, text.name];
    while (!scanner.isAtEnd()) {
      parseLine(scanner, files);
      if (scanner.peek() === '\n') scanner.step();
    }
  }

  /** One line; a string may make it go on. */
  function parseLine(scanner: Scanner, open: readonly string[]): void {
    if (scanner.take(VERSION) !== '') return;
    const isIndented = scanner.take(BLANK) !== '';
    const place = scanner.place();
    if (scanner.take(INCLUDE) !== '') {
      const pattern = includePattern(scanner, INCLUDE_PART);
      if (pattern === null) complain(reading, place, 'a string without an end');
      else readIncluded(reading, pattern, place, open, parseText);
      skipLine(scanner);
      return;
    }
    if (scanner.take(COMMENT) !== '' || scanner.isAtEnd() || scanner.peek() === '\n') return;
    const head = isIndented ? '' : scanner.take(HEAD);
    if (head !== '') openSection(scanner, head.startsWith('config') ? 'config' : head, place);
    else if (isIndented) parseSetting(scanner, place);
    else {
      complain(reading, place, 'only conn, ca, config setup and include begin a line; settings are indented');
      skipLine(scanner);
    }
  }

  function openSection(scanner: Scanner, kind: string, place: Place): void {
    const name = kind === 'config' ? 'setup' : (value(scanner, place) ?? '');
    if (name === '') {
      complain(reading, place, `${kind} without a name`);
      section = null;
      return;
    }
    const full = `${kind} ${name}`;
    section = root.sections.get(full) ?? createSection(name, place);
    root.sections.set(full, section);
    skipLine(scanner);
  }

  function parseSetting(scanner: Scanner, place: Place): void {
    const key = scanner.take(WORD);
    scanner.take(BLANK);
    if (key === '' || scanner.peek() !== '=') {
      complain(reading, place, key === '' ? 'no setting begins like this' : `${key} has no =`);
      skipLine(scanner);
      return;
    }
    scanner.step();
    const given = value(scanner, place);
    if (section === null) complain(reading, place, `${key} stands in no section`);
    else if (key !== 'also') section.settings.set(key, { key, value: given, place });
    // All sections inherit from %default anyway.
    else if (given !== null && given !== '%default') section.references.push(given);
  }

  /** Words and strings up to the end of the line or a comment, joined by one blank; null where there is nothing. */
  function value(scanner: Scanner, place: Place): string | null {
    const words = wordsOf(scanner, WORD, () => complain(reading, place, 'a string without an end'));
    if (scanner.peek() === '=') complain(reading, place, 'a second = in one setting; put the value into quotes');
    skipLine(scanner);
    return words;
  }
}
