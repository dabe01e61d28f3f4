// The house of src/: rooms in walking order, doors only, file heads and ceilings; and the words that data files and code must share.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadShipped } from '../src/messages/index.ts';
import { EVENT_FIELDS } from '../src/negotiation/index.ts';
import { CAUSE_IDS } from '../src/triage/index.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const SRC = join(ROOT, 'src');

/** The rooms, left to right: alphabetical order is the walking order. */
const ROOMS = ['configuration', 'intake', 'lines', 'messages', 'negotiation', 'sessions', 'triage', 'views', 'watch'];
/** Root files that every room may use. */
const SHARED = ['errors.ts', 'options.ts'];
const GENERATED = ['messages/grammar.generated.ts', 'negotiation/succession.generated.ts'];
const CEILING = 300;

interface SourceFile {
  /** Path below src/. */
  readonly path: string;
  readonly text: string;
  /** The directory directly below src/, '' for root files. */
  readonly room: string;
}

const files: SourceFile[] = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => ({
    path,
    text: readFileSync(join(SRC, path), 'utf8'),
    room: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
  }));
const written = files.filter(({ path }) => !GENERATED.includes(path));

/** Everything a file imports, re-exports or loads, as written. */
function importsOf(text: string): string[] {
  const statements = text.matchAll(
    /^(?:import|export)\b[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** The comment that a file begins with; '' when it begins with something else. */
function headOf(text: string): string {
  const start = text.replace(/^#!.*\n/, '');
  return /^\/\*\*[\s\S]*?\*\//.exec(start)?.[0] ?? /^(?:\/\/.*\n)+/.exec(start)?.[0] ?? '';
}

/** What is wrong with one import of a file; null when nothing is. */
function complaintAbout(file: SourceFile, imported: string): string | null {
  if (!imported.startsWith('.')) return null;
  if (!imported.endsWith('.ts')) return `${imported} does not end in .ts`;
  const target = relative(SRC, join(SRC, dirname(file.path), imported));
  const there = target.includes('/') ? target.slice(0, target.indexOf('/')) : '';
  if (there === file.room) return null;
  const [from, to] = [ROOMS.indexOf(file.room), ROOMS.indexOf(there)];
  const isRoot = file.room === '' || from < 0;
  if (there === '') return isRoot || SHARED.includes(target) ? null : `${target} is not for rooms`;
  if (to >= 0 && target !== `${there}/index.ts`) return `${target} is behind the door of ${there}`;
  if (isRoot) return null;
  if (to < 0) return `${there} is not a room`;
  return to < from ? null : `${there} is to the right of ${file.room}`;
}

describe('imports', () => {
  test('look leftwards, and through doors only', () => {
    const complaints = files.flatMap((file) =>
      importsOf(file.text).flatMap((imported) => {
        const complaint = complaintAbout(file, imported);
        return complaint === null ? [] : [`${file.path}: ${complaint}`];
      }),
    );
    expect(complaints).toEqual([]);
  });

  test.each([
    ['lines/lines.ts', '../intake/index.ts', null],
    ['lines/envelopes/text.ts', '../bytes.ts', null],
    ['lines/lines.ts', '../errors.ts', null],
    ['pipeline.ts', './views/index.ts', null],
    ['commands/read.ts', '../log.ts', null],
    ['triage/index.ts', '../configuration/index.ts', null],
    ['configuration/index.ts', '../lines/index.ts', 'lines is to the right of configuration'],
    ['lines/lines.ts', '../intake/chunk.ts', 'intake/chunk.ts is behind the door of intake'],
    ['lines/lines.ts', '../messages/index.ts', 'messages is to the right of lines'],
    ['lines/envelopes/text.ts', '../../pipeline.ts', 'pipeline.ts is not for rooms'],
    ['pipeline.ts', './views/text.ts', 'views/text.ts is behind the door of views'],
    ['lines/lines.ts', './split', './split does not end in .ts'],
  ])('%s importing %s: %s', (path, imported, complaint) => {
    const room = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
    expect(complaintAbout({ path, text: '', room }, imported)).toBe(complaint);
  });

  test('are found in every form', () => {
    const text =
      "import type { A } from './a.ts';\nimport {\n  B,\n} from './b.ts';\nimport './c.ts';\nexport * from './d.ts';\nconst e = await import('./e.ts');\n";
    expect(importsOf(text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts']);
  });

  test('every room has a door', () => {
    const rooms = new Set(files.map(({ room }) => room).filter((room) => ROOMS.includes(room)));
    expect([...rooms].filter((room) => !files.some(({ path }) => path === `${room}/index.ts`))).toEqual([]);
  });
});

describe('files', () => {
  const offenders = (isRight: (text: string) => boolean) =>
    written.filter(({ text }) => !isRight(text)).map(({ path }) => path);
  const codeOf = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

  test('say at their head what they are', () => {
    expect(offenders((text) => headOf(text).length > 20)).toEqual([]);
  });

  test(`have at most ${CEILING} lines, or say why not`, () => {
    const isShort = (text: string) => text.trimEnd().split('\n').length <= CEILING;
    const hasReason = (text: string) =>
      /longer than other files because/i.test(headOf(text).replace(/\s*\n[\s*/]*/g, ' '));
    expect(offenders((text) => isShort(text) || hasReason(text))).toEqual([]);
  });

  test('have no console, enum or namespace', () => {
    const banned = /\bconsole\s*\.|^\s*(?:export\s+|declare\s+|const\s+)*(?:enum|namespace)\s+\w/m;
    expect(offenders((text) => !banned.test(codeOf(text)))).toEqual([]);
  });

  test('leave nothing to be done', () => {
    expect(offenders((text) => !/\b(?:TODO|FIXME|XXX)\b/.test(text))).toEqual([]);
  });
});

describe('words that data and code share', () => {
  test('every pattern means an event of the table', () => {
    const means = loadShipped().filter(
      (pattern) => pattern.means !== null && !Object.hasOwn(EVENT_FIELDS, pattern.means),
    );
    expect(means.map(({ name, means: event }) => `${name}: ${event}`)).toEqual([]);
  });

  test('every event of the table is meant by some pattern', () => {
    const meant = new Set(loadShipped().map(({ means }) => means));
    expect(Object.keys(EVENT_FIELDS).filter((type) => !meant.has(type))).toEqual([]);
  });

  test('every hole that an event needs is in every wording of the patterns that mean it', () => {
    const lacking = loadShipped().flatMap((pattern) => {
      if (pattern.means === null || !Object.hasOwn(EVENT_FIELDS, pattern.means)) return [];
      const fields: { readonly [field: string]: string } = EVENT_FIELDS[pattern.means as keyof typeof EVENT_FIELDS];
      const needed = Object.keys(fields).filter((field) => !fields[field]!.endsWith('?'));
      return pattern.says.flatMap((says) =>
        needed.filter((f) => !says.includes(`\0${f}:`)).map((f) => `${pattern.name} lacks ${f}`),
      );
    });
    expect(lacking).toEqual([]);
  });

  const catalogue = join(ROOT, '../shared/cause-catalogue.md');
  test.skipIf(!existsSync(catalogue))(
    'every cause of the catalogue has an id (skipped without ../shared/cause-catalogue.md)',
    () => {
      const causes = readFileSync(catalogue, 'utf8').split(/^## 2\./m)[1] ?? '';
      const ids = [...causes.matchAll(/^\| ([a-z][a-z0-9-]+)(?: [^|]*)? \|/gm)]
        .map((match) => match[1]!)
        .filter((id) => id !== 'id');
      expect(ids.length).toBeGreaterThan(60);
      expect(
        [...new Set([...ids, 'auth-method-mismatch', 'cert-not-yet-valid'])].filter(
          (id) => !(CAUSE_IDS as readonly string[]).includes(id),
        ),
      ).toEqual([]);
    },
  );
});
