// What was learned of the order of lines in a job.
import { describe, expect, test } from 'vitest';
import { SUCCESSION } from '../../src/negotiation/succession.generated.ts';
import { beginOf, endOf, isOutsideKind, kindOf, nextOf } from '../../src/negotiation/succession.ts';

const kind = (token: string) => {
  expect(kindOf(token), token).toBeGreaterThanOrEqual(0);
  return kindOf(token);
};

describe('the order of lines', () => {
  test('has each kind once, and successors that are kinds', () => {
    expect(new Set(SUCCESSION.map(([token]) => token)).size).toBe(SUCCESSION.length);
    const successors = SUCCESSION.flatMap(([, , , , next]) => next.filter((_, i) => i % 2 === 0));
    expect(successors.filter((index) => SUCCESSION[index] === undefined)).toEqual([]);
  });

  test('what follows, and that a job ends, are probabilities of one whole at most', () => {
    const sums = SUCCESSION.map(([, , , , next], last) =>
      next.filter((_, i) => i % 2 === 0).reduce((sum, after) => sum + Math.exp(nextOf(last, after)), 0),
    );
    expect(sums.filter((sum) => sum > 1)).toEqual([]);
  });

  test.each([
    ['after a packet comes what it holds', 'packet-received', '< IKE_SA_INIT request SA', 'packet-sent'],
    ['what was generated is sent', '> IKE_SA_INIT response SA', 'packet-sent', '< IKE_SA_INIT request SA'],
    ['an IKE proposal early', 'peer-is-initiating-ike-sa', 'proposal-selected IKE', 'proposal-selected ESP'],
  ])('%s', (_, last, likely, unlikely) => {
    expect(nextOf(kind(last), kind(likely))).toBeGreaterThan(nextOf(kind(last), kind(unlikely)));
  });

  test('a packet that comes in begins a job, always', () => {
    expect(beginOf(kind('packet-received'))).toBeGreaterThan(beginOf(kind('packet-sent')));
    expect(nextOf(kind('packet-sent'), kind('packet-received'))).toBeLessThan(-20);
  });

  test('a job that has sent its packet is over, most likely', () => {
    expect(endOf(kind('packet-sent'))).toBeGreaterThan(endOf(kind('packet-received')));
  });

  test('what no log had may stand anywhere', () => {
    expect(kindOf('no such pattern')).toBe(-1);
    expect(nextOf(kind('packet-sent'), -1)).toBe(nextOf(kind('packet-received'), -1));
  });

  test('configuration is outside of any IKE_SA', () => {
    expect(isOutsideKind(kind('added-vici-connection'))).toBe(true);
    expect(isOutsideKind(kind('packet-sent'))).toBe(false);
  });
});
