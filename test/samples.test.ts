// The shipped logs of real daemons: what each bears out by its about.md is what the corridor finds, and the text it prints is the golden beside it.
// Goldens are changed through `npm run approve` only, which shows what changes.
import { describe, expect, test } from 'vitest';
import { createPipeline } from '../src/pipeline.ts';
import { connectionKey } from '../src/sessions/index.ts';
import type { Finding } from '../src/triage/index.ts';
import { createView } from '../src/views/index.ts';
import { patterns } from './fixtures/corridor.ts';
import { type Claim, printSample, readAbout, sampleLogs, strayGoldens } from './tools/samples.mjs';

const program = { createPipeline, createView, patterns: patterns() };
const logs = sampleLogs();

/** A finding in the words of a claim. */
const claimOf = ({ symptom, causes }: Finding) => ({
  symptom,
  causes: causes.map(({ cause }) => cause),
  certainty: causes[0]?.certainty,
});

/**
 * What of a claim a finding does not bear out, as text; '' when all of it holds. On the side that can know, the first cause is the one claimed, as certain as
 * claimed; on the side that cannot, the causes claimed are among those named, and none is said to be proven.
 */
function shortfall(finding: Finding | undefined, claim: Claim): string {
  if (finding === undefined) return 'no such finding';
  const found = claimOf(finding);
  if (found.symptom !== claim.symptom) return `symptom ${found.symptom}`;
  if (claim.certainty !== 'possible') {
    const isFirst = found.causes[0] === claim.causes[0] && found.certainty === claim.certainty;
    return isFirst ? '' : `first ${found.causes[0]}(${found.certainty})`;
  }
  const lacking = claim.causes.filter((cause) => !(found.causes as readonly string[]).includes(cause));
  if (lacking.length > 0) return `not among the causes: ${lacking.join(', ')}`;
  return found.certainty === 'proven' ? `${found.causes[0]} is said to be proven` : '';
}

describe.each(logs.map((log) => [log.path, log] as const))('%s', (_, log) => {
  const { text, report } = printSample(program, log);
  const errors = report.findings.filter(({ severity }) => severity === 'error');

  test('bears out what its about.md states', () => {
    const claims = log.claims.map((claim) => {
      const finding = errors.find(({ ikeSa }) => claim.peer === undefined || ikeSa?.remote.host === claim.peer);
      return `${claim.peer ?? 'all'}: ${shortfall(finding, claim)}`;
    });
    expect(claims).toEqual(log.claims.map((claim) => `${claim.peer ?? 'all'}: `));
  });

  test('has no error besides', () => {
    const peers = log.claims.map(({ peer }) => peer);
    const others =
      log.claims.length === 0
        ? errors
        : errors.filter(({ ikeSa }) => !peers.includes(undefined) && !peers.includes(ikeSa?.remote.host ?? ''));
    expect(others.map(claimOf)).toEqual([]);
  });

  test('leaves no bad end unexplained', () => {
    const explained = new Set(report.findings.flatMap(({ ikeSa }) => (ikeSa === null ? [] : [connectionKey(ikeSa)])));
    const bad = report.ikeSas.filter(
      ({ outcome }) => outcome === 'failed' || outcome === 'timed-out' || outcome === 'lost',
    );
    expect(bad.map(connectionKey).filter((key) => !explained.has(key))).toEqual([]);
  });

  test('prints its golden', () => {
    expect(text, `${log.goldenUrl.pathname.split('/').at(-1)}: see npm run approve -- --case ${log.case}`).toBe(
      log.golden,
    );
  });
});

test('there are enough samples, and no golden without its log', () => {
  expect(new Set(logs.map((log) => log.case)).size).toBeGreaterThanOrEqual(16);
  expect(strayGoldens()).toEqual([]);
});

test('front matter is read', () => {
  const text =
    '---\nversion: 5.9.8\ncause: [a-b, c]\nmoon: none\nsun:\n  - { peer: 192.0.2.1, causes: [d, e] }\n  - { peer: 2001:db8::1 }\n---\n# x\n';
  expect(readAbout(text.replace('  - { peer: 2001:db8::1 }\n', ''))).toEqual({
    version: '5.9.8',
    cause: ['a-b', 'c'],
    moon: 'none',
    sun: [{ peer: '192.0.2.1', causes: ['d', 'e'] }],
  });
});
