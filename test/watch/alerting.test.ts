import { describe, expect, test } from 'vitest';
import { BEGIN, MINUTE, watcher } from './watcher.ts';

describe('edges', () => {
  test('a tunnel that is lost is raised once, and recovered when it is up again, with its downtime', () => {
    const w = watcher();
    w.at(0, (g, t) => g.establish(t, 1));
    w.at(10, (g, t) => g.lose(t, 1, 2));
    expect(w.told()).toEqual(['raised dpd-timeout t1 1']);
    w.at(20, (g, t) => g.establish(t, 1));
    const [alert] = w.alerts;
    // Given up after 165 s, up 33 ms after it was begun.
    expect(alert).toMatchObject({ edge: 'recovered', cause: 'dpd-timeout', connection: 't1', downtime: 435, fix: [] });
    expect(alert!.downSince).toBe('2026-11-23T12:12:45.000Z');
    expect(alert!.evidence[0]!.text).toContain('IKE_SA t1[2] established');
  });

  test('a failure that repeats is repeated once an interval, with its count', () => {
    const w = watcher({ interval: 10 * MINUTE });
    for (const minute of [0, 1, 2, 3]) w.at(minute, (g, t) => g.refuse(t, 1));
    expect(w.told()).toEqual(['raised psk-mismatch t1 1']);
    w.wait(9);
    expect(w.told()).toEqual([]);
    w.wait(10);
    expect(w.told()).toEqual(['repeated psk-mismatch t1 4']);
    w.wait(30);
    expect(w.told()).toEqual([]);
    w.at(31, (g, t) => g.establish(t, 1));
    expect(w.told()).toEqual(['recovered psk-mismatch t1 4']);
  });

  test('keys differ between alerts, ids are those of connection and cause', () => {
    const w = watcher();
    w.at(0, (g, t) => g.refuse(t, 1));
    w.at(1, (g, t) => g.establish(t, 1));
    w.at(2, (g, t) => g.refuse(t, 1));
    expect(w.alerts.map(({ edge }) => edge)).toEqual(['raised', 'recovered', 'raised']);
    expect(new Set(w.alerts.map(({ id }) => id)).size).toBe(1);
    expect(new Set(w.alerts.map(({ key }) => key)).size).toBe(3);
  });

  test('the delete of an operator is no alarm', () => {
    const w = watcher({ severity: 'info' });
    w.at(0, (g, t) => g.establish(t, 1));
    w.at(5, (g, t) => g.terminate(t, 1, 2));
    w.wait(60);
    expect(w.told()).toEqual([]);
  });

  test('an alert survives JSON unchanged', () => {
    const w = watcher();
    w.at(0, (g, t) => g.refuse(t, 1));
    expect(JSON.parse(JSON.stringify(w.alerts[0]))).toEqual(w.alerts[0]);
  });
});

describe('grace', () => {
  test('what heals within it is not told', () => {
    const w = watcher({ grace: 5 * MINUTE });
    w.at(0, (g, t) => g.refuse(t, 1));
    w.at(2, (g, t) => g.establish(t, 1));
    w.wait(30);
    expect(w.told()).toEqual([]);
  });

  test('what does not is told when it is over', () => {
    const w = watcher({ grace: 5 * MINUTE });
    w.at(0, (g, t) => g.refuse(t, 1));
    w.wait(4.9);
    expect(w.told()).toEqual([]);
    w.wait(5);
    expect(w.told()).toEqual(['raised psk-mismatch t1 1']);
  });

  test('of a log that is read late, its own times count', () => {
    const w = watcher({ grace: 5 * MINUTE });
    w.at(60, (g) => g.refuse(BEGIN, 1) + g.establish(BEGIN + 20 * MINUTE, 1));
    expect(w.told()).toEqual(['raised psk-mismatch t1 1', 'recovered psk-mismatch t1 1']);
  });
});

describe('expected connections', () => {
  test('one that is down after an operator took it down is missing, and recovers', () => {
    const w = watcher({ expect: ['t1'], expectGrace: 3 * MINUTE });
    w.at(0, (g, t) => g.establish(t, 1));
    w.at(5, (g, t) => g.terminate(t, 1, 2));
    w.wait(7);
    expect(w.told()).toEqual([]);
    w.wait(8);
    expect(w.told()).toEqual(['raised missing t1 1']);
    w.at(15, (g, t) => g.establish(t, 1));
    expect(w.alerts.map(({ edge, downtime }) => `${edge} ${downtime}`)).toEqual(['recovered 600']);
  });

  test('one that was never seen is missing', () => {
    const w = watcher({ expect: ['t9'], expectGrace: MINUTE });
    w.wait(0.5);
    w.wait(2);
    expect(w.alerts[0]).toMatchObject({ connection: 't9', cause: 'missing', downSince: null, certainty: 'proven' });
  });

  test('one whose failure is told already is not told again as missing', () => {
    const w = watcher({ expect: ['t1'], expectGrace: MINUTE });
    w.at(0, (g, t) => g.establish(t, 1));
    w.at(10, (g, t) => g.lose(t, 1, 2));
    w.wait(40);
    expect(w.told()).toEqual(['raised dpd-timeout t1 1']);
  });
});

describe('bounds', () => {
  test('more alerts than the bound wait, which is said; what is over before its turn is not told', () => {
    const w = watcher({ perMinute: 3, group: { by: 'none', window: 0, from: 2 } });
    w.at(0, (g, t) => [1, 2, 3, 4, 5, 6].map((n) => g.refuse(t, n)).join(''));
    expect(w.told()).toEqual(
      [1, 2, 3].map((n) => `raised psk-mismatch t${n} 1`).concat('raised alerts-bounded null 3'),
    );
    w.at(0.5, (g, t) => g.establish(t, 4));
    expect(w.told()).toEqual([]);
    w.wait(1.1);
    expect(w.told()).toEqual([
      'raised psk-mismatch t5 1',
      'raised psk-mismatch t6 1',
      'recovered alerts-bounded null 3',
    ]);
  });

  test('severity below the threshold is not told', () => {
    const w = watcher({ severity: 'warning' });
    w.at(0, (g, t) => g.establish(t, 1) + g.terminate(t + 1000, 1, 2));
    expect(w.told()).toEqual([]);
  });
});

describe('history', () => {
  test('what was there before the watcher is learned quietly, and told when it is seen again', () => {
    let isHistory = true;
    const w = watcher({}, () => isHistory);
    w.at(0, (g, t) => g.refuse(t, 1) + g.refuse(t, 2));
    isHistory = false;
    expect(w.told()).toEqual([]);
    w.at(5, (g, t) => g.refuse(t, 1) + g.establish(t, 2));
    expect(w.told()).toEqual(['raised psk-mismatch t1 2']);
  });
});

describe('connections', () => {
  test('a rekeyed tunnel stays up; a restart of charon takes it down', () => {
    const w = watcher();
    const state = () => [...w.connections.values()].map(({ name, up, times }) => `${name} ${up.size > 0} ${times}`);
    w.at(0, (g, t) => g.start(t - 1000) + g.establish(t, 1));
    w.at(60, (g, t) => g.rekey(t, 1, 2));
    expect(state()).toEqual(['t1 true 1']);
    w.at(70, (g, t) => g.start(t));
    expect(state()).toEqual(['t1 false 1']);
  });
});
