// Findings of both ends' logs: the cause that one end proves is the cause, with no less certainty, whichever end is asked; what was lost is told with its direction.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/triage/index.ts';
import { hasLab, LAB, read, walkBoth } from '../../fixtures/both-ends.ts';
import { walk } from '../../fixtures/corridor.ts';
import { LAB as KNOWN } from '../../tools/accuracy-expected.mjs';

const RANK = { proven: 0, likely: 1, possible: 2 } as const;
const UNKNOWN = 3;
const SAMPLES = new URL('../../../samples/logs/', import.meta.url);
const sample = (path: string) => read(new URL(path, SAMPLES));

const errors = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity === 'error');

/** How sure the findings are of the first of these causes. */
function certainty(findings: readonly Finding[], causes: readonly string[]): number {
  const found = errors(findings).filter((finding) => causes.includes(finding.causes[0]!.cause));
  return Math.min(UNKNOWN, ...found.map((finding) => RANK[finding.causes[0]!.certainty]));
}

/** The known cause of a case, or what either end may know; empty where there is none. */
function causesOf(name: string): string[] {
  const [initiator, responder] = KNOWN[name] ?? ['?', '?'];
  const exact = [initiator, responder].find((word) => word.startsWith('='));
  const word = exact ?? initiator;
  return word === 'none' || word === '?' ? [] : word.slice(1).split('|');
}

const names = (version: string) => (hasLab ? readdirSync(new URL(`${version}/`, LAB)) : []);
const cases = [...new Set([...names('6.0.6'), ...names('5.9.8')])].sort().flatMap((name) => {
  const version = names('6.0.6').includes(name) ? '6.0.6' : '5.9.8';
  return (['a', 'b'] as const).map((local) => [name, version, local] as const);
});

describe.skipIf(!hasLab)('both ends of the lab (skipped without ../shared/charon-lab-logs)', () => {
  test.each(cases)('%s of %s, asked at %s', (name, version, local) => {
    const log = (file: string) => read(new URL(`${version}/${name}/${file}.l1.log`, LAB));
    const other = local === 'a' ? 'b' : 'a';
    const { findings } = walkBoth(log(local), log(other));
    const alone = ['a', 'b'].map((side) => walk({ name: 'x', bytes: Buffer.from(log(side)) }).report.findings);
    const causes = causesOf(name);
    if (causes.length === 0) {
      expect(errors(findings)).toHaveLength(Math.min(...alone.map((each) => errors(each).length)));
      return;
    }
    const better = Math.min(...alone.map((each) => certainty(each, causes)));
    expect(certainty(findings, causes)).toBeLessThanOrEqual(better);
    // One failure is one finding: no more than the end that tells of more.
    expect(errors(findings).length).toBeLessThanOrEqual(Math.max(...alone.map((each) => errors(each).length)));
  });
});

const first = (finding: Finding | undefined) => `${finding?.causes[0]?.cause}(${finding?.causes[0]?.certainty})`;

describe('what neither end can know alone', () => {
  test.each([
    ['reply-lost', 'reply-lost(proven)', /answered 3 times .* packets from 203\.0\.113\.1 to this side are lost/],
    ['udp-4500-blocked', 'udp-4500-blocked(proven)', /none of it arrived at 203\.0\.113\.1/],
    ['fragments-lost', 'fragments-lost(likely)', /1392 bytes, to UDP port 4500/],
    ['dpd-timeout', 'dpd-timeout(proven)', /INFORMATIONAL request/],
  ])('%s', (name, cause, summary) => {
    const { findings } = walkBoth(sample(`${name}/moon.log`), sample(`${name}/sun.log`));
    const [found] = errors(findings);
    expect(first(found)).toBe(cause);
    expect(found?.summary).toMatch(summary);
  });

  test('the same loss, told to the responder', () => {
    const { findings } = walkBoth(sample('udp-4500-blocked/sun.log'), sample('udp-4500-blocked/moon.log'));
    const [found] = errors(findings);
    expect(first(found)).toBe('udp-4500-blocked(proven)');
    expect(found?.summary).toContain('none of it arrived at this side');
  });

  test('a log that ends before the packets were sent proves no loss', () => {
    const sun = sample('udp-4500-blocked/sun.log')
      .split('\n')
      .filter((line) => !line.includes('half open'))
      .join('\n');
    const [found] = errors(walkBoth(sample('udp-4500-blocked/moon.log'), sun).findings);
    expect(first(found)).toBe('udp-4500-blocked(likely)');
    expect(found?.wouldSettle).toMatch(/^a log of 203\.0\.113\.1 that goes on/);
  });
});

test('what both ends failed at is proven for both by the one that compared', () => {
  const { findings } = walkBoth(sample('pfs-mismatch-at-rekey/moon.log'), sample('pfs-mismatch-at-rekey/sun.log'));
  const rekeyings = errors(findings).filter(({ causes }) => causes[0]!.cause === 'pfs-mismatch');
  expect(rekeyings.length).toBeGreaterThan(0);
  expect(rekeyings.map(first)).toEqual(rekeyings.map(() => 'pfs-mismatch(proven)'));
});

describe('one finding of both ends', () => {
  const { findings } = walkBoth(sample('psk-mismatch-v2/moon.log'), sample('psk-mismatch-v2/sun.log'));

  test("has the peer's proof, in this end's words", () => {
    expect(findings).toHaveLength(1);
    expect(first(findings[0])).toBe('psk-mismatch(proven)');
    expect(findings[0]).toMatchObject({ severity: 'error', role: 'initiator', wouldSettle: null });
    expect(findings[0]?.bothEnds).toMatchObject({ decidedBy: 'peer', merged: ['f2'] });
    expect(findings[0]?.fix.map(({ where }) => where)).toEqual(['local', 'peer']);
  });

  test('has lines of both logs, each in order', () => {
    expect(findings[0]?.evidence.map(({ source, line }) => `${source.name}:${line}`)).toEqual([
      'moon.log:17',
      'moon.log:22',
      'moon.log:23',
      'sun.log:19',
      'sun.log:20',
      'sun.log:22',
    ]);
  });

  test("has the values of the other side's configuration", () => {
    const [found] = walkBoth(
      sample('ike-proposal-mismatch/moon.log'),
      sample('ike-proposal-mismatch/sun.log'),
    ).findings;
    expect(first(found)).toBe('ike-proposal-mismatch(proven)');
    expect(found?.difference?.kind).toBe('proposal');
    expect(found?.fix.map(({ where, config }) => [where, config.length])).toEqual([
      ['local', 1],
      ['peer', 1],
    ]);
    expect(found?.summary).toMatch(/this side offers .*, 203\.0\.113\.1 has .* configured/);
  });

  test('seen from the peer where no words of this end fit, and says so', () => {
    const [found] = walkBoth(sample('peer-id-rejected/sun.log'), sample('peer-id-rejected/moon.log')).findings;
    expect(found?.summary.startsWith('Seen from ')).toBe(found?.bothEnds?.decidedBy === 'peer');
    expect(first(found)).toMatch(/\((?:proven|likely)\)$/);
  });
});

test('logs that do not belong together are reported each by itself, with a note', () => {
  const other = sample('ok-psk/sun.log')
    .replaceAll('203.0.113.1', '198.51.100.9')
    .replaceAll('192.0.2.1', '198.51.100.8');
  const report = walkBoth(sample('psk-mismatch-v2/moon.log'), other);
  expect(report.findings.some(({ bothEnds }) => bothEnds !== undefined)).toBe(false);
  expect(report.notes).toEqual([expect.stringMatching(/do not belong together.*the other log is of 198\.51\.100\.9/)]);
});
