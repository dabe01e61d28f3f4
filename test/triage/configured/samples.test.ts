// The shipped logs of real daemons with the configurations that those daemons had: no contradiction is ever found between them, every change of this side for a
// connection that is known names a line, and that line holds the key. The other end's file says nothing.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Configuration, readConfiguration } from '../../../src/configuration/index.ts';
import { walkWith } from '../../fixtures/corridor.ts';
import { sampleLogs } from '../../tools/samples.mjs';

/** The swanctl.conf of a side as its about.md holds it. */
function configurationOf(name: string, side: string): { text: string; configuration: Configuration } | null {
  const about = readFileSync(new URL(`../../../samples/logs/${name}/about.md`, import.meta.url), 'utf8');
  const own = about.split(/^## /m).find((part) => part.startsWith(`${side}\n`));
  const text = /^swanctl\.conf:\n\n```\n([\s\S]*?)```/m.exec(own ?? '')?.[1];
  if (text === undefined) return null;
  const configuration = readConfiguration({ name: 'swanctl.conf', text }, () => ({ texts: [], problem: null }));
  return configuration === null ? null : { text, configuration };
}

const logs = sampleLogs().flatMap((log) => {
  const other = log.side === 'moon' ? 'sun' : 'moon';
  const [own, others] = [configurationOf(log.case, log.side), configurationOf(log.case, other)];
  return own === null || others === null ? [] : [{ log, own, others }];
});

/** Findings that stem from the configuration alone. */
const contradictions = (
  findings: readonly { symptom: string; summary: string; causes: readonly { cause: string }[] }[],
) =>
  findings
    .filter(({ symptom, causes }) => symptom === 'latent' && causes[0]!.cause === 'config-not-loaded')
    .map(({ summary }) => summary);

test('most samples have configurations', () => {
  expect(logs.length).toBeGreaterThan(90);
});

describe.each(logs.map((one) => [one.log.path, one] as const))('%s', (_, { log, own, others }) => {
  const { report } = walkWith(own.configuration, { name: log.path, bytes: log.bytes });
  const placed = report.findings.flatMap(({ fix }) => fix.flatMap(({ inFile }) => inFile?.lines ?? []));

  test('is read without a complaint, and contradicts nothing', () => {
    expect(own.configuration.problems).toEqual([]);
    expect(contradictions(report.findings)).toEqual([]);
  });

  test('names lines that hold what is to be changed', () => {
    const lines = own.text.split('\n');
    const wrong = placed.filter(({ config, place }) => {
      if (place === null) return false;
      const line = lines[place.line - 1] ?? '';
      const key = /^(?:(?:local|remote) \{ )?([\w-]+) /.exec(config)![1]!;
      return place.isThere && key !== 'secrets' ? !line.trim().startsWith(`${key} =`) : !line.includes('{');
    });
    expect(wrong).toEqual([]);
  });

  test('has nothing to do with the file of the other end', () => {
    const { report: mirrored } = walkWith(others.configuration, { name: log.path, bytes: log.bytes });
    expect(contradictions(mirrored.findings)).toEqual([]);
    expect(mirrored.findings.flatMap(({ fix }) => fix.filter(({ inFile }) => inFile !== undefined))).toEqual([]);
  });
});

test('changes of this side are placed nearly everywhere', () => {
  const fixes = logs.flatMap(({ log, own }) =>
    walkWith(own.configuration, { name: log.path, bytes: log.bytes }).report.findings.flatMap(({ fix }) =>
      fix.filter(({ where, config }) => where === 'local' && config.some((line) => !line.startsWith('#'))),
    ),
  );
  expect(fixes.length).toBeGreaterThan(50);
  expect(fixes.filter(({ inFile }) => inFile === undefined).length).toBeLessThanOrEqual(2);
});
