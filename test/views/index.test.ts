import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS, type Format } from '../../src/views/index.ts';
import { event, got, makeFinding, makeInput, makeReport, makeSa, withChild, written } from './build.ts';

const FORMAT_IDS = Object.keys(FORMATS) as Format[];
/** What no output may contain but at the ends of lines; colours are off. */
const FORBIDDEN = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** A report in which every string that may stem from a log is `hostile`. */
function hostileReport(hostile: string) {
  const evidence = [
    got(hostile, hostile, 0, `[ ${hostile} ]`, 0, 1),
    event('notify.error.received', { notify: hostile }, hostile, 1, 2),
    event('proposals.received', { proposals: hostile }, `received proposals: ${hostile}, ${hostile}`, 2, 3),
  ];
  const sa = withChild(makeSa({ name: hostile, events: evidence }));
  sa.local.host = sa.local.id = sa.remote.host = sa.remote.id = sa.proposal = hostile;
  const finding = makeFinding(sa, {
    evidence,
    summary: hostile,
    causes: [{ cause: 'psk-mismatch', certainty: 'likely', reason: hostile }],
    difference: { kind: 'proposal', received: [hostile], configured: [hostile, hostile], mismatch: [hostile] },
    fix: [{ where: 'local', text: hostile, config: [hostile, hostile], ipsecConf: [hostile] }],
    wouldSettle: hostile,
    count: 2,
  });
  const input = makeInput({ source: hostile, hints: [hostile] });
  return { ...makeReport([sa], [finding], [input]), notes: [hostile], unattributed: new Map([[hostile, 1]]) };
}

describe('FORMATS', () => {
  it('tells of each what it is for', () => {
    expect(FORMAT_IDS).toEqual(['text', 'json', 'ndjson']);
    for (const id of FORMAT_IDS) expect(FORMATS[id]).toMatch(/^\S.{20,}/);
  });
});

describe('hostile names', () => {
  const hostile = 'evil\x1b]0;owned\x07\r\x9b2J\u202egnp\u200b\ud800\u2028';
  it.each(FORMAT_IDS)('do not reach a terminal as %s', (format) => {
    const output = written(format, hostileReport(hostile));
    expect(output).toContain('evil');
    expect(output).not.toMatch(FORBIDDEN);
  });

  it('do not reach a terminal live', () => {
    expect(written('text', hostileReport(hostile), { live: true })).not.toMatch(FORBIDDEN);
  });

  it('come out of json as they went in', () => {
    const { ikeSas } = JSON.parse(written('json', hostileReport(hostile)));
    expect(ikeSas[0].connection).toBe(hostile);
  });

  it.each(FORMAT_IDS)('of any kind leave %s whole', (format) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.integer({ min: 0, max: 200 }), (any, width) => {
        expect(written(format, hostileReport(any), { width })).not.toMatch(FORBIDDEN);
      }),
      { numRuns: 60 },
    );
  });

  it('do not become keys of plain objects', () => {
    const { ikeSas, unattributed } = JSON.parse(written('json', hostileReport('__proto__')));
    expect(ikeSas[0].connection).toBe('__proto__');
    expect(Object.keys(unattributed.byPattern)).toEqual(['__proto__']);
  });
});
