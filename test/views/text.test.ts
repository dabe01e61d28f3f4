import { describe, expect, it } from 'vitest';
import { makeDaemon, makeFinding, makeInput, makeReport, makeSa, refusal, withChild, written } from './build.ts';

const bad = makeSa({ events: refusal() });
const good = (i: number) =>
  withChild(makeSa({ name: `up${i}`, uid: 10 + i, events: refusal(), outcome: 'established' }));
const report = makeReport([bad], [makeFinding(bad)]);

describe('the text of a saved log', () => {
  it('is state, timeline, finding and totals', () => {
    expect(written('text', report)).toBe(`\
home  192.0.2.1 … 192.0.2.2  IKEv2 initiator  FAILED
    no-proposal-chosen: ike-proposal-mismatch (IKE_SA_INIT, +38 ms)

home[1]  2026-11-23
  10:03:11.100               IKE_SA_INIT request 0 { SA KE No N(NATD_S_IP) N(NATD_D_IP) } -->
  10:03:11.138   +38 ms  <-- IKE_SA_INIT response 0 { N(NO_PROP) }
  10:03:11.138             ! received NO_PROPOSAL_CHOSEN notify error

  ERROR no-proposal-chosen
  Nothing in common with 192.0.2.2.
  why         proven    ike-proposal-mismatch: both lists are in the log
  evidence    moon.log:13  received NO_PROPOSAL_CHOSEN notify error
  change      local     Accept what the peer offers:
                        proposals = aes128-sha256-ecp256  # swanctl.conf
                        ike=aes128-sha256-ecp256!         # ipsec.conf

20 lines read, 18 of charon; 1 not recognised (ike-trace patterns unmatched moon.log lists them).
More about a cause: ike-trace explain ike-proposal-mismatch
`);
  });

  it('keeps healthy connections to their line when there are several', () => {
    const text = written('text', makeReport([bad, good(1), good(2), good(3)], [makeFinding(bad)]));
    expect(text).toMatch(/^4 connections: 1 failed, 3 up {2}2026-11-23\nhome /);
    expect(text).not.toContain('up1[11]');
  });

  it('puts many connections into groups with an example of each failure', () => {
    const failed = Array.from({ length: 20 }, (_, i) => makeSa({ name: `c${i}`, uid: i + 1, events: refusal() }));
    const text = written(
      'text',
      makeReport(
        [...failed, good(1)],
        failed.map((sa) => makeFinding(sa)),
      ),
    );
    expect(text).toContain('20 FAILED  no-proposal-chosen: ike-proposal-mismatch\n   c0  c1  c2');
    expect(text).toContain('── no-proposal-chosen: ike-proposal-mismatch: c0 as an example of 20 connections ──');
    expect(text.match(/-->/g)).toHaveLength(1);
  });

  it('parts the daemons', () => {
    const other = makeDaemon('d2');
    const text = written('text', makeReport([bad, makeSa({ daemon: other, serial: 2, events: refusal() })]));
    expect(text.match(/^moon\.log: charon on moon$/gm)).toHaveLength(2);
    expect(text.match(/^home\[1\] {2}on moon, failed|^home\[1\] {2}on moon$/gm)).toHaveLength(2);
  });

  it("shows a daemon's own fault before the connections", () => {
    const fault = makeFinding(null, { id: 'f2', evidence: [refusal()[2]!], symptom: 'aborted-locally' });
    const text = written('text', { ...report, findings: [...report.findings, fault] });
    expect(text.indexOf('ERROR aborted-locally')).toBeLessThan(text.indexOf('home[1]'));
  });

  it('shows a finding whose IKE_SA is no longer kept', () => {
    const text = written('text', { ...makeReport([good(1)]), findings: [makeFinding(bad)] });
    expect(text).toContain('ERROR no-proposal-chosen  home[1]');
  });

  it('leaves out what was not asked for', () => {
    const both = makeReport([bad, good(1)], [makeFinding(bad)]);
    expect(written('text', both, { failuresOnly: true })).not.toContain('up1');
    expect(written('text', both, { connection: 'up1' })).not.toContain('home');
    expect(written('text', both, { connection: 'nobody' })).toMatch(/Its connections: home, up1\./);
    expect(written('text', both, { peer: '192.0.2.9' })).toMatch(/Nothing in the log fits/);
  });

  it('says so when there is nothing', () => {
    expect(written('text', makeReport([], [], [makeInput({ charonLines: 0 })]))).toMatch(
      /^No line of charon's was found/,
    );
  });

  it('has colours only when they are wanted', () => {
    expect(written('text', report)).not.toContain('\x1b');
    expect(written('text', report, { colour: true })).toContain('\x1b[1m\x1b[31mFAILED');
  });

  it.each([60, 80, 120])('exceeds %d columns by configuration at most, which is to be pasted', (width) => {
    for (const line of written('text', report, { width }).split('\n')) {
      if (!line.includes('.conf')) expect(line.length).toBeLessThanOrEqual(width);
    }
  });
});

describe('the text while following', () => {
  it('ends with the states alone', () => {
    const text = written('text', report, { live: true });
    expect(text.match(/ERROR no-proposal-chosen/g)).toHaveLength(1);
    expect(text.slice(text.indexOf('1 connection:'))).toMatch(
      /^1 connection: 1 failed {2}2026-11-23\nhome .*FAILED\n.*\n\n20 lines read/,
    );
  });
});
