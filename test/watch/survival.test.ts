import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert } from '../../src/watch/index.ts';
import { chop } from '../fixtures/corridor.ts';
import { createGateway } from '../fixtures/gateway-log.mjs';
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

type Lived = ReturnType<typeof live>;
type Living = Omit<Parameters<typeof live>[0], 'pieces' | 'mayDie'>;

interface Deaths {
  readonly cuts: { readonly minLength?: number; readonly maxLength: number };
  readonly runs: { readonly numRuns: number; readonly endOnFailure?: boolean };
  readonly most: number;
  /** What the log is read with, besides. */
  readonly living?: (pieces: readonly Buffer[]) => Living;
  /** Where it is cut; left out: where the dice say. */
  readonly places?: readonly number[];
}

/** A log that is cut anywhere, with deaths at any moment: it is told as if there had been none. `also`: what else holds. */
function survives(
  bytes: Buffer,
  { cuts, runs, most, living = () => ({}), places }: Deaths,
  also: (calm: Lived, killed: Lived) => void,
): void {
  fc.assert(
    fc.property(
      fc.array(fc.nat(bytes.length), cuts),
      fc.infiniteStream(fc.integer({ min: 0, max: 11 })),
      (anywhere, dice) => {
        const pieces = chop(
          bytes,
          [...new Set(places ?? anywhere)].sort((a, b) => a - b),
        );
        const calm = live({ ...living(pieces), pieces, mayDie: () => false });
        let deaths = 0;
        const killed = live({ ...living(pieces), pieces, mayDie: () => dice.next().value === 0 && deaths++ < most });
        expect(told(killed.delivered.values())).toEqual(told(calm.delivered.values()));
        also(calm, killed);
      },
    ),
    runs,
  );
}

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
      survives(readFileSync(path), { cuts: { maxLength: 30 }, runs: { numRuns: 5 }, most: 25 }, (_, killed) =>
        expect(killed.warnings).toEqual([]),
      );
    }
  });
});

/** Five hours of four tunnels, which rekey and fail in turn: most of what a line is about was said hours before it. */
function longLog(): Buffer {
  const begin = Date.UTC(2026, 10, 23, 12);
  const minute = 60_000;
  const gateway = createGateway();
  const said: { readonly at: number; readonly make: (at: number) => string }[] = [];
  const plan = (minutes: number, make: (at: number) => string) => said.push({ at: begin + minutes * minute, make });
  for (const n of [1, 2, 3, 4]) plan(n / 10, (at) => gateway.establish(at, n));
  for (let m = 5; m < 290; m += 7) {
    for (const n of [1, 2, 3, 4]) plan(m + n / 10, (at) => (gateway.isUp(n) ? gateway.dpd(at, n, m) : ''));
  }
  plan(61, (at) => gateway.rekey(at, 1, 200));
  plan(62, (at) => gateway.rekeyChild(at, 2, 200));
  plan(121, (at) => gateway.lose(at, 1, 201));
  plan(125, (at) => gateway.refuse(at, 1));
  plan(131, (at) => gateway.refuse(at, 1));
  plan(140, (at) => gateway.establish(at, 1));
  plan(200, (at) => gateway.lose(at, 2, 202));
  plan(210, (at) => gateway.terminate(at, 3, 203));
  plan(260, (at) => gateway.establish(at, 2));
  plan(270, (at) => gateway.lose(at, 4, 204));
  return Buffer.from(
    said
      .sort((a, b) => a.at - b.at)
      .map(({ at, make }) => make(at))
      .join(''),
  );
}

test('hours of a gateway, with the watcher killed at any moment, are told as if it had never been', () => {
  const living = (pieces: readonly Buffer[]) => ({ pause: (5 * 3_600_000) / pieces.length });
  survives(
    longLog(),
    { cuts: { minLength: 20, maxLength: 60 }, runs: { numRuns: 5 }, most: 60, living },
    ({ delivered }) => expect(delivered.size).toBeGreaterThanOrEqual(7),
  );
});

/** Twenty tunnels that are lost together, and come back one after the other; some in the meantime are refused. */
function outage(): Buffer {
  const begin = Date.UTC(2026, 10, 23, 12);
  const minute = 60_000;
  const gateway = createGateway();
  const all = Array.from({ length: 20 }, (_, i) => i + 1);
  return Buffer.from(
    [
      ...all.map((n) => gateway.establish(begin + n * 100, n)),
      ...all.map((n) => gateway.lose(begin + 10 * minute + n, n, 2)),
      ...all.slice(0, 9).map((n) => gateway.refuse(begin + 20 * minute + n * 100, n)),
      ...all.map((n) => gateway.establish(begin + (25 + n) * minute, n)),
    ].join(''),
  );
}

test('what is told together is told as if the watcher had never been killed', () => {
  const groups = ({ delivered }: Lived) => [...delivered.values()].map(({ group }) => group);
  survives(
    outage(),
    { cuts: { minLength: 15, maxLength: 30 }, runs: { numRuns: 4 }, most: 25, living: () => ({ pause: 9000 }) },
    (calm, killed) => {
      expect(groups(killed)).toEqual(groups(calm));
      expect(groups(calm).some((group) => group !== null)).toBe(true);
    },
  );
});

/** The text of journalctl for charon-systemd: neither thread nor name, and the jobs of several tunnels between each other. */
function threadless(): Buffer {
  const begin = Date.UTC(2026, 10, 23, 12);
  const minute = 60_000;
  const gateway = createGateway();
  const said: string[] = [];
  // Milliseconds apart, so that a job of one tunnel runs while those of others do.
  for (const n of [1, 2, 3, 4]) said.push(gateway.establish(begin + 7 * n, n));
  for (const n of [5, 6, 7]) said.push(gateway.refuse(begin + minute + 5 * n, n));
  for (const n of [1, 2, 3, 4]) said.push(gateway.dpd(begin + 5 * minute + 4 * n, n, 2));
  for (const n of [1, 2]) said.push(gateway.lose(begin + 10 * minute + 3 * n, n, 3));
  said.push(gateway.rekeyChild(begin + 11 * minute, 3, 3), gateway.rekey(begin + 11 * minute + 9, 4, 3));
  for (const n of [5, 6]) said.push(gateway.refuse(begin + 16 * minute + 2 * n, n));
  for (const n of [1, 2, 5]) said.push(gateway.establish(begin + 20 * minute + 6 * n, n));
  const lines = said
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, time, text] = /^Nov 23 (\S+) \d\d\[\w+\] <[^>]+> (.*)$/.exec(line)!;
      return { time: time!, text: `2026-11-23T${time}000+0000 moon charon-systemd[48]: ${text}\n` };
    });
  return Buffer.from(
    lines
      .map((line, i) => ({ ...line, i }))
      .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.i - b.i))
      .map(({ text }) => text)
      .join(''),
  );
}

/** Where a line begins that came at least a second after the one before: there a log rests. */
function restsOf(bytes: Buffer): number[] {
  const found: number[] = [];
  let at = 0;
  let before = Number.NaN;
  for (const line of bytes.toString('latin1').trimEnd().split('\n')) {
    const time = Date.parse(`${line.slice(0, 23)}Z`);
    if (time - before >= 1000) found.push(at);
    before = time;
    at += line.length + 1;
  }
  return found;
}

describe('a log without threads, in which jobs are in flight when the watcher dies', () => {
  const bytes = threadless();
  test.each([
    ['cut anywhere, and read without a rest', false],
    ['that rests between jobs, whereupon what is held back is told', true],
  ])('%s is told as by one that lives on, and nothing twice', (_, rests) => {
    const alerts = { group: { by: 'none' as const, window: 0, from: 2 } };
    survives(
      bytes,
      {
        cuts: { minLength: 10, maxLength: 40 },
        runs: { numRuns: 5, endOnFailure: true },
        most: 25,
        living: () => ({ alerts, rests }),
        ...(rests ? { places: restsOf(bytes) } : {}),
      },
      ({ delivered }) => expect(delivered.size).toBeGreaterThanOrEqual(4),
    );
  });
});
