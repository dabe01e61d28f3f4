// A real Prometheus scrapes the server, loads the rules and understands every expression of the dashboard.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMetrics } from '../../src/watch/metrics.ts';
import { openServer } from '../../src/watch/server.ts';
import { makeAlert, makeStats } from '../watch/build.ts';
import { DEPLOY, freePort, getJson, has, run, scratch, start, until } from './programs.ts';

interface Answer {
  readonly status: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: { readonly [label: string]: string };
      readonly value: [number, string];
    }[];
  };
}
interface Rules {
  readonly data: {
    readonly groups: readonly { readonly rules: readonly { readonly name: string; readonly health: string }[] }[];
  };
}
const RULES = join(DEPLOY, 'prometheus/ike-trace.rules.yml');

/** Expressions of the dashboard, with its variables filled in as Grafana would. */
function expressions(): string[] {
  const text = readFileSync(join(DEPLOY, 'grafana/ike-trace.json'), 'utf8');
  const { panels } = JSON.parse(text) as { panels: { targets: { expr: string }[] }[] };
  return panels.flatMap(({ targets }) =>
    targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*')),
  );
}

describe.skipIf(!has('promtool'))('the rules (skipped without promtool)', () => {
  test.each([
    ['check', 'rules', RULES],
    ['check', 'config', '--syntax-only', join(DEPLOY, 'prometheus/scrape.yml')],
    ['test', 'rules', join(DEPLOY, 'prometheus/ike-trace.rules.test.yml')],
  ])('promtool %s %s', (...args) => {
    expect(run('promtool', args)).toMatchObject({ status: 0 });
  });

  test('every rule has a test', () => {
    const names = [...readFileSync(RULES, 'utf8').matchAll(/alert: (\w+)/g)].map((match) => match[1]!);
    const tests = readFileSync(join(DEPLOY, 'prometheus/ike-trace.rules.test.yml'), 'utf8');
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !tests.includes(`alertname: ${name}\n`))).toEqual([]);
  });

  test('the page has no mistake that promtool knows', async () => {
    const metrics = createMetrics({ version: '1', facts });
    const { execFileSync } = await import('node:child_process');
    const said = execFileSync('promtool', ['check', 'metrics'], { input: await metrics.text(), encoding: 'utf8' });
    expect(said).toBe('');
  });
});

const facts = () => ({
  sources: [
    {
      source: '/var/log/charon.log',
      lines: 100,
      recognised: 90,
      unrecognised: 2,
      isUp: true,
      isStuck: false,
      lastLineAt: Date.now(),
    },
  ],
  connections: [
    { name: 'home', isUp: true },
    { name: 'tricky "name"\n\\', isUp: false },
  ],
  evictions: new Map([['ike_sas', 3]]),
  deliveries: [makeStats({ delivered: 7 })],
  alertsOpen: 1,
});

describe.skipIf(!has('prometheus'))('Prometheus (skipped without prometheus)', () => {
  test('scrapes the server, loads the rules, and understands the dashboard', async () => {
    const metrics = createMetrics({ version: '1.2.3', facts });
    metrics.alert(makeAlert());
    const server = await openServer({
      listen: '127.0.0.1:0',
      metrics,
      health: () => ({ isWell: true, says: 'ok' }),
      ready: () => ({ isWell: true, says: 'ok' }),
      connections: () => '{}',
      report: () => {},
    });
    const directory = scratch();
    copyFileSync(RULES, join(directory, 'ike-trace.rules.yml'));
    const config = readFileSync(join(DEPLOY, 'prometheus/scrape.yml'), 'utf8')
      .replace('127.0.0.1:9342', server.url.slice('http://'.length))
      .replace('scrape_interval: 30s', 'scrape_interval: 1s');
    writeFileSync(join(directory, 'prometheus.yml'), config);
    const port = await freePort();
    const said = start('prometheus', [
      `--config.file=${join(directory, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const api = `http://127.0.0.1:${port}/api/v1`;
    const ask = (expr: string) => getJson<Answer>(`${api}/query?query=${encodeURIComponent(expr)}`);

    const up = await until(async () => {
      const answer = await ask('ike_trace_connections_up');
      return answer !== null && answer.data.result.length === 2 ? answer.data.result : null;
    }, said);
    expect(Object.fromEntries(up.map(({ metric, value }) => [metric.connection, value[1]]))).toEqual({
      home: '1',
      'tricky "name"\n\\': '0',
    });
    expect((await ask('ike_trace_alert_deliveries_total{result="delivered"}'))!.data.result[0]!.value[1]).toBe('7');

    const rules = await until(async () => {
      const answer = await getJson<Rules>(`${api}/rules`);
      return answer !== null && answer.data.groups.length > 0
        ? answer.data.groups.flatMap((group) => group.rules)
        : null;
    }, said);
    expect(rules.length).toBeGreaterThan(5);
    expect(rules.filter(({ health }) => health === 'err')).toEqual([]);

    const broken: string[] = [];
    for (const expr of expressions()) if ((await ask(expr))?.status !== 'success') broken.push(expr);
    expect(expressions().length).toBeGreaterThan(10);
    expect(broken).toEqual([]);
    await server.stop();
  });
});
