import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CAUSES, isCause } from '../../src/triage/causes.ts';
import { CAUSE_IDS } from '../../src/triage/finding.ts';

const PATTERNS = join(import.meta.dirname, '../../patterns');

/** What two wordings of the same message have in common: values, names in capitals and holes are all `#`. */
const shape = (text: string) => text.replace(/\{[^}]*\}|\b[A-Z][A-Z0-9_]{2,}\b|\d+(\.\d+)*/g, '#');

/** The shapes of all that charon can say, as far as the patterns know it. */
const known = readdirSync(PATTERNS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.pattern'))
  .flatMap((name) => readFileSync(join(PATTERNS, name), 'utf8').split('\n'))
  .map((line) => /^\s+(?:says|sample)\s+(.*)$/.exec(line)?.[1])
  .filter((wording) => wording !== undefined)
  .map(shape);

/** Quotations that are the value of a hole rather than words of a pattern. */
const VALUES = [
  /^(parsed|generating) /,
  /\[ /,
  /\[gw\.example\.org\]/,
  /^No route to host$/,
  /^unacceptable: /,
  /^rekeying IKE_SA failed/,
  /^received issuer cert$/,
];

/** The pieces in double quotes; `...` stands for what charon puts there. */
function quotations(text: string): string[] {
  return [...text.matchAll(/"([^"]+)"/g)]
    .map((found) => found[1]!)
    .filter((quoted) => !VALUES.some((value) => value.test(quoted)))
    .flatMap((quoted) => quoted.split(/ ?\.\.\. ?/))
    .filter((piece) => piece !== '');
}

describe('the causes', () => {
  test('are those that findings name', () => {
    expect(Object.keys(CAUSES).sort()).toEqual([...CAUSE_IDS].sort());
  });

  test.each(CAUSE_IDS)('%s tells its story in whole sentences', (id) => {
    const { title, means, proof, otherwise, mend } = CAUSES[id];
    expect(title).toMatch(/^[A-Z].{10,68}[^.!]$/);
    for (const text of [means, proof, mend, ...(otherwise === null ? [] : [otherwise])]) {
      expect(text).toMatch(/^["A-Za-z0-9].+\.$/);
      expect(text).not.toMatch(/!( |$)| {2}|\n/);
      expect(text.split('"').length % 2, `quotation marks of: ${text}`).toBe(1);
    }
  });

  test.each(CAUSE_IDS)('%s quotes charon in words that a pattern knows', (id) => {
    const { proof, otherwise } = CAUSES[id];
    const unknown = quotations(`${proof} ${otherwise ?? ''}`).filter(
      (quoted) => !known.some((wording) => wording.includes(shape(quoted))),
    );
    expect(unknown).toEqual([]);
  });

  test.each(CAUSE_IDS)('%s points only to other causes that exist', (id) => {
    const pointed = [...(CAUSES[id].otherwise ?? '').matchAll(/\b([a-z0-9]+(?:-[a-z0-9]+)+)(?=:| and [a-z0-9-]+:)/g)];
    for (const [, other] of pointed) {
      expect(CAUSE_IDS).toContain(other);
      expect(other).not.toBe(id);
    }
  });
});

describe('isCause', () => {
  test.each(CAUSE_IDS)('knows %s', (id) => {
    expect(isCause(id)).toBe(true);
  });

  test.each(['', 'psk', 'PSK-mismatch', 'toString', '__proto__', 'constructor', 'psk-mismatch '])(
    'does not take %j for one',
    (text) => {
      expect(isCause(text)).toBe(false);
    },
  );
});
