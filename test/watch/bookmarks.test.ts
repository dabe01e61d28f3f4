import { describe, expect, test } from 'vitest';
import { createCorridor, type WatchState } from '../../src/commands/watch/corridor.ts';
import { reopenedAt } from '../../src/commands/watch/sources.ts';
import type { Source } from '../../src/intake/index.ts';
import { ALERTING_DEFAULTS, type Alert, type SavedTrack } from '../../src/watch/index.ts';
import { NOW, patterns } from '../fixtures/corridor.ts';
import { createGateway } from '../fixtures/gateway-log.mjs';

const MINUTE = 60_000;

/** A journal's entry for each line of a gateway's log. Cursors count the entries from 1. */
function entriesOf(log: string, first: number): string[] {
  return log
    .trimEnd()
    .split('\n')
    .map((line, i) => {
      const [, stamp, thread, group, name, uid, text] = /^(.{19}) (\d\d)\[(...)\] (?:<(\w+)\|(\d+)> )?(.*)$/.exec(
        line,
      )!;
      const at = Date.parse(`2026 ${stamp} UTC`) * 1000;
      return `${JSON.stringify({
        __CURSOR: `c${first + i}`,
        __REALTIME_TIMESTAMP: String(at),
        SYSLOG_IDENTIFIER: 'charon-systemd',
        _PID: '77',
        THREAD: String(Number(thread)),
        GROUP: group,
        LEVEL: '1',
        ...(name === undefined ? {} : { IKE_SA_NAME: name, IKE_SA_UNIQUE_ID: uid }),
        MESSAGE: text,
      })}\n`;
    });
}

/** Reads entries behind those that `before` says; gives the state at the end. */
function read(name: string, pieces: readonly string[], before: WatchState | null, linesBefore = 0) {
  const alerts: Alert[] = [];
  let state: WatchState | null = null;
  const track = new Map(before?.bookmarks.tracks).get(name);
  const left = track === undefined ? null : reopenedAt(track, [0]);
  const corridor = createCorridor({
    patterns: patterns(),
    lines: { now: () => NOW, timezone: 'UTC', year: 2026 },
    alerts: ALERTING_DEFAULTS,
    isHistory: () => false,
    before,
    reopened: new Map(left === null ? [] : [[name, left]]),
    save: (saved) => {
      state = structuredClone(saved);
    },
    deliver: (alert) => alerts.push(alert),
  });
  const source: Source = { id: 1, name, stream: name, live: true, ...(linesBefore > 0 ? { linesBefore } : {}) };
  corridor.feed({ kind: 'opened', source });
  corridor.goLive();
  let offset = 0;
  for (const piece of pieces) {
    const bytes = Buffer.from(piece);
    corridor.feed({ kind: 'chunk', source, bytes, offset });
    offset += bytes.length;
    corridor.feed({ kind: 'idle', source });
  }
  corridor.save();
  return { state: state! as WatchState, alerts, corridor };
}

const trackOf = (state: WatchState, name: string): SavedTrack => new Map(state.bookmarks.tracks).get(name)!;

describe('the journal', () => {
  const begin = Date.UTC(2026, 10, 23, 12);
  const gateway = createGateway();
  const first = entriesOf(
    gateway.start(begin) + gateway.establish(begin + 1000, 1) + gateway.dpd(begin + 20 * MINUTE, 1, 2),
    1,
  );
  const second = entriesOf(gateway.lose(begin + 40 * MINUTE, 1, 3), first.length + 1);

  test('is read on behind the entry before what is still needed; what was judged is not told again', () => {
    const one = read('journal:charon', first, null);
    const track = trackOf(one.state, 'journal:charon');
    expect(track.kind).toBe('journal');
    const { from } = track as Extract<SavedTrack, { kind: 'journal' }>;
    // Up to a minute before the last entry: the liveness check is read again, what was twenty minutes before is not.
    expect(from).toEqual({ cursor: `c${first.length - 5}`, lines: first.length - 5 });
    expect(one.state.bookmarks.seeds).toMatchObject([
      { pid: 77, ikeSas: [{ uniqueId: 1, name: 't1', children: [{ name: 'lan' }] }] },
    ]);
    const two = read('journal:charon', [...first.slice(from!.lines), ...second], one.state, from!.lines);
    expect(two.alerts.map(({ edge, cause }) => `${edge} ${cause}`)).toEqual(['raised dpd-timeout']);
    const three = read('journal:charon', second, two.state, first.length);
    expect(three.alerts).toEqual([]);
  });

  test('that lost the entries in between is not waited for', () => {
    const one = read('journal:charon', [...first, ...second.slice(0, -1)], null);
    const later = entriesOf(gateway.refuse(begin + 90 * MINUTE, 2), 500);
    const two = read('journal:charon', later, one.state, 1);
    expect(two.alerts.map(({ cause }) => cause)).toEqual(['psk-mismatch']);
  });
});

test('a log that was not there in a run keeps its place', () => {
  const gateway = createGateway();
  const begin = Date.UTC(2026, 10, 23, 12);
  const one = read('a.log', [gateway.establish(begin, 1)], null);
  const two = read('b.log', [gateway.establish(begin, 2)], one.state);
  expect(trackOf(two.state, 'a.log')).toEqual(trackOf(one.state, 'a.log'));
  expect(two.state.bookmarks.seeds.map(({ stream }) => stream).sort()).toEqual(['a.log', 'b.log']);
});

test('a negotiation that never ends is read again from its middle only', () => {
  const gateway = createGateway();
  const begin = Date.UTC(2026, 10, 23, 12);
  const half = gateway.refuse(begin, 1).split('\n').slice(0, 4).join('\n').concat('\n');
  const rest = Array.from({ length: 40 }, (_, i) => gateway.refuse(begin + (i + 1) * MINUTE, 2));
  const { state } = read('a.log', [half, ...rest], null);
  const track = trackOf(state, 'a.log') as Extract<SavedTrack, { kind: 'files' }>;
  const text = [half, ...rest].join('');
  const again = text.slice(track.from.position);
  expect(track.from.lines).toBe(text.slice(0, track.from.position).split('\n').length - 1);
  // Ten minutes, and up to 4 KiB more.
  expect(again.split('initiating').length - 1).toBeGreaterThanOrEqual(10);
  expect(again.split('initiating').length - 1).toBeLessThan(20);
});

test('memory: IKE_SAs that are over are let go of', () => {
  const gateway = createGateway();
  const begin = Date.UTC(2026, 10, 23, 12);
  const pieces = Array.from({ length: 300 }, (_, i) => gateway.refuse(begin + i * MINUTE, i % 7));
  const { corridor } = read('a.log', pieces, null);
  expect(corridor.ikeSas.size).toBeLessThan(20);
});
