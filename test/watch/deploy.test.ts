// samples/deploy: what needs no further program. That the programs themselves take these files is for `npm run test:deploy`.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CAUSE_IDS } from '../../src/triage/index.ts';
import { parseConfig } from '../../src/watch/config.ts';
import { createMetrics } from '../../src/watch/metrics.ts';
import { parseListen } from '../../src/watch/server.ts';
import { makeStats } from './build.ts';

const DEPLOY = new URL('../../samples/deploy/', import.meta.url);
const files = readdirSync(DEPLOY, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(DEPLOY).length).replace(/^\//, ''))
  .sort();
const textOf = (path: string) => readFileSync(new URL(path, DEPLOY), 'utf8');
const ofKind = (end: RegExp) => files.filter((path) => end.test(path));

/** A metric of the page: its type and the labels it has. */
async function metricsOfCode(): Promise<Map<string, { type: string; labels: Set<string> }>> {
  const source = { source: 'a', lines: 1, recognised: 1, unrecognised: 1, isUp: true, isStuck: false, lastLineAt: 0 };
  const metrics = createMetrics({
    version: '1',
    facts: () => ({
      sources: [source],
      connections: [{ name: 'a', isUp: true }],
      evictions: new Map([['a', 1]]),
      deliveries: [makeStats()],
      alertsOpen: 0,
    }),
  });
  const text = await metrics.text();
  return new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => {
      const samples = text.match(new RegExp(`^${name}(?:_bucket)?\\{[^}]*\\}`, 'gm')) ?? [];
      return [
        name!,
        { type: type!, labels: new Set(samples.flatMap((s) => [...s.matchAll(/(\w+)="/g)].map((m) => m[1]!))) },
      ];
    }),
  );
}

/** Names of metrics in a file, without what a histogram adds. */
const namesIn = (text: string) =>
  [...new Set(text.match(/\b(?:ike_trace|process)_[a-z_]+\b/g))].map((name) =>
    name.replace(/_(?:bucket|count|sum)$/, ''),
  );

describe('samples/deploy', () => {
  test('README.md names every file, and every file it links to is there', () => {
    const links = [...textOf('README.md').matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]!);
    expect(links.filter((link) => !link.endsWith('/') && !files.includes(link))).toEqual([]);
    expect(
      files.filter(
        (path) =>
          path !== 'README.md' && !links.some((link) => path === link || (link.endsWith('/') && path.startsWith(link))),
      ),
    ).toEqual([]);
  });

  test.each(files.filter((path) => path !== 'README.md'))('%s says how it is installed or run', (path) => {
    expect(textOf(path).split('\n').slice(0, 12).join('\n')).toMatch(/Install|Run: |Build /);
  });

  test.each(ofKind(/\.ya?ml$/))('%s is YAML', (path) => {
    const documents = parseAllDocuments(textOf(path), { uniqueKeys: true });
    expect(
      Array.isArray(documents) ? documents.flatMap(({ errors, warnings }) => [...errors, ...warnings]) : ['empty'],
    ).toEqual([]);
  });

  test.each(ofKind(/\.json$/))('%s is JSON', (path) => {
    expect(JSON.parse(textOf(path))).toMatchObject({ title: 'ike-trace' });
  });

  test.each(ofKind(/\.(?:json|ya?ml)$/))('every metric that %s names exists', async (path) => {
    const known = await metricsOfCode();
    expect(namesIn(textOf(path)).filter((name) => !known.has(name))).toEqual([]);
  });

  test('the dashboard and the rules name metrics at all, and nearly all there are', async () => {
    const named = new Set(ofKind(/\.(?:json|ya?ml)$/).flatMap((path) => namesIn(textOf(path))));
    const unnamed = [...(await metricsOfCode()).keys()].filter((name) => !named.has(name));
    expect(unnamed.sort()).toEqual([
      'ike_trace_spool_bytes',
      'process_cpu_seconds_total',
      'process_start_time_seconds',
    ]);
  });

  test('labels in the expressions are labels of the metrics', async () => {
    const known = await metricsOfCode();
    const wrong: string[] = [];
    for (const path of ofKind(/(?:\.rules\.yml|\.json)$/))
      for (const [, name, selector] of textOf(path).matchAll(/\b(ike_trace_[a-z_]+?)(?:_bucket)?\{([^}]*)\}/g))
        for (const [, label] of selector!.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)) {
          // A counter or histogram that counts as things pass shows its labels only then.
          const labels = known.get(name!)?.labels ?? new Set();
          const counted = ['cause', 'severity', 'outcome', 'edge', 'sa'];
          if (!['job', 'instance', ...labels, ...counted].includes(label!))
            wrong.push(`${path}: ${name} has no ${label}`);
        }
    expect(wrong).toEqual([]);
  });

  /** The configuration of the sidecar is a text in its ConfigMap. */
  const sidecarYaml = () => {
    const [map] = parseAllDocuments(textOf('kubernetes/sidecar.yaml'));
    return (map!.toJS() as { data: { 'watch.yaml': string } }).data['watch.yaml'];
  };

  test.each([
    ['watch.yaml', () => textOf('watch.yaml')],
    ['the sidecar', sidecarYaml],
  ])('the configuration of %s is in order', (name, yaml) => {
    const config = parseConfig(yaml(), name);
    expect(config.sinks.map(({ kind }) => kind)).toEqual(['log', 'webhook']);
    expect([config.sources.length, config.state === null, config.listen === null]).toEqual([1, false, false]);
  });

  test('fail2ban is told to look for what the configuration makes the watcher write', () => {
    expect(parseConfig(textOf('watch.yaml'), 'watch.yaml').failureLines).toBe(true);
  });

  test('all listen on, and scrape, the same port', () => {
    const { host, port } = parseListen(parseConfig(textOf('watch.yaml'), 'watch.yaml').listen!);
    expect(host).toBe('127.0.0.1');
    for (const path of ['prometheus/scrape.yml', 'kubernetes/sidecar.yaml']) expect(textOf(path)).toContain(`:${port}`);
  });

  test("fail2ban's causes are causes of the catalogue", () => {
    const causes = /^_causes = (.*)$/m.exec(textOf('fail2ban/filter.d/ike-trace.conf'))![1]!.split('|');
    expect(causes.length).toBeGreaterThan(3);
    expect(causes.filter((cause) => !(CAUSE_IDS as readonly string[]).includes(cause))).toEqual([]);
  });

  test('the sidecar and the image have no rights', () => {
    const documents = parseAllDocuments(textOf('kubernetes/sidecar.yaml')).map((document) => document.toJS() as object);
    const pod = (
      documents[1] as { spec: { template: { spec: { containers: { name: string; securityContext: object }[] } } } }
    ).spec.template.spec;
    expect(pod.containers.find(({ name }) => name === 'ike-trace')!.securityContext).toEqual({
      runAsNonRoot: true,
      runAsUser: 65532,
      runAsGroup: 65532,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(textOf('Dockerfile').match(/^(?:FROM|USER) .*$/gm)).toEqual([
      'FROM node:20-slim AS build',
      'FROM node:20-slim',
      'USER 65532:65532',
    ]);
  });
});
