import { describe, expect, it } from 'vitest';
import type { IkeSa } from '../../src/negotiation/index.ts';
import type { Finding } from '../../src/triage/index.ts';
import { stateText } from '../../src/views/text-reason.ts';
import { shownSessions } from '../../src/views/text-state.ts';
import { makeFinding, makeReport, makeSa, refusal, START, withChild } from './build.ts';

const events = refusal();
const failed = () => makeSa({ events });
const up = (uid = 1) => withChild(makeSa({ uid, events, outcome: 'established' }));
function closed(uid = 1): IkeSa {
  const sa = up(uid);
  sa.outcome = 'deleted';
  sa.endedAt = START + 60_000;
  for (const child of sa.children) child.outcome = 'deleted';
  return sa;
}
function lost(): IkeSa {
  const sa = closed();
  sa.outcome = 'lost';
  return sa;
}
function open(): IkeSa {
  const sa = makeSa({ events, outcome: 'open' });
  sa.outstanding = { exchange: 'IKE_AUTH', mid: 1, payloads: '[ ]', at: START, retransmits: 0, isAnswered: false };
  sa.lastAt = START + 12_000;
  return sa;
}
function withoutChild(): IkeSa {
  const sa = makeSa({ events, outcome: 'established' });
  sa.stage = 'IKE_AUTH';
  return sa;
}
const because = (sa: IkeSa, parts: Partial<Finding> = {}) => [makeFinding(sa, parts)];
const note: Partial<Finding> = {
  severity: 'info',
  symptom: 'tunnel-lost',
  causes: [{ cause: 'peer-deleted', certainty: 'proven', reason: 'it sent the DELETE' }],
};

/** Name of the case, its IKE_SAs, the findings about them, and what is said. */
const ROWS: readonly [string, IkeSa[], (sas: IkeSa[]) => Finding[], string][] = [
  [
    'never came up',
    [failed()],
    ([sa]) => because(sa!),
    'FAILED no-proposal-chosen: ike-proposal-mismatch (IKE_SA_INIT, +38 ms)',
  ],
  ['never came up, nobody knows why', [failed()], () => [], 'FAILED failed in IKE_SA_INIT after 38 ms'],
  [
    'up without the CHILD_SA that was refused',
    [withoutChild()],
    ([sa]) => because(sa!),
    'FAILED no-proposal-chosen: ike-proposal-mismatch (IKE_AUTH), IKE_SA up, no CHILD_SA',
  ],
  ['up', [up()], () => [], 'UP since 10:03:11, 1 CHILD_SA'],
  [
    'up, though another CHILD_SA failed',
    [up()],
    ([sa]) => because(sa!),
    'UP since 10:03:11, 1 CHILD_SA, but no-proposal-chosen: ike-proposal-mismatch',
  ],
  [
    'up after a failure',
    [failed(), up(2)],
    ([sa]) => because(sa!),
    'UP since 10:03:11, 1 CHILD_SA, after no-proposal-chosen: ike-proposal-mismatch',
  ],
  ['closed in order', [closed()], () => [], 'CLOSED since 10:04:11'],
  ['closed by the peer', [closed()], ([sa]) => because(sa!, note), 'CLOSED since 10:04:11, peer-deleted'],
  ['lost', [lost()], () => [], 'DOWN since 10:04:11, lost after 60 s'],
  [
    'lost, then closed in order',
    [lost(), closed(2)],
    ([sa]) => because(sa!),
    'CLOSED since 10:04:11, after no-proposal-chosen: ike-proposal-mismatch',
  ],
  ['not finished', [open()], () => [], 'OPEN IKE_AUTH request 1 not answered for 12 s'],
  ['closed in order after a rekeying that failed', [closedLater(), rekeyFailed()], () => [], 'CLOSED since 10:04:11'],
  ['half open until the daemon stopped', [halfOpen()], () => [], 'FAILED came to nothing in IKE_SA_INIT after 38 ms'],
  [
    'a mere possibility is not named',
    [failed()],
    ([sa]) => because(sa!, { causes: [{ cause: 'no-ike-config', certainty: 'possible', reason: '' }] }),
    'FAILED no-proposal-chosen (IKE_SA_INIT, +38 ms)',
  ],
];

function rekeyFailed(): IkeSa {
  const sa = failed();
  sa.uniqueId = 2;
  return sa;
}
function closedLater(): IkeSa {
  const sa = closed();
  sa.lastAt = START + 60_000;
  return sa;
}
function halfOpen(): IkeSa {
  const sa = failed();
  sa.outcome = 'deleted';
  return sa;
}

describe('the state of a connection', () => {
  it.each(ROWS)('%s', (_, sas, findings, said) => {
    const [shown] = shownSessions(makeReport(sas, findings(sas)));
    expect(`${shown!.state} ${stateText(shown!, '2026-11-23')}`).toBe(said);
  });

  it('names another day', () => {
    const [shown] = shownSessions(makeReport([up()]));
    expect(stateText(shown!, '2026-11-24')).toBe('since 2026-11-23 10:03:11, 1 CHILD_SA');
  });

  it('failed connections come first, each with its own findings', () => {
    const bad = makeSa({ name: 'bad', uid: 2, events });
    const good = withChild(makeSa({ name: 'good', events, outcome: 'established' }));
    const shown = shownSessions(makeReport([good, bad], because(bad)));
    expect(shown.map((s) => [s.session.name, s.findings.length])).toEqual([
      ['bad', 1],
      ['good', 0],
    ]);
  });
});
