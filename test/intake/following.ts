/**
 * For the tests of following: opens a file and writes down what comes. Every reading is stopped when its test is over.
 */
import { afterEach } from 'vitest';
import { type IntakeOptions, openSource, type Reading } from '../../src/intake/index.ts';
import { createTaker, type Taker } from './taker.ts';

/** Every reading a test opened is stopped, even when the test fails. */
const readings: Reading[] = [];
afterEach(async () => {
  for (const reading of readings.splice(0)) await reading.stop().catch(() => undefined);
});

export function follow(path: string, options: Partial<IntakeOptions> = {}, taker = createTaker()): Taker & Reading {
  const reading = openSource({ kind: 'follow', path, stream: path }, taker.emit, {
    report: taker.report,
    lookEvery: 5,
    ...options,
  });
  readings.push(reading);
  return { ...taker, ...reading };
}
