// Any text at all: it is read to its end, places lie within it, and it says nothing of secrets.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfiguration, type SourceText } from '../../src/configuration/index.ts';

const PIECES = [
  'connections',
  'home',
  'local',
  'children',
  'secrets',
  'ike-1',
  'include',
  'a.b',
  'conn',
  'config setup',
  'ca',
  'also',
  '%default',
  '{',
  '}',
  '=',
  ':',
  ',',
  '.',
  '"',
  '#',
  '\\',
  '\n',
  '\r\n',
  ' ',
  '\t',
  ' : ',
  'PSK',
  '\u{1f512}',
  '\0',
  'x',
] as const;
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));

/** Every include gives the same text again, so that only the bounds end it. */
const includeSelf =
  (source: string) =>
  (pattern: string): { texts: SourceText[]; problem: null } => ({
    texts: [{ name: `${pattern}+`, text: source }],
    problem: null,
  });

describe('any text', () => {
  test('is read, with places that are in it', () => {
    fc.assert(
      fc.property(text, (body) => {
        const source = `connections {\n${body}`;
        const configuration = readConfiguration({ name: 'FILE', text: source }, () => ({ texts: [], problem: null }));
        const lines = source.split('\n');
        const places = [
          ...(configuration?.problems.map(({ place }) => place) ?? []),
          ...(configuration?.connections.flatMap((c) => [c.place, ...c.children.map(({ place }) => place)]) ?? []),
        ];
        const outside = places.filter(({ line, column }) => column < 1 || column > (lines[line - 1]?.length ?? -1) + 1);
        expect(outside).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('of ipsec.conf, with ipsec.secrets', () => {
    fc.assert(
      fc.property(text, text, (body, secrets) => {
        const source = { name: 'FILE', text: `conn home\n${body}` };
        const read = () =>
          readConfiguration(source, () => ({ texts: [], problem: null }), { name: 'SECRETS', text: secrets });
        expect(read).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  test('that includes itself under ever new names ends', () => {
    const source = 'connections { }\ninclude a\n';
    const configuration = readConfiguration({ name: 'FILE', text: source }, includeSelf(source));
    expect(configuration!.files.length).toBeLessThanOrEqual(10);
    expect(configuration!.problems).toHaveLength(1);
  });
});
