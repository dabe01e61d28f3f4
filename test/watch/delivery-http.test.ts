// Delivery and webhook together against a real server that fails in every way, one after the other. Real time, some hundred milliseconds.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createDelivery } from '../../src/watch/delivery.ts';
import { createWebhookSink } from '../../src/watch/sinks/webhook.ts';
import { makeAlert } from './build.ts';

/** What the server does with each request in turn; afterwards it takes everything. */
const MOODS: readonly (readonly [what: string, answer: RequestListener])[] = [
  ['hangs up', (request) => request.socket.destroy()],
  ['answers 500', (_, response) => response.writeHead(500).end('oops')],
  ['answers 500 again', (_, response) => response.writeHead(500).end('oops')],
  ['never answers', () => {}],
  ['hangs up in the middle of its headers', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-')],
  ['says nonsense', ({ socket }) => socket.end('220 mail.example.org ESMTP\r\n')],
  ['is too busy', (_, response) => response.writeHead(429, { 'retry-after': '0' }).end()],
  [
    'hangs in the middle of a refusal that may pass',
    (_, response) => response.writeHead(503, { 'content-length': 9 }).write('x'),
  ],
];

test('an alert arrives in the end, with the same key each time, and the one after it follows', async () => {
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const [, answer] = MOODS[keys.length] ?? [
      'takes it',
      (_, r) => r.writeHead(200, { 'content-length': 9 }).write('x'),
    ];
    keys.push(request.headers['idempotency-key'] as string | undefined);
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const said: string[] = [];
  const delivery = createDelivery({
    sinks: [createWebhookSink({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })],
    spoolDirectory: null,
    report: (error) => said.push(error.code),
    note: (sentence) => said.push(sentence),
    timeout: 500,
    backoff: { first: 1, most: 4 },
  });
  delivery.send(makeAlert({ key: 'one' }));
  delivery.send(makeAlert({ key: 'two', edge: 'recovered' }));
  while (delivery.stats()[0]!.delivered < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(keys).toEqual([...MOODS.map(() => 'one'), 'one', 'two']);
  expect(delivery.stats()[0]).toMatchObject({ delivered: 2, failed: MOODS.length, refused: 0, waiting: 0 });
  expect(said).toEqual(['sink-failed', 'webhook takes alerts again']);
  await delivery.stop();
  server.closeAllConnections();
  server.close();
});
