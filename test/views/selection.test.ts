import { describe, expect, it } from 'vitest';
import type { Selection } from '../../src/views/report.ts';
import { fitsEvent, select } from '../../src/views/selection.ts';
import { makeFinding, makeReport, makeSa, options, refusal, START } from './build.ts';

const home = makeSa({ events: refusal() });
const later = makeSa({ name: 'later', uid: 2, events: refusal().map((e) => ({ ...e, at: e.at + 3_600_000 })) });
later.remote.host = '192.0.2.9';
later.remote.id = 'sun.example.org';
const nameless = makeSa({ name: null, uid: 3, events: refusal() });
const retry = makeSa({ uid: 4, events: refusal() });
retry.continues = { ikeSa: nameless, how: 'retry' };
const findings = [
  makeFinding(home),
  makeFinding(later, { id: 'f2', severity: 'warning' }),
  makeFinding(null, { id: 'f3', evidence: [refusal()[2]!] }),
];
const report = makeReport([home, later, nameless, retry], findings);

describe('select', () => {
  it.each<[string, Partial<Selection>, number[], string[]]>([
    ['everything', {}, [1, 2, 3, 4], ['f1', 'f2', 'f3']],
    [
      'a connection, with the attempts that were its own before they had a name',
      { connection: 'home' },
      [1, 3, 4],
      ['f1'],
    ],
    ['a peer by address', { peer: '192.0.2.9' }, [2], ['f2']],
    ['a peer by identity', { peer: 'sun.example.org' }, [2], ['f2']],
    ['from a time on', { since: START + 60_000 }, [2], ['f2']],
    ['up to a time', { until: START + 60_000 }, [1, 3, 4], ['f1', 'f3']],
    ['what failed', { failuresOnly: true }, [1, 3, 4], ['f1', 'f3']],
  ])('%s', (_, changed, uids, ids) => {
    const part = select(report, { ...options, ...changed });
    expect(part.ikeSas.map((sa) => sa.uniqueId)).toEqual(uids);
    expect(part.findings.map((f) => f.id)).toEqual(ids);
  });
});

describe('fitsEvent', () => {
  it('lets pass what has no time', () => {
    const untimed = { ...refusal()[0]!, at: Number.NaN };
    expect(fitsEvent(untimed, { ...options, since: START, until: START })).toBe(true);
    expect(fitsEvent(refusal()[1]!, { ...options, until: START })).toBe(false);
  });
});
