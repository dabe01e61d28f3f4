import { describe, expect, it } from 'vitest';
import type { Row } from '../../src/views/layout.ts';
import { shownSessions } from '../../src/views/text-state.ts';
import {
  connectionTable,
  daemonTitle,
  footRows,
  headline,
  lastDay,
  nothingRows,
} from '../../src/views/text-summary.ts';
import { makeDaemon, makeFinding, makeInput, makeReport, makeSa, options, refusal, withChild } from './build.ts';

const text = (rows: readonly Row[]) =>
  rows.map((row) =>
    row
      .map((s) => s.text)
      .join('')
      .trimEnd(),
  );
const bad = makeSa({ name: 'home', events: refusal() });
const good = withChild(makeSa({ name: 'office-munich', uid: 2, events: refusal(), outcome: 'established' }));
const report = makeReport([bad, good], [makeFinding(bad)]);
const shown = shownSessions(report);
const table = (width: number) => text(connectionTable(shown, width, '2026-11-23'));

describe('headline', () => {
  it('counts by state and says the day', () => {
    expect(text([headline(shown, lastDay(shown))])).toEqual(['2 connections: 1 failed, 1 up  2026-11-23']);
  });
});

describe('connectionTable', () => {
  it('is one aligned line per connection', () => {
    expect(table(Number.POSITIVE_INFINITY)).toEqual([
      'home           192.0.2.1 … 192.0.2.2  IKEv2 initiator  FAILED  no-proposal-chosen: ike-proposal-mismatch (IKE_SA_INIT, +38 ms)',
      'office-munich  192.0.2.1 … 192.0.2.2  IKEv2 initiator  UP      since 10:03:11, 1 CHILD_SA',
    ]);
  });
  it('leaves out the local address, then the role, where it is narrow', () => {
    expect(table(116)[1]).toBe('office-munich  192.0.2.2  IKEv2 initiator  UP      since 10:03:11, 1 CHILD_SA');
    expect(table(97)[1]).toBe('office-munich  192.0.2.2  UP      since 10:03:11, 1 CHILD_SA');
  });
  it('breaks a reason that still does not fit', () => {
    expect(table(70)).toEqual([
      'home           192.0.2.2  FAILED  no-proposal-chosen:',
      '                                  ike-proposal-mismatch (IKE_SA_INIT,',
      '                                  +38 ms)',
      'office-munich  192.0.2.2  UP      since 10:03:11, 1 CHILD_SA',
    ]);
  });
  it('gives a single connection two lines rather than dropping anything', () => {
    expect(text(connectionTable(shown.slice(0, 1), 80, ''))).toEqual([
      'home  192.0.2.1 … 192.0.2.2  IKEv2 initiator  FAILED',
      '    no-proposal-chosen: ike-proposal-mismatch (IKE_SA_INIT, +38 ms)',
    ]);
  });
});

describe('daemonTitle', () => {
  it('says what is known', () => {
    const daemon = makeDaemon();
    expect(daemonTitle(daemon)).toBe('moon.log: charon on moon');
    daemon.version = '5.9.8';
    daemon.startedAt = Date.UTC(2026, 10, 23, 9);
    expect(daemonTitle(daemon)).toBe('moon.log: strongSwan 5.9.8 on moon, from 09:00:00');
  });
});

describe('nothingRows', () => {
  it.each([
    ['no line of charon', makeReport([], [], [makeInput({ charonLines: 0 })]), {}, /^No line of charon's was found/],
    ['nothing negotiated', makeReport([]), {}, /^No IKE_SA was negotiated/],
    ['no such connection', report, { connection: 'x' }, /Its connections: home, office-munich\.$/],
    ['nothing failed', report, { failuresOnly: true }, /^Nothing failed on 2 connections\.$/],
  ])('%s', (_, all, changed, said) => {
    expect(text(nothingRows(all, { ...options, ...changed }, 100)).join(' ')).toMatch(said);
  });
});

describe('footRows', () => {
  it('says what was read, what would help, and where to read on', () => {
    const inputs = [makeInput({ hints: ['Set ike_name = yes.'] })];
    const foot = footRows({ ...report, inputs, notes: ['3 findings were dropped.'] }, report.findings[0], 100);
    expect(text(foot)).toEqual([
      '20 lines read, 18 of charon; 1 not recognised (ike-trace patterns unmatched moon.log lists them).',
      'Hint: Set ike_name = yes.',
      'Note: 3 findings were dropped.',
      'More about a cause: ike-trace explain ike-proposal-mismatch',
    ]);
  });
  it.each([
    ['all recognised', [makeInput({ lines: 18, unrecognised: 0 })], '18 lines read; all recognised.'],
    [
      'several inputs',
      [makeInput(), makeInput()],
      '40 lines read from 2 inputs, 36 of charon; 2 not recognised (ike-trace patterns unmatched LOG lists them).',
    ],
    [
      'a path that a shell would take apart',
      [makeInput({ source: 'a b; rm.log' })],
      '20 lines read, 18 of charon; 1 not recognised (ike-trace patterns unmatched LOG lists them).',
    ],
  ])('%s', (_, inputs, said) => {
    expect(text(footRows(makeReport([], [], inputs), undefined, 200)).join(' ')).toBe(said);
  });
});
