// Alerts to sinks that fail in every way, on a clock that is moved by hand; the spool is a real directory.
// Longer than other files: the clock, the sinks and the spool are one stage, on which a restart is told like any other failure.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Alert } from '../../src/watch/alert.ts';
import { createDelivery, type DeliveryOptions, lost } from '../../src/watch/delivery.ts';
import { DeliveryFailure, type Sink } from '../../src/watch/sinks/sink.ts';
import type { SpoolFiles } from '../../src/watch/spool.ts';
import { makeAlert, makeSink } from './build.ts';

let root = '';
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'ike-trace-delivery-'));
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 23) });
});
afterEach(() => {
  vi.useRealTimers();
  fs.rmSync(root, { recursive: true, force: true });
});

const spooled = (sink = 'hook') => (fs.existsSync(join(root, sink)) ? fs.readdirSync(join(root, sink)).sort() : []);
const retry = (retryAfter = 0) => new DeliveryFailure('answered 500', false, retryAfter);
const refuse = () => new DeliveryFailure('answered 400', true);
const alertOf = (n: number, parts: Partial<Alert> = {}) => makeAlert({ id: `i${n}`, key: `k${n}`, ...parts });

/** A delivery with what it said. `random` is 1: each pause is the whole backoff. */
function open(sinks: Sink | readonly Sink[], options: Partial<DeliveryOptions> = {}) {
  const said: string[] = [];
  const delivery = createDelivery({
    sinks: [sinks].flat() as Sink[],
    spoolDirectory: root,
    report: (error, sink) => said.push(`${sink}: ${error.code}: ${error.message}`),
    note: (sentence) => said.push(sentence),
    random: () => 1,
    ...options,
  });
  return { delivery, said, stats: () => delivery.stats()[0]! };
}

/** A sink that keeps the keys it was given; `answers` are its failures, in turn, then it takes all. */
function sinkWith(answers: (DeliveryFailure | 'hang' | null)[] = [], name = 'hook') {
  const got: string[] = [];
  const sink = makeSink(async ({ key }, signal) => {
    got.push(key);
    const answer = answers.shift() ?? null;
    if (answer === 'hang')
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new DeliveryFailure('late', false))),
      );
    else if (answer !== null) throw answer;
  }, name);
  return { sink, got };
}

describe('delivery', () => {
  test('an alert is on disk when send returns, and gone when it was delivered', async () => {
    const { sink, got } = sinkWith();
    const { delivery, stats } = open(sink);
    delivery.send(alertOf(1));
    expect(spooled()).toEqual(['000000000001.json']);
    expect(JSON.parse(fs.readFileSync(join(root, 'hook', '000000000001.json'), 'utf8'))).toEqual(alertOf(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1']);
    expect(spooled()).toEqual([]);
    expect(stats()).toMatchObject({ delivered: 1, waiting: 0, waitingSize: 0, unstored: 0 });
  });

  test('failures are tried again after 1, 2, 4 s; the sink is complained of once and praised once', async () => {
    const { sink, got } = sinkWith([retry(), retry(), retry()]);
    const { delivery, said, stats } = open(sink);
    delivery.send(alertOf(1));
    const attempts: number[] = [];
    for (const pause of [999, 1, 1999, 1, 3999, 1]) {
      await vi.advanceTimersByTimeAsync(pause);
      attempts.push(got.length);
    }
    expect(attempts).toEqual([1, 2, 2, 3, 3, 4]);
    expect(said).toEqual(['hook: sink-failed: hook did not take an alert: answered 500', 'hook takes alerts again']);
    expect(stats()).toMatchObject({ delivered: 1, failed: 3, waiting: 0 });
  });

  test('the pause grows to five minutes and has chance in it', async () => {
    const { sink, got } = sinkWith(Array.from({ length: 40 }, () => retry()));
    const { delivery } = open(sink, { random: () => 0 });
    delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(499);
    expect(got).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(got).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(3600e3);
    const before = got.length;
    await vi.advanceTimersByTimeAsync(600e3);
    expect(got.length - before).toBe(4);
  });

  test.each([
    ['a while', 60e3, 60e3],
    ['for ever', 365 * 86400e3, 15 * 60e3],
  ])('a receiver that asks to be left alone for %s', async (_, asked, kept) => {
    const { sink, got } = sinkWith([retry(asked)]);
    const { delivery } = open(sink);
    delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(kept - 1);
    expect(got).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(got).toHaveLength(2);
  });

  test('what is refused is not sent again, and said once', async () => {
    const { sink, got } = sinkWith([refuse(), refuse()]);
    const { delivery, said, stats } = open(sink);
    for (const n of [1, 2, 3]) delivery.send(alertOf(n));
    await vi.advanceTimersByTimeAsync(3600e3);
    expect(got).toEqual(['k1', 'k2', 'k3']);
    expect(said).toEqual(['hook: sink-refused: hook refused an alert: answered 400', 'hook takes alerts again']);
    expect(stats()).toMatchObject({ refused: 2, delivered: 1 });
    expect(spooled()).toEqual([]);
  });

  test('a mistake in a sink is not repeated for ever', async () => {
    const { delivery, stats } = open(
      makeSink(() => {
        throw new TypeError('undefined is not a function');
      }),
    );
    delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(3600e3);
    expect(stats()).toMatchObject({ refused: 1, failed: 0, waiting: 0 });
  });

  test('a sink that hangs is given up after the time-out, and holds up no other', async () => {
    const dead = sinkWith(['hang', 'hang'], 'dead');
    const alive = sinkWith([], 'alive');
    const { delivery } = open([dead.sink, alive.sink], { timeout: 5000 });
    delivery.send(alertOf(1));
    delivery.send(alertOf(2));
    await vi.advanceTimersByTimeAsync(0);
    expect(alive.got).toEqual(['k1', 'k2']);
    expect(dead.got).toEqual(['k1']);
    await vi.advanceTimersByTimeAsync(6000);
    expect(dead.got).toEqual(['k1', 'k1']);
    await vi.advanceTimersByTimeAsync(7000);
    expect(dead.got).toEqual(['k1', 'k1', 'k1', 'k2']);
  });

  test('a sink that does not even heed the time-out is left behind', async () => {
    let attempts = 0;
    const { delivery } = open(
      makeSink(() => (++attempts === 1 ? new Promise(() => {}) : Promise.resolve())),
      { timeout: 5000 },
    );
    delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(5000 + 3000 + 1000);
    expect(attempts).toBe(2);
  });

  test('recovered never overtakes raised, whatever fails; other alerts pass one that always fails', async () => {
    const got: string[] = [];
    const { delivery } = open(
      makeSink(async ({ id, edge }) => {
        got.push(`${id} ${edge}`);
        if (id === 'bad' && got.length < 12) throw retry();
      }),
    );
    delivery.send(alertOf(1, { id: 'bad' }));
    delivery.send(alertOf(2, { id: 'bad', edge: 'recovered' }));
    delivery.send(alertOf(3, { id: 'good' }));
    await vi.advanceTimersByTimeAsync(3600e3);
    expect(got.slice(-2)).toEqual(['bad raised', 'bad recovered']);
    expect(got.indexOf('good raised')).toBe(5);
    expect(got.indexOf('bad recovered')).toBe(got.length - 1);
  });

  test('the same alert is not queued twice', async () => {
    const { sink, got } = sinkWith();
    const { delivery } = open(sink);
    delivery.send(alertOf(1));
    delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1']);
  });

  test('too many alerts: the oldest go, counted and said at 1, 10, 100', async () => {
    const { sink, got } = sinkWith(['hang']);
    const { delivery, said, stats } = open(sink, { maxAlerts: 5, timeout: 1e9 });
    for (let n = 1; n <= 105; n++) delivery.send(alertOf(n));
    expect(stats()).toMatchObject({ dropped: 100, waiting: 5 });
    expect(said.map((text) => /so far: (\d+)/.exec(text)?.[1])).toEqual(['1', '10', '100']);
    expect(spooled()).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1']);
    expect(stats().waiting).toBe(5);
  });

  test.each(['', 'A', '../x', 'a/b', '-a', 'x'.repeat(65)])('"%s" cannot be the name of a sink', (name) => {
    expect(() => open(makeSink(async () => {}, name))).toThrow('cannot be the name of a sink');
  });

  test('two sinks of one name are refused', () => {
    expect(() => open([sinkWith().sink, sinkWith().sink])).toThrow('two sinks have the name hook');
  });
});

describe('over a restart', () => {
  test('what was not delivered is, in order, and numbers go on', async () => {
    const first = open(sinkWith(Array.from({ length: 9 }, () => retry())).sink);
    for (const n of [1, 2, 3]) first.delivery.send(alertOf(n));
    // kill -9: nothing of the first is called again.
    vi.clearAllTimers();
    const { sink, got } = sinkWith();
    const second = open(sink);
    second.delivery.send(alertOf(4));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1', 'k2', 'k3', 'k4']);
    expect(spooled()).toEqual([]);
  });

  test('what waits for a sink that is no more is kept and said', async () => {
    open(sinkWith(['hang'], 'old').sink).delivery.send(alertOf(1));
    vi.clearAllTimers();
    const { said } = open(sinkWith([], 'new').sink);
    expect(said).toEqual(['alerts that wait for old, a sink that is not configured any more: 1']);
    expect(spooled('old')).toHaveLength(1);
  });

  test('each sink goes on where it was', async () => {
    const dead = sinkWith(['hang'], 'dead');
    const alive = sinkWith([], 'alive');
    open([dead.sink, alive.sink]).delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(0);
    vi.clearAllTimers();
    const again = [sinkWith([], 'dead'), sinkWith([], 'alive')] as const;
    open(again.map(({ sink }) => sink));
    await vi.advanceTimersByTimeAsync(0);
    expect(again.map(({ got }) => got)).toEqual([['k1'], []]);
  });

  // A send of two sinks takes some 25 steps, its deliveries a few more; a step too many is no crash.
  test.each(Array.from({ length: 60 }, (_, steps) => steps))(
    'kill -9 after %i steps on the disk loses no alert',
    async (steps) => {
      let left = steps;
      const isDead = () => left <= 0;
      const files = new Proxy(fs, {
        get: (target, name: keyof SpoolFiles) => {
          const real = target[name] as (...args: unknown[]) => unknown;
          return (...args: unknown[]) => {
            if (left-- <= 0) throw new Error('gone');
            return real(...args);
          };
        },
      });
      const got: string[] = [];
      const sinks = ['one', 'two'].map((name) =>
        makeSink(async ({ key }) => void (isDead() ? await new Promise(() => {}) : got.push(`${name} ${key}`)), name),
      );
      const { delivery } = open(sinks, { files });
      const promised: string[] = [];
      for (const n of [1, 2]) {
        delivery.send(alertOf(n));
        if (!isDead()) promised.push(`k${n}`);
        await vi.advanceTimersByTimeAsync(0);
      }
      vi.clearAllTimers();

      const after: string[] = [];
      const reborn = ['one', 'two'].map((name) => makeSink(async ({ key }) => void after.push(`${name} ${key}`), name));
      const { delivery: second, said } = open(reborn);
      // Who sends is as dead as we: it sends again what it was not promised.
      for (const n of [1, 2]) if (!promised.includes(`k${n}`)) second.send(alertOf(n));
      await vi.advanceTimersByTimeAsync(0);
      expect(new Set([...got, ...after])).toEqual(new Set(['one k1', 'two k1', 'one k2', 'two k2']));
      expect(after).toEqual([...new Set(after)]);
      expect(said).toEqual([]);
      expect([...spooled('one'), ...spooled('two')]).toEqual([]);
    },
  );

  test('an entry that is no alert is set aside and said; the others are delivered', async () => {
    fs.mkdirSync(join(root, 'hook'));
    const texts = [
      '',
      '{"half":',
      '{}',
      '[]',
      'null',
      JSON.stringify({ ...alertOf(7), evidence: [1] }),
      JSON.stringify(alertOf(8)),
    ];
    texts.forEach((text, i) => {
      fs.writeFileSync(join(root, 'hook', `00000000000${i + 1}.json`), text);
    });
    const { sink, got } = sinkWith();
    const { said, stats } = open(sink);
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k8']);
    expect(stats().corrupt).toBe(6);
    expect(said).toHaveLength(6);
    expect(spooled().every((name) => name.endsWith('.corrupt'))).toBe(true);
  });

  test('stop: what can be delivered is, what cannot waits in the spool', async () => {
    const { sink, got } = sinkWith([null, retry(), null, 'hang']);
    const { delivery, said } = open(sink);
    for (const n of [1, 2, 3, 4]) delivery.send(alertOf(n));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1', 'k2']);
    const stopped = delivery.stop();
    await vi.advanceTimersByTimeAsync(2000);
    await stopped;
    expect(got).toEqual(['k1', 'k2', 'k2', 'k3']);
    expect(spooled()).toHaveLength(2);
    expect(said.filter((text) => text.includes('lost'))).toEqual([]);
    await vi.advanceTimersByTimeAsync(3600e3);
    expect(got).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stop with nothing to do is at once', async () => {
    await open(sinkWith().sink).delivery.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stop never takes longer than the grace and a second, whatever a sink does', async () => {
    const { delivery } = open(
      makeSink(() => new Promise(() => {})),
      { spoolDirectory: null },
    );
    delivery.send(alertOf(1));
    let isStopped = false;
    void delivery.stop().then(() => {
      isStopped = true;
    });
    await vi.advanceTimersByTimeAsync(3000);
    expect(isStopped).toBe(true);
  });

  test('without a spool what is lost at the end can be said', async () => {
    const { delivery, said } = open(sinkWith([retry(), retry()]).sink, { spoolDirectory: null });
    delivery.send(alertOf(1));
    delivery.send(alertOf(2));
    await vi.advanceTimersByTimeAsync(0);
    await delivery.stop();
    expect(lost(delivery.leftovers())).toEqual([
      'alerts for hook that were not delivered and are lost, as nothing keeps them: 2',
    ]);
    expect(said.at(-1)).toContain('hook did not take an alert');
  });
});

describe('other sinks in the midst of a run', () => {
  test('what waited in memory is taken over by the sink of the same name, with what came meanwhile', async () => {
    const first = open(sinkWith([retry(), retry(), retry()]).sink, { spoolDirectory: null });
    first.delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(0);
    const stopped = first.delivery.stop();
    first.delivery.send(alertOf(2));
    await vi.advanceTimersByTimeAsync(3000);
    await stopped;
    first.delivery.send(alertOf(3));
    const { sink, got } = sinkWith();
    const second = open(sink, { spoolDirectory: null, leftovers: first.delivery.leftovers() });
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1', 'k2', 'k3']);
    expect(second.said).toEqual([]);
  });

  test('what waited for a sink that is gone is lost, which is said', async () => {
    const first = open(sinkWith([retry(), retry()]).sink, { spoolDirectory: null });
    first.delivery.send(alertOf(1));
    await first.delivery.stop();
    const second = open(sinkWith([], 'other').sink, { spoolDirectory: null, leftovers: first.delivery.leftovers() });
    expect(second.said).toEqual(['alerts for hook that were not delivered and are lost, as nothing keeps them: 1']);
  });

  test('with a spool what comes while the old ones end is on disk at once, and delivered once', async () => {
    const first = open(sinkWith([retry(), retry()]).sink);
    const stopped = first.delivery.stop();
    first.delivery.send(alertOf(1));
    expect(spooled()).toEqual(['000000000001.json']);
    await vi.advanceTimersByTimeAsync(3000);
    await stopped;
    const { sink, got } = sinkWith();
    open(sink, { leftovers: first.delivery.leftovers() });
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k1']);
  });
});

describe('age', () => {
  test('what waited for too long is given up, which is counted and said; a restart makes nothing younger', async () => {
    const before = open(sinkWith([retry()]).sink);
    before.delivery.send(alertOf(1));
    await before.delivery.stop();
    const day = 86_400_000;
    fs.utimesSync(join(root, 'hook', '000000000001.json'), Date.now() / 1000, Date.now() / 1000);
    vi.setSystemTime(Date.now() + 2 * day);
    const { sink, got } = sinkWith([retry(), retry()]);
    const { delivery, said, stats } = open(sink, { maxAge: day });
    delivery.send(alertOf(2));
    await vi.advanceTimersByTimeAsync(0);
    expect(got).toEqual(['k2']);
    expect(stats()).toMatchObject({ dropped: 1, waiting: 1 });
    expect(spooled()).toEqual(['000000000002.json']);
    expect(said).toContain('hook: spool-full: too many alerts wait for hook, or too long; given up so far: 1');
  });
});

describe('a spool that cannot be written', () => {
  test('alerts wait in memory and are delivered; it is said once; they reach the disk when it works again', async () => {
    fs.writeFileSync(join(root, 'hook'), 'a file where the directory should be');
    const { sink, got } = sinkWith([retry()]);
    const { delivery, said, stats } = open(sink, { backoff: { first: 300e3, most: 300e3 } });
    delivery.send(alertOf(1));
    delivery.send(alertOf(2));
    expect(stats()).toMatchObject({ waiting: 2, unstored: 2 });
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^hook: spool-failed: the spool of hook cannot be used: E/);
    await vi.advanceTimersByTimeAsync(60e3);
    fs.rmSync(join(root, 'hook'));
    await vi.advanceTimersByTimeAsync(30e3);
    expect(spooled()).toHaveLength(2);
    expect(stats().unstored).toBe(0);
    expect(said.slice(1)).toEqual([
      'hook: sink-failed: hook did not take an alert: answered 500',
      'the spool of hook can be used again',
    ]);
    await vi.advanceTimersByTimeAsync(300e3);
    expect(got).toEqual(['k1', 'k1', 'k2']);
    expect(spooled()).toEqual([]);
  });

  test('memory is bounded then as well', () => {
    fs.writeFileSync(join(root, 'hook'), '');
    const { delivery, stats } = open(sinkWith(['hang']).sink, { maxAlerts: 10 });
    for (let n = 1; n <= 50; n++) delivery.send(alertOf(n));
    expect(stats()).toMatchObject({ waiting: 10, dropped: 40 });
  });

  test('a delivered alert whose file cannot be removed is removed later', async () => {
    let isBroken = true;
    const files = {
      ...fs,
      unlinkSync(path: fs.PathLike) {
        if (isBroken) throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
        fs.unlinkSync(path);
      },
    };
    const { delivery, said } = open(sinkWith().sink, { files });
    delivery.send(alertOf(1));
    await vi.advanceTimersByTimeAsync(10e3);
    expect(spooled()).toHaveLength(1);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(30e3);
    expect(spooled()).toEqual([]);
    expect(said).toHaveLength(2);
  });
});
