// What is counted of real logs: the samples of the lab, walked through the whole corridor.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createPipeline } from '../../src/pipeline.ts';
import { createAttempts } from '../../src/watch/attempts.ts';
import { patterns, SETTINGS, sourceOf } from '../fixtures/corridor.ts';

/** Everything that was counted, in order; times as they are. */
function countedOf(sample: string): { words: string[]; seconds: number[] } {
  const words: string[] = [];
  const seconds: number[] = [];
  const take = createAttempts({
    attempt: (name, outcome) => words.push(`${name} ${outcome}`),
    lost: (name) => words.push(`${name} lost`),
    established: (s) => seconds.push(s) && words.push('up'),
    rekeyed: (sa, s) => seconds.push(s) && words.push(`${sa} rekeyed`),
    retransmitted: (name) => words.push(`${name} retransmit`),
  });
  // Steps are counted as they happen: the IKE_SAs go on changing.
  const bytes = readFileSync(new URL(`../../samples/logs/${sample}`, import.meta.url));
  const source = sourceOf('sample.log');
  const pipeline = createPipeline(patterns(), SETTINGS, { step: take });
  pipeline.feed({ kind: 'opened', source });
  pipeline.feed({ kind: 'chunk', source, bytes, offset: 0 });
  pipeline.feed({ kind: 'end', source });
  pipeline.end();
  return { words, seconds };
}

test.each([
  ['ok-psk/moon.log', ['office established', 'up'], [0.011]],
  // Rekeyed, both SAs, then reauthenticated.
  ['ok-rekey/sun.log', ['branch established', 'up', 'child rekeyed', 'ike rekeyed', 'branch established', 'up'], null],
  ['psk-mismatch-v2/sun.log', ['branch failed'], []],
  ['peer-unreachable/moon.log', [...Array.from({ length: 5 }, () => 'office retransmit'), 'office timed-out'], []],
  [
    'dpd-timeout/moon.log',
    ['office established', 'up', 'office retransmit', 'office retransmit', 'office lost'],
    [0.033],
  ],
  ['rekey-timeout/sun.log', ['branch established', 'up'], null],
] as const)('%s', (sample, expected, times) => {
  const { words, seconds } = countedOf(sample);
  expect(words).toEqual(expected);
  if (times !== null) expect(seconds.map((s) => Math.round(s * 1000) / 1000)).toEqual(times);
  for (const s of seconds) expect(s).toBeLessThan(60);
});
