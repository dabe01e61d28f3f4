import { describe, expect, it } from 'vitest';
import { groupRows, groupsOf } from '../../src/views/text-crowd.ts';
import { shownSessions } from '../../src/views/text-state.ts';
import { makeFinding, makeReport, makeSa, refusal, withChild } from './build.ts';

const many = (n: number, name: string) =>
  Array.from({ length: n }, (_, i) => makeSa({ name: `${name}${i}`, uid: i + 1, events: refusal() }));
const psk = many(3, 'p');
const proposals = many(5, 'q');
const silent = many(2, 's');
const healthy = Array.from({ length: 4 }, (_, i) =>
  withChild(makeSa({ name: `u${i}`, uid: i + 40, events: refusal(), outcome: 'established' })),
);
const report = makeReport(
  [...healthy, ...psk, ...proposals, ...silent],
  [
    ...psk.map((sa) =>
      makeFinding(sa, {
        symptom: 'authentication-failed',
        causes: [{ cause: 'psk-mismatch', certainty: 'likely', reason: '' }],
      }),
    ),
    ...proposals.map((sa) => makeFinding(sa)),
  ],
);
const groups = groupsOf(shownSessions(report));

describe('groupsOf', () => {
  it('puts together what failed alike, the most frequent first, the healthy last', () => {
    expect(groups.map((g) => [g.state, g.reason, g.members.length])).toEqual([
      ['FAILED', 'no-proposal-chosen: ike-proposal-mismatch', 5],
      ['FAILED', 'authentication-failed: likely psk-mismatch', 3],
      ['FAILED', 'failed in IKE_SA_INIT', 2],
      ['UP', '', 4],
    ]);
  });
});

describe('groupRows', () => {
  const rows = groupRows(groups, 80).map((row) =>
    row
      .map((s) => s.text)
      .join('')
      .trimEnd(),
  );
  it('counts and names them', () => {
    expect(rows.slice(0, 2)).toEqual(['5 FAILED  no-proposal-chosen: ike-proposal-mismatch', '  q0  q1  q2  q3  q4']);
    expect(rows.slice(-2)).toEqual(['4 UP  with 4 CHILD_SAs', '  u0  u1  u2  u3']);
  });

  it('bounds the names', () => {
    const crowd = groupsOf(shownSessions(makeReport(many(450, 'n'))));
    const text = groupRows(crowd, 80).map((row) => row.map((s) => s.text).join(''));
    expect(text.at(-1)).toMatch(/and 50 more$/);
  });
});
