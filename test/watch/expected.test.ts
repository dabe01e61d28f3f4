// Connections that ought to be up: what counts as up, told by stories and by every log of the lab in which all is well.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCorridor, type WatchState } from '../../src/commands/watch/corridor.ts';
import { ALERTING_DEFAULTS, type Alert } from '../../src/watch/index.ts';
import { NOW, patterns } from '../fixtures/corridor.ts';
import type { Gateway } from '../fixtures/gateway-log.mjs';
import { MINUTE, watcher } from './watcher.ts';

const expecting = { expect: ['t1'], expectGrace: 3 * MINUTE, group: { by: 'none' as const, window: 0, from: 2 } };
const stamp = (at: number) => new Date(at).toISOString().replace(/^.*T(.*)Z$/, 'Nov 23 $1');
const line = (at: number, text: string, group = 'IKE') => `${stamp(at)} 09[${group}] <t1|1> ${text}\n`;
const closing = (at: number) =>
  line(
    at,
    'closing CHILD_SA lan{1} with SPIs 10000002_i (0 bytes) 10000003_o (0 bytes) and TS 198.51.100.0/26 === 198.51.100.64/26',
  ) + line(at, 'sending DELETE for ESP CHILD_SA with SPI 10000002');
/** The IKE_SA comes up, and nothing is said of its CHILD_SA. */
const withoutChild = (g: Gateway, at: number) =>
  g
    .establish(at, 1)
    .split('\n')
    .filter((said) => !/CHILD_SA|ESP:/.test(said))
    .join('\n');
/** The same, and it says why. */
const refusedChild = (g: Gateway, at: number) =>
  withoutChild(g, at).replace(
    'parsed IKE_AUTH response 1 [ IDr AUTH SA TSi TSr',
    'parsed IKE_AUTH response 1 [ IDr AUTH N(TS_UNACCEPT)',
  ) +
  line(at + 40, 'received TS_UNACCEPTABLE notify, no CHILD_SA built') +
  line(at + 40, 'failed to establish CHILD_SA, keeping IKE_SA');
/** The same, and none was asked for (RFC 6023). */
const childless = (g: Gateway, at: number) => withoutChild(g, at).replaceAll(' SA TSi TSr', '');

describe('an IKE_SA without CHILD_SA', () => {
  test('does not satisfy when one was asked for; it is missing until one is up', () => {
    const w = watcher(expecting);
    w.at(0, withoutChild);
    w.wait(2);
    expect(w.told()).toEqual([]);
    w.wait(3.1);
    expect(w.alerts[0]).toMatchObject({ cause: 'missing', connection: 't1', downSince: null });
    expect(w.alerts[0]!.summary).toBe('Connection t1 is expected to be up, and its IKE_SA is, without any CHILD_SA.');
    w.alerts.length = 0;
    w.at(10, (_, at) =>
      line(
        at,
        'CHILD_SA lan{2} established with SPIs 10000012_i 10000013_o and TS 198.51.100.0/26 === 198.51.100.64/26',
      ),
    );
    expect(w.told()).toEqual(['recovered missing t1 1']);
  });

  test('does not satisfy when the one it had was closed', () => {
    const w = watcher(expecting);
    w.at(0, (g, t) => g.establish(t, 1));
    w.wait(60);
    w.at(61, (_, at) => closing(at));
    w.wait(65);
    expect(w.told()).toEqual(['raised missing t1 1']);
    // An IKE_SA that comes up beside it without a CHILD_SA mends nothing.
    w.at(70, withoutChild);
    expect(w.told()).toEqual([]);
    w.at(71, (g, t) => g.establish(t, 1));
    expect(w.told()).toEqual(['recovered missing t1 1']);
  });

  test.each<[string, (g: Gateway, at: number) => string]>([
    ['none was asked for', childless],
    [
      'its own inactivity timer closed it',
      (g, at) =>
        g.establish(at, 1) +
        line(at + 1000, 'deleting CHILD_SA after 300 seconds of inactivity', 'JOB') +
        closing(at + 1000),
    ],
    ['it was rekeyed', (g, at) => g.establish(at, 1) + g.rekey(at + MINUTE, 1, 2)],
    ['its CHILD_SA was rekeyed', (g, at) => g.establish(at, 1) + g.rekeyChild(at + MINUTE, 1, 2)],
  ])('is up where %s', (_, happens) => {
    const w = watcher(expecting);
    w.at(0, happens);
    w.wait(3);
    w.wait(10);
    expect(w.told()).toEqual([]);
  });

  test('whose failure is told is not told again as missing', () => {
    const w = watcher(expecting);
    w.at(0, refusedChild);
    w.wait(3);
    w.wait(10);
    expect(w.told()).toEqual(['raised ts-mismatch t1 1']);
  });
});

const SAMPLES = fileURLToPath(new URL('../../samples/logs/', import.meta.url));

/** Reads a log, then lets hours pass; again from the state that was saved. Gives what is missing both times. */
function missingIn(bytes: Buffer, names: readonly string[]): string[] {
  const told: Alert[] = [];
  let saved: WatchState | null = null;
  let clock = NOW;
  for (const isAnew of [false, true]) {
    const corridor = createCorridor({
      patterns: patterns(),
      lines: { now: () => clock, timezone: 'UTC', year: 2026 },
      alerts: { ...ALERTING_DEFAULTS, expect: names, expectGrace: MINUTE },
      isHistory: () => false,
      before: isAnew ? saved : null,
      reopened: new Map(),
      save: (state) => {
        saved = structuredClone(state);
      },
      deliver: (alert) => told.push(alert),
    });
    const source = { id: 1, name: '/var/log/charon.log', stream: '/var/log/charon.log', live: true };
    corridor.feed({ kind: 'opened', source });
    if (!isAnew) corridor.feed({ kind: 'chunk', source, bytes, offset: 0 });
    corridor.goLive();
    for (let minute = 0; minute < 5; minute++) {
      clock += MINUTE;
      corridor.tick();
    }
    corridor.save();
  }
  return told.filter(({ cause }) => cause === 'missing').map(({ edge, summary }) => `${edge} ${summary}`);
}

/** Names of connections that are up at the end of a log, as its own lines say. */
function upAtEnd(text: string): string[] {
  const names = new Set<string>();
  for (const [, deleted, name] of text.matchAll(
    /\b(deleting )?IKE_SA ([a-z][\w-]*)\[\d+\] (?:established|rekeyed|between)/g,
  )) {
    if (deleted === undefined) names.add(name!);
    else names.delete(name!);
  }
  return [...names];
}

const healthy = readdirSync(SAMPLES)
  .filter((name) => name.startsWith('ok-'))
  .flatMap((name) =>
    readdirSync(join(SAMPLES, name))
      .filter((file) => file.endsWith('.log'))
      .map((file) => `${name}/${file}`),
  );

describe('the logs of the lab in which all is well', () => {
  test('are there', () => {
    expect(healthy.length).toBeGreaterThan(15);
  });

  test.each(healthy)('%s: nothing is missing, before and after a restart', (path) => {
    const bytes = readFileSync(join(SAMPLES, path));
    expect(missingIn(bytes, upAtEnd(bytes.toString('utf8')))).toEqual([]);
  });
});
