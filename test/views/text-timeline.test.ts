import { describe, expect, it } from 'vitest';
import type { IkeEvent } from '../../src/negotiation/index.ts';
import { timeline } from '../../src/sessions/index.ts';
import type { Row } from '../../src/views/layout.ts';
import { gapText, shortPayloads, timelineRows } from '../../src/views/text-timeline.ts';
import { event, got, refusal, retransmit, sent } from './build.ts';

const text = (row: Row) =>
  row
    .map((s) => s.text)
    .join('')
    .trimEnd();
const rows = (events: readonly IkeEvent[], width = 100) =>
  timelineRows(timeline(events), { width, ms: true, day: '2026-11-23', hasSides: false }).map(text);

describe('shortPayloads', () => {
  const list = '[ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) CPRQ(ADDR DNS) ]';
  it.each([
    ['all of it where it fits', list, 80, '{ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) CPRQ(ADDR DNS) }'],
    ['what is in every list goes first', list, 40, '{ SA KE No CPRQ(ADDR DNS) … }'],
    ['then the end', list, 16, '{ SA KE No … }'],
    [
      'an error notify stays',
      '[ IDr AUTH N(MOBIKE_SUP) N(NO_ADD_ADDR) N(TS_UNACCEPT) ]',
      30,
      '{ IDr AUTH … N(TS_UNACCEPT) }',
    ],
    ['an empty list', '[ ]', 10, '{ }'],
    ['a list that charon cut', '[ SA KE N(NATD_S', 40, '{ SA KE … }'],
  ])('%s', (_, payloads, width, shown) => {
    expect(shortPayloads(payloads, width)).toBe(shown);
  });

  it('is quick with a list that no charon would write', () => {
    const begun = performance.now();
    const shown = shortPayloads(`[ ${'V '.repeat(30_000)}]`, 60);
    expect(shown.length).toBeLessThanOrEqual(60);
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('timelineRows', () => {
  it('shows messages with arrows, below each other, with gaps', () => {
    expect(rows(refusal())).toEqual([
      '  10:03:11.100               IKE_SA_INIT request 0 { SA KE No N(NATD_S_IP) N(NATD_D_IP) } -->',
      '  10:03:11.138   +38 ms  <-- IKE_SA_INIT response 0 { N(NO_PROP) }',
      '  10:03:11.138             ! received NO_PROPOSAL_CHOSEN notify error',
    ]);
  });

  it('folds retransmits and marks silence while nothing is up yet', () => {
    const events = [
      sent('IKE_SA_INIT', 'request', 0, '[ SA ]'),
      retransmit(1, 4000),
      retransmit(2, 11_000),
      event('retransmit.gave-up', { n: 2 }, 'giving up after 2 retransmits', 165_000),
    ];
    expect(rows(events).slice(1)).toEqual([
      '                           · 4 s of silence',
      '  10:03:15.100             ! retransmit 1 to 2 of request with message ID 0, over 7 s',
      '                           · 154 s of silence',
      '  10:05:56.100             ! giving up after 2 retransmits',
    ]);
  });

  it('marks no silence on a tunnel that is up', () => {
    const up = { name: 'home', uid: 1, local: 'a', localId: 'a', remote: 'b', remoteId: 'b' };
    const events = [
      event('ike.established', up, 'IKE_SA home[1] established between a[a]...b[b]'),
      sent('CREATE_CHILD_SA', 'request', 2, '[ SA No TSi TSr ]', 3_600_000),
    ];
    expect(rows(events)[1]).toBe('  11:03:11.100     +1 h      CREATE_CHILD_SA request 2 { SA No TSi TSr } -->');
  });

  it('says a new day', () => {
    const events = [
      sent('INFORMATIONAL', 'request', 1, '[ D ]'),
      got('INFORMATIONAL', 'response', 1, '[ D ]', 86_400_000),
    ];
    expect(rows(events)[1]).toBe('  2026-11-24');
  });

  it('folds a stretch that repeats', () => {
    const round = (i: number) => [
      sent('CREATE_CHILD_SA', 'request', i, '[ N(REKEY_SA) SA No TSi TSr ]', i * 7000),
      got('CREATE_CHILD_SA', 'response', i, '[ N(NO_PROP) ]', i * 7000 + 5),
      event(
        'child.rekey.failed',
        { seconds: 7 },
        `CHILD_SA rekeying failed, trying again in ${i} seconds`,
        i * 7000 + 5,
      ),
    ];
    const shown = rows([0, 1, 2, 3].flatMap(round));
    expect(shown).toHaveLength(4);
    expect(shown[3]).toBe('                           … the same 3 more times, 10:03:18.100 to 10:03:32.105');
  });

  it('says the day to which a stretch repeats', () => {
    const daily = (i: number) => [
      sent('INFORMATIONAL', 'request', i, '[ D ]', i * 86_400_000),
      got('INFORMATIONAL', 'response', i, '[ D ]', i * 86_400_000 + 5),
    ];
    const shown = rows([0, 1, 2, 3].flatMap(daily));
    expect(shown.at(-1)).toContain('the same 3 more times, 10:03:11.100 to 2026-11-26 10:03:11.105');
  });

  it('leaves out the middle of a long one', () => {
    const exchanges = ['IKE_SA_INIT', 'IKE_AUTH', 'CREATE_CHILD_SA', 'INFORMATIONAL'];
    const many = Array.from({ length: 400 }, (_, i) =>
      sent(exchanges[(i * i + (i >> 2)) % 4]!, 'request', i, `[ X${i} ]`, i),
    );
    const shown = rows(many);
    expect(shown).toHaveLength(51);
    expect(shown[20]).toBe('  … 350 entries left out, 10:03:11.120 to 10:03:11.469; -o json has them all');
  });

  it('wraps a remark below itself and never exceeds the width', () => {
    const long = event(
      'child.closed',
      { child: undefined, cuid: undefined },
      `CHILD_SA net{1} established with SPIs c1d2e3f4_i c5d6e7f8_o and TS ${'10.0.0.0/24 '.repeat(9)}`,
    );
    const shown = rows([long, ...refusal()], 80);
    expect(shown[1]).toMatch(/^ {31}\S/);
    for (const row of shown) expect(row.length).toBeLessThanOrEqual(80);
  });

  it('does without times', () => {
    const untimed = refusal().map((e) => ({ ...e, at: Number.NaN }));
    expect(rows(untimed)).toEqual([
      '      IKE_SA_INIT request 0 { SA KE No N(NATD_S_IP) N(NATD_D_IP) } -->',
      '  <-- IKE_SA_INIT response 0 { N(NO_PROP) }',
      '    ! received NO_PROPOSAL_CHOSEN notify error',
    ]);
  });

  it('shows the first of several proposals and counts the others', () => {
    const lists = event(
      'proposals.received',
      { proposals: '' },
      'received proposals: IKE:AES_CBC_256, IKE:AES_CBC_192, IKE:3DES_CBC',
    );
    expect(rows([lists])[0]).toMatch(/! received proposals: IKE:AES_CBC_256 and 2 more$/);
  });
});

describe('gapText', () => {
  it.each([
    [0.2, ''],
    [38, '+38 ms'],
    [-2000, '-2 s'],
    [Number.NaN, ''],
  ])('%d ms', (gap, shown) => {
    expect(gapText(gap)).toBe(shown);
  });
});
