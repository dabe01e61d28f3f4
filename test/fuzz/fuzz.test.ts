// A few hundred cases of the fuzzer on the sources, always the same; `npm run fuzz` goes on from there. And that its checks see what they are made to see.
import { describe, expect, test } from 'vitest';
import { createDump } from '../../src/commands/dump.ts';
import { explain } from '../../src/commands/explain.ts';
import { openSources } from '../../src/intake/index.ts';
import { createLines } from '../../src/lines/index.ts';
import { createPipeline } from '../../src/pipeline.ts';
import { createView, safeText } from '../../src/views/index.ts';
import { patterns } from '../fixtures/corridor.ts';
import { WRAPPED_DIALECTS, type WrappedMessage, wrap } from '../tools/dialects.mjs';
import { complaintAbout, complaintAboutText, type Program } from './check.mjs';
import { readCorpus } from './corpus.mjs';
import { minimise } from './minimise.mjs';
import { type Case, makeCase, PLAIN } from './mutate.mjs';
import { complaintAboutCommand, complaintAboutFile } from './ways-in.mjs';

const program = { createPipeline, createLines, createView, createDump, safeText, patterns: patterns() };
const corpus = readCorpus(false);

describe('damaged logs', () => {
  /** Four tests and not one, so that one that takes too long is known. */
  test.each([0, 1, 2, 3])('seed 20261123, every fourth case from %i on', (remainder) => {
    const complaints: string[] = [];
    for (let index = remainder; index < 60; index += 4) {
      const complaint = complaintAbout(program, makeCase(corpus, 20261123, index));
      if (complaint !== null)
        complaints.push(`npm run fuzz -- --samples --seed 20261123 --case ${index}: ${complaint}`);
    }
    expect(complaints).toEqual([]);
  });

  test.each([
    ['plain', { isPacked: false, damageAt: 0.5, isCut: false }],
    ['packed, one bit flipped', { isPacked: true, damageAt: 0.5, isCut: false }],
    ['packed, its end cut off', { isPacked: true, damageAt: 0.7, isCut: true }],
    ['packed, its head alone', { isPacked: true, damageAt: 0.01, isCut: true }],
  ])('from disk, %s; and one line explained', async (_, file) => {
    const given = { ...makeCase(corpus, 20261123, 7), file };
    expect(await complaintAboutFile({ ...program, openSources }, given)).toBeNull();
    expect(complaintAboutCommand({ explain }, given)).toBeNull();
  });
});

test('a seed makes the same cases again, another seed others', () => {
  expect(makeCase(corpus, 5, 3)).toEqual(makeCase(corpus, 5, 3));
  expect(makeCase(corpus, 6, 3).bytes.equals(makeCase(corpus, 5, 3).bytes)).toBe(false);
});

describe('every dialect is written as it is read', () => {
  const message: WrappedMessage = {
    at: Date.UTC(2026, 10, 23, 9, 8, 57, 751),
    thread: 13,
    group: 'NET',
    level: 1,
    uniqueId: 7,
    name: 'gw',
    text: 'received packet: from 192.0.2.1[500] to 192.0.2.2[500] (464 bytes)',
  };
  test.each(WRAPPED_DIALECTS)('%s', (dialect) => {
    const bytes = Buffer.concat([
      wrap(dialect, message),
      wrap(dialect, { ...message, text: 'giving up after 5 retransmits' }),
    ]);
    let dumped = '';
    const dump = createDump('records', (text) => {
      dumped += text;
    });
    const pipeline = createPipeline(program.patterns, { now: () => message.at, timezone: 'UTC' }, dump);
    pipeline.feed({ kind: 'chunk', source: { id: 1, name: 'x', stream: 'x', live: false }, bytes, offset: 0 });
    expect(pipeline.end().inputs.map((input) => input.dialect)).toEqual([dialect]);
    const records = dumped.trimEnd().split('\n');
    expect(records.map((line) => (JSON.parse(line) as { text: string }).text)).toEqual([
      message.text,
      'giving up after 5 retransmits',
    ]);
  });
});

describe('the checks see', () => {
  const LOG = Buffer.from(
    'Nov 23 09:08:57 gw charon[47]: 13[IKE] <gw|1> IKE_SA gw[1] established between 192.0.2.1[a]...192.0.2.2[b]\n',
  );
  const given = { ...PLAIN, bytes: Buffer.concat([LOG, Buffer.from('noise\n'), LOG]) };
  const brokenBy = (change: Partial<Program>) => complaintAbout({ ...program, ...change }, given);

  test('nothing where nothing is wrong', () => {
    expect(complaintAbout(program, given)).toBeNull();
  });

  test('an exception', () => {
    const complaint = brokenBy({
      createView() {
        throw new Error('broken');
      },
    });
    expect(complaint).toMatch(/^exception: Error: broken/);
  });

  test('lines that are not counted', () => {
    const complaint = brokenBy({
      createLines(options, emit) {
        const lines = createLines(options, emit);
        return { ...lines, inputs: () => lines.inputs().map((counts) => ({ ...counts, other: counts.other + 1 })) };
      },
    });
    expect(complaint).toBe("counts: 3 lines, of which 2 charon's, 2 other, 0 broken, 0 parts");
  });

  test('evidence that is not there', () => {
    const complaint = brokenBy({
      createPipeline(patterns, options, watcher) {
        const pipeline = createPipeline(patterns, options, watcher);
        return {
          ...pipeline,
          end() {
            const report = pipeline.end();
            for (const sa of report.ikeSas) for (const lines of sa.lines.values()) lines.push(99);
            return report;
          },
        };
      },
    });
    expect(complaint).toMatch(/^report: d1:1 has a line beyond 4$/);
  });

  test.each([
    ['an escape in text', 'text', 'a\x1b[31mb', /^U\+1b at 1/],
    ['an override of direction in text', 'text', 'a\u202eb', /^U\+202e at 1/],
    ['half a surrogate pair in text', 'text', 'a\ud800b', /^U\+d800 at 1/],
    ['an escape that is no colour', 'coloured', '\x1b[31ma\x1b[0m\x1b[2Jb', /^U\+1b at 1/],
    ['JSON that ends early', 'json', '{"a":', /^is not JSON/],
    ['a line of a stream that ends early', 'ndjson', '{"kind":"input"}\n{"a\n{"kind":"summary"}\n', /^is not JSON/],
    ['a stream without its summary', 'ndjson', '{"kind":"input"}\n', /^does not end in the summary/],
  ] as const)('%s', (_, kind, text, complaint) => {
    expect(complaintAboutText({ kind, text })).toMatch(complaint);
  });

  test.each([
    ['text', 'a\nb zürich 中\n'],
    ['coloured', '\x1b[1;31ma\x1b[0m\n'],
    ['ndjson', '{"kind":"input"}\n{"kind":"summary"}\n'],
  ] as const)('nothing wrong in %s that is as it should be', (kind, text) => {
    expect(complaintAboutText({ kind, text })).toBeNull();
  });
});

test('a failing case is made small', () => {
  const judge = ({ bytes }: Case) => (bytes.includes('needle') ? 'found: it' : null);
  const bytes = Buffer.from(`${'hay\n'.repeat(200)}some needle here\n${'hay\n'.repeat(200)}`);
  const small = minimise({ ...PLAIN, bytes, cuts: [5, 900], isLive: true }, 'found: it', judge, 10_000);
  expect(small).toMatchObject({ cuts: [], isLive: false });
  expect(small.bytes.toString()).toBe('needle');
});
