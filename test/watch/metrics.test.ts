import { expect, test } from 'vitest';
import type { Finding } from '../../src/triage/index.ts';
import { createMetrics, type WatchFacts } from '../../src/watch/metrics.ts';
import { makeAlert, makeStats } from './build.ts';

const NOW = Date.UTC(2026, 10, 23);
const NOTHING: WatchFacts = { sources: [], connections: [], evictions: new Map(), deliveries: [], alertsOpen: 0 };

/** The samples of the page, `name{labels} value` as they stand. */
async function page(
  facts: Partial<WatchFacts>,
  act: (metrics: ReturnType<typeof createMetrics>) => void = () => {},
  maxConnections = 200,
) {
  const metrics = createMetrics({
    version: '1.2.3',
    facts: () => ({ ...NOTHING, ...facts }),
    now: () => NOW,
    maxConnections,
  });
  act(metrics);
  const text = await metrics.text();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
const connection = (name: string | null, isUp = true) => ({ name, isUp });

test('what is up and down, by connection', async () => {
  const lines = await page({
    connections: [connection('home'), connection('home', false), connection('away', false), connection(null)],
  });
  expect(lines.filter((line) => line.startsWith('ike_trace_connections'))).toEqual([
    'ike_trace_connections_up{connection="home"} 1',
    'ike_trace_connections_up{connection="away"} 0',
    'ike_trace_connections_up{connection="other"} 1',
    'ike_trace_connections_down{connection="home"} 1',
    'ike_trace_connections_down{connection="away"} 1',
    'ike_trace_connections_down{connection="other"} 0',
  ]);
});

test('names beyond the limit, and very long ones, are other; a named one stays named', async () => {
  const many = Array.from({ length: 1000 }, (_, i) => connection(`c${i}`));
  const lines = await page({ connections: [connection('x'.repeat(101)), ...many] }, () => {}, 3);
  expect(lines.filter((line) => line.startsWith('ike_trace_connections_up'))).toEqual([
    'ike_trace_connections_up{connection="other"} 998',
    'ike_trace_connections_up{connection="c0"} 1',
    'ike_trace_connections_up{connection="c1"} 1',
    'ike_trace_connections_up{connection="c2"} 1',
  ]);
});

test('a name cannot break out of its label', async () => {
  const lines = await page({ connections: [connection('a"} 1\nevil_metric{x="\\')] });
  expect(lines).toContain('ike_trace_connections_up{connection="a\\"} 1\\nevil_metric{x=\\"\\\\"} 1');
  expect(lines.filter((line) => line.startsWith('evil'))).toEqual([]);
});

test('sources: what was read, whether they are there, and since when they are silent', async () => {
  const source = {
    source: '/var/log/charon.log',
    lines: 10,
    recognised: 8,
    unrecognised: 1,
    isUp: true,
    isStuck: false,
    lastLineAt: NOW - 5000,
  };
  const lines = await page({
    sources: [source, { ...source, source: 'journal', isUp: false, lastLineAt: Number.NaN }],
  });
  const labels = '{source="/var/log/charon.log"}';
  for (const line of [
    `ike_trace_lines_total${labels} 10`,
    `ike_trace_messages_recognised_total${labels} 8`,
    `ike_trace_messages_unrecognised_total${labels} 1`,
    `ike_trace_source_up${labels} 1`,
    `ike_trace_source_last_line_age_seconds${labels} 5`,
    'ike_trace_source_up{source="journal"} 0',
  ])
    expect(lines).toContain(line);
  expect(lines.filter((line) => line.startsWith('ike_trace_source_last_line_age_seconds'))).toHaveLength(1);
});

test('deliveries and what waits, by sink', async () => {
  const lines = await page({
    deliveries: [makeStats({ delivered: 3, failed: 2, waiting: 1, oldestSince: NOW - 60e3 })],
  });
  for (const line of [
    'ike_trace_alert_deliveries_total{sink="hook",result="delivered"} 3',
    'ike_trace_alert_deliveries_total{sink="hook",result="failed"} 2',
    'ike_trace_alert_deliveries_total{sink="hook",result="dropped"} 0',
    'ike_trace_spool_alerts{sink="hook"} 1',
    'ike_trace_spool_oldest_age_seconds{sink="hook"} 60',
  ])
    expect(lines).toContain(line);
});

test('counters that are kept elsewhere are not added up from scrape to scrape', async () => {
  const metrics = createMetrics({ version: '1', facts: () => ({ ...NOTHING, evictions: new Map([['ike_sas', 7]]) }) });
  await metrics.text();
  expect(await metrics.text()).toContain('ike_trace_evictions_total{kind="ike_sas"} 7');
});

test('findings and alerts are counted as they pass', async () => {
  const finding = { severity: 'error', causes: [{ cause: 'psk-mismatch' }] } as unknown as Finding;
  const lines = await page({ alertsOpen: 1 }, (metrics) => {
    metrics.finding(finding);
    metrics.finding(finding);
    metrics.alert(makeAlert());
  });
  for (const line of [
    'ike_trace_findings_total{cause="psk-mismatch",severity="error"} 2',
    'ike_trace_alerts_total{edge="raised",severity="error"} 1',
    'ike_trace_alerts_open 1',
    `ike_trace_build_info{version="1.2.3",node="${process.version}"} 1`,
  ])
    expect(lines).toContain(line);
});

test('no metric has a label that a stranger may choose', async () => {
  const text = (await page({ connections: [connection('home')] })).join('\n');
  const labels = new Set([...text.matchAll(/[{,]([a-z_]+)="/g)].map((match) => match[1]!));
  expect([...labels].sort()).toEqual(['connection', 'le', 'node', 'version']);
});
