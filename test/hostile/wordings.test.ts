// A law about all patterns at once: no identity and no distinguished name, whatever stands in it, makes one message of charon's mean what another means. For every
// wording with such a hole, the hole is filled with the rest of every other wording that begins alike.
import { expect, test } from 'vitest';
import { createMatcher, type HoleType, type PatternWords } from '../../src/messages/index.ts';
import { patterns } from '../fixtures/corridor.ts';

/** A value for each type of hole. */
const VALUES: { readonly [T in HoleType]: string } = {
  int: '1',
  hex: 'a1',
  ip: '192.0.2.1',
  endpoint: '192.0.2.1[500]',
  word: 'w',
  name: 'n',
  id: 'i',
  dn: 'CN=d',
  spi: 'a1b2c3d4',
  proposals: 'IKE:A/B',
  ts: '10.0.0.0/8',
  time: 'Jan 01 00:00:00 UTC 2026',
  payloads: '[ SA ]',
  text: 't',
  rest: 'r',
};
/** What strangers choose. */
const CHOSEN: readonly string[] = ['id', 'dn'] satisfies HoleType[];

/** Where both fit and no stranger has a say: it would take an identity of this host's own. */
const OF_OUR_OWN = ['authentication-of-myself-successful', 'authentication-of-myself-successful-ikev1'];

interface Worded {
  readonly pattern: PatternWords;
  /** Literal text and types of holes in turn, beginning with literal text. */
  readonly parts: readonly string[];
}

const worded: Worded[] = patterns().flatMap((pattern) =>
  pattern.says.map((says) => ({
    pattern,
    parts: says.split('\0').map((part, i) => (i % 2 === 0 ? part : part.slice(part.indexOf(':') + 1))),
  })),
);
const render = (parts: readonly string[], first: number) =>
  parts.map((part, i) => ((i + first) % 2 === 0 ? part : VALUES[part as HoleType])).join('');

/** Texts that a stranger could make of a wording, hoping that it is read as another. */
function* attempts() {
  for (const { pattern, parts } of worded) {
    for (const [at, part] of parts.entries()) {
      if (at % 2 === 0 || !CHOSEN.includes(part)) continue;
      const [before, after] = [render(parts.slice(0, at), 0), render(parts.slice(at + 1), at + 1)];
      for (const other of worded) {
        const group = pattern.groups.find((g) => other.pattern.groups.includes(g));
        if (other.pattern === pattern || other.pattern.means === null || group === undefined) continue;
        const wanted = render(other.parts, 0);
        if (before !== '' && wanted.startsWith(before))
          yield { pattern, group, text: `${before}${wanted.slice(before.length)}${after}` };
      }
    }
  }
}

test('no name makes one message mean another', () => {
  const matcher = createMatcher(patterns());
  const meaningOf = (text: string, group: number): string | null => {
    const bytes = Buffer.from(text);
    const { pattern } = matcher.match({
      source: { id: 1, name: 'x', stream: 'x', live: false },
      line: 1,
      offset: 0,
      at: Number.NaN,
      zone: Number.NaN,
      speaker: { id: 0, stream: 'x', host: null, program: null, pid: null },
      thread: 9,
      group,
      level: -1,
      uniqueId: -1,
      name: null,
      messageId: -1,
      bytes,
      start: 0,
      end: bytes.length,
      count: 1,
    });
    return pattern?.means ?? null;
  };
  let tried = 0;
  const confused: string[] = [];
  for (const { pattern, group, text } of attempts()) {
    tried++;
    const means = meaningOf(text, group);
    if (means !== null && means !== pattern.means && !OF_OUR_OWN.includes(pattern.name))
      confused.push(`${pattern.name} is read as ${means}: ${text}`);
  }
  expect(confused).toEqual([]);
  expect(tried).toBeGreaterThan(50);
});
