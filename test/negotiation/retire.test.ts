import { describe, expect, test } from 'vitest';
import { createDaemon } from '../../src/negotiation/daemon.ts';
import { createIkeSa, type IkeSa } from '../../src/negotiation/ike-sa.ts';
import { compressLineage, createKept } from '../../src/negotiation/retire.ts';

const daemon = createDaemon('d1', { id: 0, stream: 'a', host: null, program: null, pid: null }, 'a');
type How = NonNullable<IkeSa['continues']>['how'];

/** A line of IKE_SAs, each continuing the one before; every one but the last is let go of once the next is there. */
function line(hows: readonly How[]): IkeSa {
  let sa = createIkeSa(daemon, 0, 1, 0);
  for (const [i, how] of hows.entries()) {
    const heir = createIkeSa(daemon, i + 1, i + 2, i + 1);
    heir.continues = { ikeSa: sa, how };
    compressLineage(sa);
    sa = heir;
  }
  return sa;
}

function lengthOf(sa: IkeSa): number {
  let n = 0;
  for (let at = sa; at.continues !== null; at = at.continues.ikeSa) n++;
  return n;
}

describe('what a forgotten IKE_SA continued', () => {
  test('of a thousand rekeyings the first stays linked, so that it is known since when the tunnel is up', () => {
    const last = line(Array.from({ length: 1000 }, () => 'rekey' as const));
    expect(lengthOf(last)).toBe(2);
    expect(last.continues!.ikeSa.continues!.ikeSa.serial).toBe(0);
  });

  test.each<[string, How[]]>([
    ['rekeyed and reauthenticated by turns', ['rekey', 'reauthentication']],
    ['reauthenticated', ['reauthentication']],
    ['tried again', ['retry']],
  ])('a line that is %s for ever is no longer than a few', (_, hows) => {
    const last = line(Array.from({ length: 1000 }, (_, i) => hows[i % hows.length]!));
    expect(lengthOf(last)).toBeLessThanOrEqual(4);
  });
});

describe('beyond the bound', () => {
  /** So many IKE_SAs, each as `make` has it, and how often one was looked at for being dropped. */
  function keep(count: number, make: (i: number) => Partial<IkeSa>) {
    let looks = 0;
    const kept = createKept(
      100,
      () => {},
      () => false,
    );
    for (let i = 0; i < count; i++) {
      const sa = Object.assign(createIkeSa(daemon, i, i, 0), make(i));
      const up = sa.everEstablished;
      Object.defineProperty(sa, 'everEstablished', {
        get() {
          looks++;
          return up;
        },
      });
      kept.add(sa);
    }
    return { kept, looks };
  }

  test('those that came to nothing make room', () => {
    const { kept } = keep(1000, (i) => ({ outcome: 'failed', name: `c${i}` }));
    expect([kept.all.size <= 100, kept.all.size + kept.dropped]).toEqual([true, 1000]);
  });

  test('while all are up nobody is looked for in vain for each new one', () => {
    const { kept, looks } = keep(1000, () => ({ outcome: 'established', everEstablished: true }));
    expect([kept.all.size, kept.dropped]).toEqual([1000, 0]);
    // Every second one is a search through all, four times: a batch is two in a hundred.
    expect(looks).toBeLessThan(1000 * 1000 * 2);
  });

  test('the bound holds again when they have ended', () => {
    const { kept } = keep(300, (i) =>
      i < 200 ? { outcome: 'established', everEstablished: true } : { outcome: 'failed' },
    );
    for (const sa of kept.all) sa.outcome = 'deleted';
    for (let i = 0; i < 10; i++) kept.add(createIkeSa(daemon, 1000 + i, 1000 + i, 0));
    expect(kept.all.size).toBeLessThanOrEqual(100);
  });
});
