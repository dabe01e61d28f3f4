import { describe, expect, test } from 'vitest';
import { createDaemon } from '../../src/negotiation/daemon.ts';
import { createIkeSa, type IkeSa } from '../../src/negotiation/ike-sa.ts';
import { compressLineage } from '../../src/negotiation/retire.ts';

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
