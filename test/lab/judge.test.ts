// What counts as borne out by a document, without a daemon.
import { expect, test } from 'vitest';
import { judge } from './judge.ts';
import type { Found } from './scenario.ts';
import type { Document, Finding } from './trace.ts';

const finding = (over: Partial<Finding> = {}): Finding => ({
  severity: 'error',
  symptom: 'authentication-failed',
  causes: [
    { cause: 'psk-mismatch', certainty: 'likely' },
    { cause: 'no-peer-config', certainty: 'possible' },
  ],
  ikeSa: 'd1:1',
  connection: 'office',
  difference: null,
  summary: '',
  ...over,
});

const documentOf = (...findings: readonly Finding[]): Document => ({
  inputs: [],
  ikeSas: [{ id: 'd1:1', connection: 'office', remote: { host: '192.0.2.1' }, outcome: 'failed' }],
  findings,
});

const claim = (over: Partial<Found> = {}): Found => ({
  symptom: 'authentication-failed',
  causes: ['psk-mismatch'],
  certainty: 'likely',
  ...over,
});

const proven = finding({ causes: [{ cause: 'psk-mismatch', certainty: 'proven' }] });
const different = finding({ difference: { kind: 'proposal', mismatch: ['KE', 'PRF'] } });

test.each([
  ['the first cause, as certain as claimed', claim(), finding(), true],
  ['less certain than claimed', claim({ certainty: 'proven' }), finding(), false],
  ['more certain than the log allows', claim(), proven, false],
  ['another symptom', claim({ symptom: 'tunnel-lost' }), finding(), false],
  ['another severity', claim({ severity: 'warning' }), finding(), false],
  ['among the candidates', claim({ causes: ['no-peer-config'], certainty: 'possible' }), finding(), true],
  ['not among the candidates', claim({ causes: ['psk-missing'], certainty: 'possible' }), finding(), false],
  ['the log cannot know, and proof is claimed', claim({ certainty: 'possible' }), proven, false],
  ['the same transforms in another order', claim({ mismatch: ['PRF', 'KE'] }), different, true],
  ['other transforms', claim({ mismatch: ['PRF'] }), different, false],
  ['the outcome of its IKE_SA', claim({ outcome: 'failed' }), finding(), true],
  ['another outcome', claim({ outcome: 'lost' }), finding(), false],
  ['the peer', claim({ peer: '192.0.2.1' }), finding(), true],
  ['another peer', claim({ peer: '192.0.2.2' }), finding(), false],
])('%s', (_, claimed, found, expected) => {
  expect(judge(documentOf(found), [claimed], undefined)[0]?.ok).toBe(expected);
});

test('a healthy log has no error, and ends as stated', () => {
  const warning = finding({ severity: 'warning' });
  expect(judge(documentOf(warning), [], 'failed').map(({ ok }) => ok)).toEqual([true, true]);
  expect(judge(documentOf(finding()), [], 'established').map(({ ok }) => ok)).toEqual([false, false]);
});

test('an error of which no cause is claimed is a miss of its own', () => {
  const stray = finding({ symptom: 'tunnel-lost', causes: [{ cause: 'dpd-timeout', certainty: 'likely' }] });
  const verdicts = judge(documentOf(finding(), stray), [claim()], undefined);
  expect(verdicts.map(({ ok }) => ok)).toEqual([true, false]);
});

test('in a variant of the log certainty may differ, the cause may not', () => {
  expect(judge(documentOf(proven), [claim()], undefined, { loose: true })[0]?.ok).toBe(true);
  const other = claim({ causes: ['psk-missing'] });
  expect(judge(documentOf(proven), [other], undefined, { loose: true })[0]?.ok).toBe(false);
});
