// Stories of what breaks together: how it is told, and that nothing is kept back for longer than the window.
import { describe, expect, test } from 'vitest';
import { readAlert } from '../../src/watch/alert-text.ts';
import type { AlertingOptions } from '../../src/watch/index.ts';
import { peerOf } from '../fixtures/gateway-log.mjs';
import { BEGIN, MINUTE, watcher } from './watcher.ts';

const SECOND = 1 / 60;
const some = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
/** The lines of some tunnels, one after the other. */
const each = (from: number, to: number, lines: (n: number) => string) => some(from, to).map(lines).join('');
const grouped = (group: Partial<AlertingOptions['group']> = {}) => ({
  group: { by: 'cause' as const, window: 30_000, from: 3, ...group },
});

describe('connections that break together', () => {
  test('the first is told at once, the others as one alert when the window closes, with one recovery', () => {
    const w = watcher(grouped());
    w.at(0, (g, t) => each(1, 40, (n) => g.establish(t, n)));
    w.at(10, (g, t) => each(1, 40, (n) => g.lose(t, n, 2)));
    expect(w.told()).toEqual(['raised dpd-timeout t1 1']);
    w.wait(10 + 29 * SECOND);
    expect(w.told()).toEqual([]);
    w.wait(10 + 30 * SECOND);
    const [raised] = w.alerts;
    expect(raised).toMatchObject({ edge: 'raised', cause: 'dpd-timeout', connection: null, count: 39 });
    expect(raised!.summary).toMatch(
      /^dpd-timeout on 39 connections at once: t2, t3, t4, t5, t6 and 34 more\. The first: /,
    );
    expect(raised!.group).toMatchObject({ by: 'cause', size: 39, broken: 39 });
    expect(raised!.group!.connections[0]).toEqual({ connection: 't2', child: null, host: peerOf(2), isUp: false });
    expect(JSON.parse(JSON.stringify(raised))).toEqual(raised);
    expect(readAlert(JSON.stringify(raised))).toEqual(raised);
    w.alerts.length = 0;
    w.at(20, (g, t) => each(1, 39, (n) => g.establish(t, n)));
    expect(w.told()).toEqual(['recovered dpd-timeout t1 1']);
    w.at(25, (g, t) => g.establish(t, 40));
    const [recovered] = w.alerts;
    expect(recovered).toMatchObject({
      id: raised!.id,
      edge: 'recovered',
      downSince: '2026-11-23T12:12:45.000Z',
      downtime: 735,
    });
    expect(recovered!.summary).toMatch(
      /^What dpd-timeout had broken works again on 39 connections, the last after 12 min: /,
    );
    expect(recovered!.group).toMatchObject({ size: 39, broken: 0 });
    w.wait(600);
    expect(w.alerts).toHaveLength(1);
  });

  test('an outage in which they break for minutes is one alert a window, and none is kept back for longer', () => {
    const w = watcher({ ...grouped(), perMinute: 1000 });
    for (const n of some(1, 60)) {
      w.at(n * 2 * SECOND, (g, t) => g.refuse(t, n));
      w.at((n * 2 + 1) * SECOND, () => '');
    }
    w.wait(5);
    const listed = w.alerts.flatMap(({ connection, group }) =>
      group === null ? [connection] : group.connections.map((one) => one.connection),
    );
    expect([...listed].sort()).toEqual(
      some(1, 60)
        .map((n) => `t${n}`)
        .sort(),
    );
    expect(w.alerts.map(({ edge, group }) => `${edge} ${group?.size ?? 1}`)).toEqual([
      'raised 1',
      'raised 14',
      'raised 15',
      'raised 15',
      'raised 15',
    ]);
    // Long after the outage the next break is told at once.
    w.alerts.length = 0;
    w.at(10, (g, t) => g.refuse(t, 99));
    expect(w.told()).toEqual(['raised psk-mismatch t99 1']);
  });

  test('few are told one by one when the window closes', () => {
    const w = watcher(grouped());
    w.at(0, (g, t) => [1, 2, 3].map((n) => g.refuse(t, n)).join(''));
    expect(w.told()).toEqual(['raised psk-mismatch t1 1']);
    w.wait(0.5);
    expect(w.told()).toEqual(['raised psk-mismatch t2 1', 'raised psk-mismatch t3 1']);
    w.at(2, (g, t) => g.establish(t, 3));
    expect(w.told()).toEqual(['recovered psk-mismatch t3 1']);
  });

  test('those that work again before the window closes are told as that', () => {
    const w = watcher(grouped());
    w.at(0, (g, t) => each(1, 5, (n) => g.refuse(t, n)));
    w.at(0.2, (g, t) => g.establish(t, 2) + g.establish(t, 3));
    w.wait(0.5);
    expect(w.alerts.map(({ edge, group }) => `${edge} ${group?.size} ${group?.broken}`)).toEqual([
      'raised undefined undefined',
      'raised 4 2',
    ]);
    w.at(1, (g, t) => g.establish(t, 4) + g.establish(t, 5));
    expect(w.alerts.at(-1)).toMatchObject({ edge: 'recovered', group: { size: 4, broken: 0 } });
  });

  test('all of which work again by then are a break and its recovery', () => {
    const w = watcher(grouped());
    w.at(0, (g, t) => each(1, 5, (n) => g.refuse(t, n)));
    w.at(0.2, (g, t) => each(2, 5, (n) => g.establish(t, n)));
    w.wait(0.5);
    expect(w.told()).toEqual([
      'raised psk-mismatch t1 1',
      'raised psk-mismatch null 4',
      'recovered psk-mismatch null 4',
    ]);
  });

  test('one that works again and breaks anew while the others are down is told anew', () => {
    const w = watcher(grouped());
    w.at(0, (g, t) => each(1, 6, (n) => g.refuse(t, n)));
    w.wait(0.5);
    w.wait(2);
    w.told();
    w.at(5, (g, t) => g.establish(t, 4));
    expect(w.told()).toEqual([]);
    w.at(9, (g, t) => g.refuse(t, 4));
    expect(w.told()).toEqual(['raised psk-mismatch t4 1']);
    w.at(12, (g, t) => each(1, 6, (n) => g.establish(t, n)));
    expect(w.told().sort()).toEqual([
      'recovered psk-mismatch null 5',
      'recovered psk-mismatch t1 1',
      'recovered psk-mismatch t4 1',
    ]);
  });

  test('a group that goes on is repeated as one, and says who is broken still', () => {
    const w = watcher({ ...grouped(), interval: 10 * MINUTE });
    w.at(0, (g, t) => each(1, 5, (n) => g.refuse(t, n)));
    w.wait(0.5);
    w.told();
    w.at(1, (g, t) => g.establish(t, 2));
    for (const minute of [3, 5, 7]) w.at(minute, (g, t) => each(3, 5, (n) => g.refuse(t, n)));
    expect(w.told()).toEqual([]);
    w.wait(10.6);
    expect(w.alerts.map(({ edge, summary }) => `${edge} ${summary}`)).toEqual([
      'repeated psk-mismatch goes on: 3 of 4 that broke together are still broken: t3, t4, t5.',
    ]);
    expect(w.alerts[0]!.count).toBe(4 + 9);
  });
});

describe('what is not one outage', () => {
  test('other causes, and what is told alone, do not wait for each other', () => {
    const w = watcher(grouped());
    w.at(0, (g, t) => [1, 2, 3].map((n) => g.establish(t, n)).join(''));
    w.at(10, (g, t) => g.lose(t, 1, 2) + g.refuse(t, 4));
    expect(w.told()).toEqual(['raised dpd-timeout t1 1', 'raised psk-mismatch t4 1']);
  });

  test('what a log tells of different hours, though it is read at one moment', () => {
    const w = watcher(grouped());
    w.at(300, (g) =>
      some(1, 5)
        .map((n) => g.refuse(BEGIN + n * 30 * MINUTE, n))
        .join(''),
    );
    expect(w.told()).toEqual(some(1, 5).map((n) => `raised psk-mismatch t${n} 1`));
  });
});

describe('options', () => {
  test('by peer, only what breaks with one address is told together', () => {
    const w = watcher(grouped({ by: 'peer', from: 2 }));
    w.at(0, (g, t) => each(1, 5, (n) => g.refuse(t, n)));
    expect(w.told()).toHaveLength(5);
    w.at(5, (g, t) => each(11, 14, (n) => g.refuse(t, n).replaceAll(peerOf(n), '203.0.113.9')));
    w.wait(6);
    expect(w.alerts.map(({ edge, group, remote }) => `${edge} ${group?.size ?? 1} ${remote.host}`)).toEqual([
      'raised 1 203.0.113.9',
      'raised 3 203.0.113.9',
    ]);
    expect(w.alerts[1]!.summary).toContain('on 3 connections with 203.0.113.9 at once: t12, t13, t14.');
  });

  test.each([
    ['none', grouped({ by: 'none' })],
    ['a window of 0', grouped({ window: 0 })],
  ])('%s tells each at once', (_, options) => {
    const w = watcher(options);
    w.at(0, (g, t) => each(1, 9, (n) => g.refuse(t, n)));
    expect(w.told()).toEqual(some(1, 9).map((n) => `raised psk-mismatch t${n} 1`));
  });

  test('expected connections that are missing together are one alert', () => {
    const expected = some(1, 6).map((n) => `t${n}`);
    const w = watcher({ ...grouped(), expect: expected, expectGrace: MINUTE });
    w.at(0, (g, t) => each(1, 6, (n) => g.establish(t, n)));
    w.at(5, (g, t) => each(1, 6, (n) => g.terminate(t, n, 2)));
    w.wait(6.1);
    w.wait(6.7);
    expect(w.told()).toEqual(['raised missing t1 1', 'raised missing null 5']);
    w.at(9, (g, t) => each(1, 6, (n) => g.establish(t, n)));
    expect(w.told().sort()).toEqual(['recovered missing null 5', 'recovered missing t1 1']);
  });

  test('when grouping is switched off what is held is told at the next tick', () => {
    const w = watcher(grouped({ window: 10 * MINUTE }));
    w.at(0, (g, t) => each(1, 3, (n) => g.refuse(t, n)));
    w.told();
    w.configure(grouped({ by: 'none', window: 0 }));
    w.wait(SECOND);
    expect(w.told()).toEqual(['raised psk-mismatch t2 1', 'raised psk-mismatch t3 1']);
  });

  test('a clock that is set back keeps nothing back for longer than the window', () => {
    const w = watcher(grouped());
    w.at(600, (g, t) => each(1, 3, (n) => g.refuse(t, n)));
    w.told();
    w.wait(0);
    w.wait(0.5);
    expect(w.told()).toEqual(['raised psk-mismatch t2 1', 'raised psk-mismatch t3 1']);
  });
});

test('an alert in the spool of a version without groups is about one connection', () => {
  const w = watcher({ group: { by: 'none', window: 0, from: 3 } });
  w.at(0, (g, t) => g.refuse(t, 1));
  const { group: _, ...old } = w.alerts[0]!;
  expect(readAlert(JSON.stringify(old))).toEqual(w.alerts[0]);
  expect(
    readAlert(JSON.stringify({ ...old, group: { by: 'cause', size: 1, broken: 1, connections: [{}] } })),
  ).toBeNull();
});
