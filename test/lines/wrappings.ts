/**
 * For the tests of dialects: one message in a wrapping, and what must be made of it, alone and among other lines.
 */
import { describe, expect, test } from 'vitest';
import type { DialectName } from '../../src/lines/index.ts';
import type { Written } from '../fixtures/read-lines.ts';
import { readLines } from '../fixtures/read-lines.ts';

/** The record that must come out is the last of its lines. */
export type Row = readonly [name: string, lines: readonly string[], dialect: DialectName, expected: Partial<Written>];

/** The message. */
export const TEXT = 'received packet: from 192.0.2.1[500] to 192.0.2.2[500] (464 bytes)';

/** Tests every row. */
export function testWrappings(what: string, rows: readonly Row[]): void {
  describe(what, () => {
    test.each(rows)('%s', (_name, lines, dialect, expected) => {
      const { records, counts } = readLines(lines);
      expect(records.at(-1)).toMatchObject({
        text: expected.text ?? (expected.group === 'DMN' ? records.at(-1)!.text : TEXT),
        count: 1,
        ...expected,
      });
      expect(counts.dialect).toBe(dialect);
      expect(counts.charonLines).toBe(1);
    });

    test.each(rows)('%s: known from other lines in between', (_name, lines, dialect) => {
      const noise = [
        'Nov 23 09:08:57 gw sshd[1]: Accepted publickey for admin',
        'Some prose about the tunnel.',
        '',
        '{"level":"info"}',
      ];
      const { records, counts } = readLines([...noise, ...lines, ...noise, ...lines, ...noise]);
      expect(counts.dialect).toBe(dialect);
      expect(records.length + counts.duplicates).toBe(2);
      expect(counts.other).toBe(noise.length * 3);
    });
  });
}
