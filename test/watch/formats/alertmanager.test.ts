import { describe, expect, test } from 'vitest';
import { createAlertmanagerFormat } from '../../../src/watch/formats/alertmanager.ts';
import { HOSTILE, makeAlert, makeGroupAlert } from '../build.ts';

interface Posted {
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly startsAt: string;
  readonly endsAt: string;
}
const NOW = Date.parse('2026-11-23T17:00:00Z');
const format = createAlertmanagerFormat();
function posted(parts: Parameters<typeof makeAlert>[0]): Posted {
  const list = JSON.parse(format.body(makeAlert(parts), NOW)) as Posted[];
  expect(list).toHaveLength(1);
  return list[0]!;
}

describe('the Alertmanager format', () => {
  test('has the same labels on every edge, whatever else changes', () => {
    const raised = posted({});
    expect(raised.labels).toEqual({
      alertname: 'IkeTrace',
      alert_id: 'gw/home/psk-mismatch',
      severity: 'error',
      cause: 'psk-mismatch',
      connection: 'home',
      gateway: 'gw',
    });
    const recovered = posted({
      edge: 'recovered',
      key: 'k9',
      count: 7,
      summary: 'up again',
      remote: { host: '192.0.2.77', port: 4500, id: 'other' },
    });
    expect(recovered.labels).toEqual(raised.labels);
  });

  test('of several connections lists them in an annotation; its labels stay, whoever works again', () => {
    const of = (alert: Parameters<typeof format.body>[0]) => (JSON.parse(format.body(alert, NOW)) as Posted[])[0]!;
    const raised = of(makeGroupAlert());
    expect(Object.keys(raised.labels)).toEqual(['alertname', 'alert_id', 'severity', 'cause', 'gateway']);
    expect(raised.annotations).toMatchObject({
      title: 'authentication-failed: 3 connections',
      connections: 't1 (198.18.0.1)\nt2 (198.18.0.2)\nt3 (198.18.0.3), works again',
    });
    const recovered = of(
      makeGroupAlert({ edge: 'recovered', group: { by: 'cause', size: 3, broken: 0, connections: [] } }),
    );
    expect(recovered.labels).toEqual(raised.labels);
  });

  test('lasts until it is recovered, or a week without news', () => {
    expect(posted({})).toMatchObject({ startsAt: '2026-11-23T16:15:48.440Z', endsAt: '2026-11-30T17:00:00.000Z' });
    expect(posted({ edge: 'recovered', at: '2026-11-23T16:20:00Z' })).toMatchObject({
      endsAt: '2026-11-23T16:20:00.000Z',
    });
  });

  test.each([
    ['a clock that ran back', { edge: 'recovered', at: '2026-11-23T15:00:00Z' }, '2026-11-23T16:15:48.440Z'],
    ['a log without zone', { edge: 'recovered', at: '2026-11-23T18:00:00' }, '2026-11-23T18:00:00.000Z'],
    ['a time that is none', { edge: 'recovered', at: 'then', firstAt: 'once' }, '2026-11-23T17:00:00.000Z'],
  ] as const)('never ends before it starts: %s', (_, parts, expected) => {
    const { startsAt, endsAt } = posted(parts);
    expect(endsAt).toBe(expected);
    expect(Date.parse(endsAt)).toBeGreaterThanOrEqual(Date.parse(startsAt));
  });

  test('leaves out what is not known: an empty label is refused by some', () => {
    const { labels } = posted({ connection: null, daemon: { host: null, program: null } });
    expect(Object.keys(labels)).toEqual(['alertname', 'alert_id', 'severity', 'cause']);
  });

  test('text of the log is harmless and bounded', () => {
    const { labels, annotations } = posted({
      connection: `${HOSTILE}${'y'.repeat(1e5)}`,
      summary: HOSTILE,
      fix: [HOSTILE, 'x'.repeat(1e5)],
    });
    const texts = [...Object.values(labels), ...Object.values(annotations)];
    expect(texts.filter((text) => /[<>&\u202e\u0000\ud800]/.test(text))).toEqual([]);
    for (const label of Object.values(labels)) expect(label.length).toBeLessThanOrEqual(200);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(2000);
  });

  test('two long ids stay two', () => {
    const a = posted({ id: `${'x'.repeat(500)}a` }).labels.alert_id;
    const b = posted({ id: `${'x'.repeat(500)}b` }).labels.alert_id;
    expect(a).toHaveLength(64);
    expect(a).not.toBe(b);
  });

  test.each([
    ['http://am:9093', 'http://am:9093/api/v2/alerts'],
    ['http://am:9093/', 'http://am:9093/api/v2/alerts'],
    ['https://mon.example.org/am/', 'https://mon.example.org/am/api/v2/alerts'],
    ['https://mon.example.org/am/api/v2/alerts', 'https://mon.example.org/am/api/v2/alerts'],
  ])('%s is posted to %s', (url, expected) => {
    expect(format.target(new URL(url)).href).toBe(expected);
  });
});
