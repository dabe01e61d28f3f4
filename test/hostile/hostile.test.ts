// Words of strangers, from the line of the log to the bytes that leave: in every place where charon prints them, in every dialect, by every output. Nothing
// unsafe leaves; and whatever he calls himself, a stranger changes nothing but his own name: neither what is found of him, nor anybody else's diagnosis.
import { describe, expect, test } from 'vitest';
import { createDump } from '../../src/commands/dump.ts';
import { createLines } from '../../src/lines/index.ts';
import type { IkeSa } from '../../src/negotiation/index.ts';
import { createPipeline } from '../../src/pipeline.ts';
import type { Finding } from '../../src/triage/index.ts';
import { createView, type Report, safeText } from '../../src/views/index.ts';
import { patterns } from '../fixtures/corridor.ts';
import { complaintAboutText, type Output, walk } from '../fuzz/check.mjs';
import { PLAIN } from '../fuzz/mutate.mjs';
import { WRAPPED_DIALECTS, wrap } from '../tools/dialects.mjs';
import { HOSTILE_WORDS } from '../tools/hostile-words.mjs';
import { PLACES, sceneWith } from './scene.ts';

const program = { createPipeline, createLines, createView, createDump, safeText, patterns: patterns() };
/** Those whose lines say which IKE_SA speaks. */
const TAGGED = WRAPPED_DIALECTS.filter((dialect) => !/^(?:bare|control|journal-short.*)$/.test(dialect));
/** In these every word goes to every place; in the others each place has another word. */
const THOROUGH = ['syslog-3164', 'journal-json'] as const;
const WORDS = Object.values(HOSTILE_WORDS);
const PLACE_COUNT = Object.keys(PLACES).length;
const harmless = () => 'stranger.example.org';

type Dialect = (typeof WRAPPED_DIALECTS)[number];
type WordOf = (place: number) => string;

function reportWith(wordOf: WordOf, dialect: Dialect): { report: Report; outputs: Output[] } {
  const bytes = Buffer.concat(sceneWith(wordOf).messages.map((message) => wrap(dialect, message)));
  return walk(program, { ...PLAIN, bytes });
}

/** What is found, without the words of it. */
const verdictOf = ({ severity, symptom, causes, count, ikeSa, evidence }: Finding) => ({
  severity,
  symptom,
  causes: causes.map(({ cause, certainty }) => `${cause} ${certainty}`),
  count,
  about: ikeSa?.uniqueId ?? null,
  lines: evidence.map(({ line }) => line),
});

/** What is known of an IKE_SA, without the words of it. */
const skeletonOf = (sa: IkeSa) => ({
  uniqueId: sa.uniqueId,
  outcome: sa.outcome,
  everEstablished: sa.everEstablished,
  stage: sa.stage,
  name: sa.name,
  hosts: [sa.local.host, sa.remote.host],
  certain: sa.certain,
  events: sa.events.map(({ type, line }) => `${line} ${type}`),
  lines: [...sa.lines.values()],
});

/** All that a stranger must not change. */
const diagnosisOf = (report: Report) => ({
  ikeSas: report.ikeSas.map(skeletonOf),
  findings: report.findings.map(verdictOf),
  recognised: report.inputs.map(({ recognised, unrecognised, duplicates }) => [recognised, unrecognised, duplicates]),
  unattributed: [...report.unattributed],
});

/** All that is said of the two tunnels, word for word. */
function saidOfOthers(report: Report, outputs: readonly Output[]) {
  const json = outputs.find(({ name }) => name === 'json')!.text;
  const { ikeSas, findings } = JSON.parse(json) as {
    ikeSas: { uniqueId: number }[];
    findings: { ikeSa: string | null }[];
  };
  const ids = new Set(report.ikeSas.filter(({ uniqueId }) => (uniqueId ?? 0) < 10).map(({ id }) => id));
  return {
    ikeSas: ikeSas.filter(({ uniqueId }) => uniqueId < 10),
    findings: findings.filter(({ ikeSa }) => ikeSa === null || ids.has(ikeSa)),
  };
}

/** The harmless scene of each dialect, walked once. */
const walked = new Map<Dialect, ReturnType<typeof reportWith>>();
function harmlessIn(dialect: Dialect) {
  let known = walked.get(dialect);
  if (known === undefined) {
    known = reportWith(harmless, dialect);
    walked.set(dialect, known);
  }
  return known;
}

/** A value without line numbers, for the one dialect in which a control character takes another line. */
const withoutLines = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'line' || key === 'lines' ? null : key === 'events' ? (inner as unknown[]).length : inner,
    ),
  );

function expectHarmless(wordOf: WordOf, dialect: Dialect): void {
  const { report, outputs } = reportWith(wordOf, dialect);
  const unsafe = outputs.map((output) => `${output.name}: ${complaintAboutText(output)}`);
  expect(unsafe).toEqual(outputs.map(({ name }) => `${name}: null`));
  const before = harmlessIn(dialect);
  const comparable = dialect === 'journal-export' ? withoutLines : (value: unknown) => value;
  expect(comparable(diagnosisOf(report))).toEqual(comparable(diagnosisOf(before.report)));
  expect(comparable(saidOfOthers(report, outputs))).toEqual(comparable(saidOfOthers(before.report, before.outputs)));
}

test('the scene is one that charon could write, and says what is claimed of it', () => {
  const { report } = harmlessIn('syslog-3164');
  expect(report.inputs[0]).toMatchObject({ unrecognised: 0, duplicates: 0 });
  const { strangers } = sceneWith(harmless);
  expect(report.ikeSas.map(({ uniqueId, outcome }) => [uniqueId, outcome])).toEqual([
    [1, 'established'],
    [2, 'failed'],
    ...strangers.map(({ place, uniqueId }) => [uniqueId, place === 'the name of a duplicate' ? 'replaced' : 'failed']),
  ]);
  const own = report.findings.filter(({ ikeSa }) => (ikeSa?.uniqueId ?? 99) < 10);
  expect(own.map(verdictOf)).toMatchObject([{ about: 2, causes: ['psk-mismatch proven'] }]);
});

describe.each(Object.entries(HOSTILE_WORDS))('%s, in every place', (_name, word) => {
  test.each(THOROUGH)('%s', (dialect) => expectHarmless(() => word, dialect));
});

describe('another word in each place', () => {
  const rounds = Array.from({ length: Math.ceil(WORDS.length / PLACE_COUNT) }, (_, i) => i * PLACE_COUNT);
  test.each(TAGGED.filter((dialect) => !(THOROUGH as readonly Dialect[]).includes(dialect)))('%s', (dialect) => {
    for (const first of rounds) expectHarmless((place) => WORDS[(first + place) % WORDS.length]!, dialect);
  });
});
