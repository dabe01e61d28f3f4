// A real Alertmanager takes alerts from the webhook sink and tells its receiver when they begin and when they end.
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDelivery } from '../../src/watch/delivery.ts';
import { createWebhookSink } from '../../src/watch/sinks/webhook.ts';
import { HOSTILE, makeAlert } from '../watch/build.ts';
import { DEPLOY, freePort, getJson, has, run, scratch, start, until } from './programs.ts';

interface Notice {
  readonly alerts: readonly {
    readonly status: string;
    readonly labels: { readonly [name: string]: string };
    readonly endsAt: string;
  }[];
}
interface Active {
  readonly labels: { readonly [name: string]: string };
  readonly annotations: { readonly [name: string]: string };
  readonly status: { readonly state: string };
}
const isThere = has('prometheus-alertmanager');

describe.skipIf(!isThere)('Alertmanager (skipped without prometheus-alertmanager)', () => {
  test('takes what is raised, hostile text included, and resolves what is recovered', async () => {
    const notices: Notice[] = [];
    const receiver = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += String(piece);
      notices.push(JSON.parse(body) as Notice);
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const port = await freePort();
    const directory = scratch();
    const config = {
      route: {
        receiver: 'test',
        group_by: ['alert_id'],
        group_wait: '0s',
        group_interval: '1s',
        repeat_interval: '1h',
      },
      receivers: [
        {
          name: 'test',
          webhook_configs: [
            { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, send_resolved: true },
          ],
        },
      ],
    };
    writeFileSync(join(directory, 'alertmanager.yml'), JSON.stringify(config));
    const said = start('prometheus-alertmanager', [
      `--config.file=${join(directory, 'alertmanager.yml')}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ]);
    const base = `http://127.0.0.1:${port}`;

    // Sent before anybody listens: the first attempts fail, the alert waits and arrives.
    const problems: string[] = [];
    const delivery = createDelivery({
      sinks: [createWebhookSink({ name: 'alertmanager', url: base, format: 'alertmanager' })],
      spoolDirectory: join(directory, 'spool'),
      report: (error) => problems.push(`${error.code}: ${error.message}`),
      note: () => {},
      backoff: { first: 200, most: 500 },
    });
    const at = new Date().toISOString();
    const times = { at, firstAt: at, lastAt: at };
    delivery.send(makeAlert({ ...times, key: 'k1' }));
    delivery.send(
      makeAlert({
        ...times,
        id: 'hostile',
        key: 'k2',
        connection: HOSTILE,
        summary: HOSTILE,
        remote: { host: null, port: null, id: HOSTILE },
      }),
    );
    const active = await until(
      async () => {
        const list = await getJson<Active[]>(`${base}/api/v2/alerts`);
        return list?.length === 2 ? list : null;
      },
      () => `${said()}\n${problems.join('\n')}`,
    );
    const home = active.find(({ labels }) => labels.alert_id === 'gw/home/psk-mismatch')!;
    expect(home.labels).toEqual({
      alertname: 'IkeTrace',
      alert_id: 'gw/home/psk-mismatch',
      severity: 'error',
      cause: 'psk-mismatch',
      connection: 'home',
      gateway: 'gw',
    });
    expect(home.annotations.identity).toBe('moon.example.org');
    expect(home.status.state).toBe('active');
    expect(problems.filter((problem) => !problem.startsWith('sink-failed'))).toEqual([]);

    const noticeOf = (status: string) => () =>
      notices
        .flatMap(({ alerts }) => alerts)
        .find((a) => a.status === status && a.labels.alert_id === 'gw/home/psk-mismatch') ?? null;
    await until(noticeOf('firing'), said);
    delivery.send(
      makeAlert({ ...times, at: new Date().toISOString(), edge: 'recovered', key: 'k3', count: 3, downtime: 2 }),
    );
    const resolved = await until(noticeOf('resolved'), said);
    expect(Date.parse(resolved.endsAt)).toBeLessThanOrEqual(Date.now());
    expect(delivery.stats()[0]).toMatchObject({ delivered: 3, refused: 0, waiting: 0 });
    await delivery.stop();
    receiver.closeAllConnections();
    receiver.close();
  });
});

const CONFIG = join(DEPLOY, 'prometheus/alertmanager.yml');
describe.skipIf(!has('amtool'))('alertmanager.yml (skipped without amtool)', () => {
  test('is valid', () => {
    expect(run('amtool', ['check-config', CONFIG])).toMatchObject({ status: 0 });
  });

  test.each([
    [['alertname=IkeTrace', 'severity=error'], 'network-team'],
    [['alertname=IkeTrace', 'severity=warning'], 'nobody'],
    [['alertname=IkeTraceDown', 'severity=critical'], 'network-team'],
    [['alertname=Other', 'severity=critical'], 'nobody'],
  ])('%j goes to %s', (labels, receiver) => {
    expect(run('amtool', ['config', 'routes', 'test', `--config.file=${CONFIG}`, ...labels]).out.trim()).toBe(receiver);
  });
});
