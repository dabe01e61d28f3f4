// What only repetition makes a fault: duplicates of one identity, tunnels that flap; and lives of the daemon.
import { describe, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/index.ts';
import { createTriage } from '../../src/triage/index.ts';
import { daemonOf, eventOf, type Happening, happen, ikeSaOf, inWords, triageStage } from '../fixtures/negotiation.ts';

const MINUTE = 60_000;
const parties = (remote: string) => ({
  name: 'rw',
  uid: 1,
  local: '203.0.113.1',
  localId: 'b.test',
  remote,
  remoteId: 'a.test',
});
const up = (at: number, remote = '192.0.2.1'): Happening => ['ike.established', parties(remote), at];
const duplicate = (at: number, reason = 'uniqueness policy'): Happening => [
  'ike.duplicate',
  { id: 'a.test', reason },
  at,
];
const deleted = (at: number): Happening => ['ike.delete.received', { name: 'rw', uid: 1 }, at];
const silent = (at: number): Happening => ['retransmit.gave-up', { n: 5 }, at];

/** Lives of IKE_SAs, one after the other; the findings that are about repetition. */
function repeated(...lives: readonly (readonly Happening[])[]): string[] {
  const { ikeSa, tell, triage } = triageStage();
  for (const life of lives) tell(ikeSa({ role: 'responder', name: 'rw', version: 2 }), ...life);
  return triage
    .findings()
    .filter(({ symptom }) => symptom === 'tunnel-flapping')
    .map((finding) => `${finding.severity} ${inWords(finding)}`);
}

describe('duplicates of one identity', () => {
  const from = (host: string, at: number): Happening[] => [up(at, host), duplicate(at + MINUTE)];
  test.each<[string, Happening[][], string[]]>([
    ['two are none', [from('192.0.2.1', 0), from('192.0.2.2', MINUTE)], []],
    [
      'three, by turns from two addresses',
      [from('192.0.2.1', 0), from('192.0.2.2', MINUTE), from('192.0.2.1', 2 * MINUTE)],
      ['error tunnel-flapping: identity-shared(likely) x1'],
    ],
    [
      'three from one address may have several reasons',
      [from('192.0.2.1', 0), from('192.0.2.1', MINUTE), from('192.0.2.1', 2 * MINUTE)],
      ['warning tunnel-flapping: identity-shared(possible) x1'],
    ],
    [
      'three in a day are a road warrior',
      [from('192.0.2.1', 0), from('192.0.2.2', 200 * MINUTE), from('192.0.2.1', 400 * MINUTE)],
      [],
    ],
  ])('%s', (_, lives, expected) => {
    expect(repeated(...lives)).toEqual(expected);
  });

  test('INITIAL_CONTACT once is a peer that started anew', () => {
    const { ikeSa, tell, found } = triageStage();
    tell(ikeSa(), up(0), duplicate(MINUTE, 'INITIAL_CONTACT'));
    expect(found()).toEqual(['tunnel-lost: stale-sa(likely) x1']);
  });
});

describe('a tunnel that flaps', () => {
  const life = (end: (at: number) => Happening, at: number, minutes = 1): Happening[] => [
    up(at),
    end(at + minutes * MINUTE),
  ];
  test.each<[string, Happening[][], string[]]>([
    ['twice is not often', [life(deleted, 0), life(deleted, 2 * MINUTE)], []],
    [
      'deleted by the peer three times',
      [life(deleted, 0), life(deleted, 2 * MINUTE), life(deleted, 4 * MINUTE)],
      ['warning tunnel-flapping: peer-deleted(likely) x1'],
    ],
    [
      'silent three times',
      [life(silent, 0), life(silent, 2 * MINUTE), life(silent, 4 * MINUTE)],
      ['error tunnel-flapping: dpd-timeout(likely) x1'],
    ],
    ['three in three hours', [life(deleted, 0), life(deleted, 60 * MINUTE), life(deleted, 120 * MINUTE)], []],
    ['long lives', [life(deleted, 0, 6), life(deleted, MINUTE, 6), life(deleted, 2 * MINUTE, 6)], []],
    [
      'a log without times does not know',
      [life(deleted, Number.NaN), life(deleted, Number.NaN), life(deleted, Number.NaN)],
      [],
    ],
  ])('%s', (_, lives, expected) => {
    expect(repeated(...lives)).toEqual(expected);
  });
});

describe('lives of a daemon', () => {
  /** One life with a tunnel, how it ended, then the start of the next. */
  function twoLives(
    endedBy: 'restart' | 'shutdown' | 'end-of-log',
    happenings: readonly Happening[] = [],
    spokeAt = 5,
  ) {
    const triage = createTriage([], () => {});
    const before = Object.assign(daemonOf('d1'), { endedBy, lastAt: spokeAt, endedAt: spokeAt });
    const sa: IkeSa = happen(ikeSaOf(before, 1), [up(0)]);
    before.live.add(sa);
    if (endedBy === 'restart') Object.assign(sa, { outcome: 'lost', endedAt: spokeAt });
    for (const [type, fields] of happenings)
      triage.feed({ event: eventOf(type, fields, { at: 4 }), daemon: before, ikeSa: null });
    triage.feed({ event: eventOf('daemon.plugins', {}, { at: 1 }), daemon: before, ikeSa: null });
    triage.feed({ event: eventOf('daemon.started', {}, { at: 10 }), daemon: daemonOf('d2'), ikeSa: null });
    const early = triage.findings().map(inWords);
    triage.end();
    return { early, late: triage.findings().map(inWords) };
  }
  const CRASHED = 'tunnel-lost: daemon-crashed(likely) x1';

  test('a start without a word of a stop', () => {
    expect(twoLives('restart')).toEqual({ early: [CRASHED], late: [CRASHED] });
  });

  test('another process: known only when the log has ended', () => {
    expect(twoLives('end-of-log')).toEqual({ early: [], late: [CRASHED] });
  });

  test('another process, and the first one goes on speaking: two daemons', () => {
    expect(twoLives('end-of-log', [], 20).late).toEqual([]);
  });

  test('a stop that was announced is no crash', () => {
    expect(twoLives('shutdown', [['daemon.stopping', { signal: 'SIGTERM' }]]).late).toEqual([
      'tunnel-lost: daemon-restarted(proven) x1',
    ]);
  });

  test('a crash that was seen is told once', () => {
    expect(twoLives('restart', [['daemon.crashed', { signal: 11 }], ['daemon.crashed']]).late).toEqual([
      'aborted-locally: daemon-crashed(proven) x1',
    ]);
  });
});
