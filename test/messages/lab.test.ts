import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { GROUPS } from '../../src/lines/index.ts';
import { createChooser, stepsFor } from '../../src/messages/choose.ts';
import { loadShipped, loadShippedStories } from '../../src/messages/shipped.ts';

const LAB = fileURLToPath(new URL('../../../shared/charon-lab-logs/', import.meta.url));
const isHere = existsSync(LAB);

/** Group and text of every line of our own runs that is in charon's bare shape (`05[IKE] text`), each once. */
function labLines(): (readonly [group: number, text: string])[] {
  const lines = new Set<string>();
  for (const name of readdirSync(LAB, { recursive: true, encoding: 'utf8' })) {
    if (!/\.plain(\.\d)?\.log$/.test(name)) continue;
    for (const line of readFileSync(join(LAB, name), 'utf8').split('\n')) lines.add(line.replace(/^\d+/, ''));
  }
  return [...lines].flatMap((line) => {
    const match = /^\[([A-Z]{3})\] (.*)$/.exec(line);
    return match ? [[GROUPS.indexOf(match[1] as 'IKE'), match[2]!.trim()] as const] : [];
  });
}

describe('shipped patterns', () => {
  const patterns = loadShipped();
  const chooser = createChooser(patterns);
  const nameOf = (group: number, text: string) => {
    const bytes = Buffer.from(text);
    const entry = chooser.choose(group, bytes, 0, bytes.length);
    return entry === null ? null : patterns[entry.pattern]!.name;
  };

  test.skipIf(!isHere)(
    `know every line of our own runs at level 1${isHere ? '' : ' (skipped: no lab logs beside the project)'}`,
    () => {
      const lines = labLines();
      expect(lines.length).toBeGreaterThan(1000);
      expect(lines.filter(([group, text]) => nameOf(group, text) === null)).toEqual([]);
    },
  );

  test.skipIf(!isHere)(
    `mean the same pattern by a line without its group${isHere ? '' : ' (skipped: no lab logs beside the project)'}`,
    () => {
      expect(labLines().filter(([group, text]) => nameOf(group, text) !== nameOf(-1, text))).toEqual([]);
    },
  );

  test('need at most half of the steps that a text is allowed', () => {
    const worst = [...loadShippedStories().values()].flatMap(({ samples }) =>
      samples.map(({ text }) => {
        const bytes = Buffer.from(text);
        chooser.choose(-1, bytes, 0, bytes.length);
        return { text, share: 1 - chooser.budget.steps / stepsFor(bytes.length) };
      }),
    );
    expect(worst.filter(({ share }) => share > 0.5)).toEqual([]);
  });
});
