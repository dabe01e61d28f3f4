import { describe, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/index.ts';
import { createThinning } from '../../src/negotiation/thin.ts';
import { daemonOf, eventOf, ikeSaOf } from '../fixtures/negotiation.ts';

/** IKE_SAs that each keep so many events, in turns, under a bound for all. */
function thinned(
  options: { maxKept: number; maxOfOne?: number; wanted?: number; isWritten?: boolean },
  sas: readonly { readonly outcome: IkeSa['outcome']; readonly events: number }[],
) {
  const daemon = daemonOf();
  const all = new Set(
    sas.map(({ outcome }, i) => ikeSaOf(daemon, i + 1, { outcome, everEstablished: outcome !== 'failed' })),
  );
  const left: number[] = [];
  const thinning = createThinning({
    maxKept: options.maxKept,
    maxOfOne: options.maxOfOne ?? 10_000,
    isWanted: (sa) => sa.uniqueId === options.wanted,
    leave: (sa) => {
      left.push(sa.uniqueId!);
      return options.isWritten === true;
    },
  });
  for (const [i, sa] of [...all].entries())
    for (let n = 0; n < sas[i]!.events; n++) thinning.keep(sa, eventOf('dpd.sent', {}, { line: n + 1 }));
  return { all: [...all], left, kept: () => [...all].map((sa) => sa.events.length) };
}

const ended = (events: number) => ({ outcome: 'deleted', events }) as const;
const failed = (events: number) => ({ outcome: 'failed', events }) as const;
const up = (events: number) => ({ outcome: 'established', events }) as const;

describe('when too many events are kept', () => {
  test('those that ended first give up theirs', () => {
    const { kept, left, all } = thinned({ maxKept: 100 }, [ended(40), ended(40), ended(40)]);
    expect([left, kept()]).toEqual([[1], [0, 40, 40]]);
    expect(all.map((sa) => sa.eventsDropped)).toEqual([40, 0, 0]);
  });

  test('what is asked for goes last', () => {
    expect(thinned({ maxKept: 100, wanted: 1 }, [ended(40), ended(40), ended(40)]).left).toEqual([2]);
  });

  test('what was written down is not counted as dropped', () => {
    const { all } = thinned({ maxKept: 100, isWritten: true }, [ended(60), ended(60)]);
    expect(all.map((sa) => sa.eventsDropped)).toEqual([0, 0]);
  });

  test('one that is up keeps how it came up, and the latest', () => {
    const { all, kept, left } = thinned({ maxKept: 2000 }, [up(1900), up(300)]);
    expect([left, kept()]).toEqual([[], [500, 300]]);
    const lines = all[0]!.events.map(({ line }) => line);
    expect([lines[0], lines[99], lines[100], lines.at(-1)]).toEqual([1, 100, 1501, 1900]);
    expect(all[0]!.eventsDropped).toBe(1400);
  });

  test('those with which nothing was wrong give up theirs before those that failed', () => {
    const { left } = thinned({ maxKept: 100 }, [failed(40), ended(40), failed(40)]);
    expect(left).toEqual([2]);
  });

  test.each([
    ['a little less of the middle, where that is enough', 300, [60, 60, 150]],
    ['all but the beginning and the end, as far as the bound asks for it', 60, [3, 3, 46]],
  ])('many that are up give up %s', (_, maxKept, expected) => {
    const { kept } = thinned({ maxKept }, [up(150), up(150), up(150)]);
    expect(kept()).toEqual(expected);
  });

  test('what is left of lives that go on is kept, however many', () => {
    const { kept } = thinned({ maxKept: 5 }, [up(3), up(3), up(3)]);
    expect(kept()).toEqual([3, 3, 3]);
  });
});

test('one IKE_SA keeps no more than its own bound', () => {
  const { all } = thinned({ maxKept: 100_000, maxOfOne: 1000 }, [up(2500)]);
  expect(all[0]!.events.length).toBeLessThanOrEqual(1000);
  expect(all[0]!.events.length + all[0]!.eventsDropped).toBe(2500);
  expect([all[0]!.events[0]!.line, all[0]!.events.at(-1)!.line]).toEqual([1, 2500]);
});
