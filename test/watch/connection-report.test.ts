// The page /api/connections has the connections of the report, word for word.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createView } from '../../src/views/index.ts';
import { createConnectionReport } from '../../src/watch/connection-report.ts';
import { walk } from '../fixtures/corridor.ts';
import { options } from '../views/build.ts';

const sample = (path: string) => readFileSync(new URL(`../../samples/logs/${path}`, import.meta.url));

test.each(['ok-psk/moon.log', 'psk-mismatch-v2/sun.log', 'dpd-timeout/moon.log', 'busy-gateway/sun.log'])(
  '%s',
  (path) => {
    const { report, steps } = walk({ name: path, bytes: sample(path) });
    const written: string[] = [];
    const view = createView({ ...options, format: 'json', brief: true, write: (text) => written.push(text) });
    for (const step of steps) view.step(step);
    view.end(report);
    const expected = JSON.parse(written.join('')) as { schema: string; connections: unknown[] };

    const page = createConnectionReport({
      ikeSas: () => report.ikeSas,
      findings: () => report.findings,
      inputs: () => report.inputs,
    });
    expect(expected.connections.length).toBeGreaterThan(0);
    expect(JSON.parse(page())).toEqual({ schema: expected.schema, connections: expected.connections });
  },
);

test('is made at most once a second', () => {
  let asked = 0;
  let now = 0;
  const page = createConnectionReport({
    ikeSas: () => {
      asked++;
      return [];
    },
    findings: () => [],
    inputs: () => [],
    now: () => now,
  });
  const made = [0, 999, 1000, 1500, 500].map((at) => {
    now = at;
    page();
    return asked;
  });
  expect(made).toEqual([1, 1, 2, 2, 3]);
});
