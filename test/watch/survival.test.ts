import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/watch/index.ts';
import { chop } from '../fixtures/corridor.ts';
import { live } from './living.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/logs/', import.meta.url));

/** The logs of the lab, one for each machine of each case. */
function logsOf(name: string): string[] {
  return readdirSync(join(SAMPLES, name))
    .filter((file) => file.endsWith('.log'))
    .map((file) => join(SAMPLES, name, file));
}

/** What people are told, without the key. */
const told = (alerts: Iterable<Alert>) =>
  [...alerts].map(
    ({ edge, cause, connection, at, count, summary }) => `${edge} ${cause} ${connection} ${at} ${count} ${summary}`,
  );

const CASES = [
  'psk-mismatch-v2',
  'dpd-timeout',
  'ts-mismatch-v2',
  'busy-gateway',
  'peer-unreachable',
  'no-ike-config',
  'psk-changed-before-reauth',
  'rekey-timeout',
  'esp-proposal-mismatch',
  'ok-rekey',
];

describe('a watcher that is killed again and again', () => {
  test.each(CASES)('tells of %s what one that lives on tells, and nothing twice', (name) => {
    for (const path of logsOf(name)) {
      const bytes = readFileSync(path);
      fc.assert(
        fc.property(
          fc.array(fc.nat(bytes.length), { maxLength: 30 }),
          fc.infiniteStream(fc.integer({ min: 0, max: 11 })),
          (cuts, dice) => {
            const pieces = chop(
              bytes,
              [...new Set(cuts)].sort((a, b) => a - b),
            );
            const calm = live({ pieces, mayDie: () => false });
            let deaths = 0;
            const killed = live({ pieces, mayDie: () => dice.next().value === 0 && deaths++ < 25 });
            expect(told(killed.delivered.values())).toEqual(told(calm.delivered.values()));
            expect(killed.warnings).toEqual([]);
          },
        ),
        { numRuns: 12 },
      );
    }
  });
});
