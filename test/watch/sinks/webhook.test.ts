// The webhook against real servers on the loopback: what each answer, and each kind of silence, means.
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createWebhookSink, retryAfterOf, type WebhookOptions } from '../../../src/watch/sinks/webhook.ts';
import { makeAlert, patient } from '../build.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Seen {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** A server that keeps what it was sent. Gives its URL. */
async function serve(answer: RequestListener): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    seen.push({ request, body });
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const post = (options: WebhookOptions, signal = patient(), alert = makeAlert()) =>
  createWebhookSink(options).deliver(alert, signal);

describe('a webhook', () => {
  test('posts the alert with its key and the headers of the configuration', async () => {
    const { url, seen } = await serve((_, response) => response.end('thanks'));
    await post({ url: `${url}/hook?a=1`, headers: new Map([['Authorization', 'Bearer t0ken']]) });
    expect(seen).toHaveLength(1);
    const { request, body } = seen[0]!;
    expect([request.method, request.url]).toEqual(['POST', '/hook?a=1']);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'k1',
      authorization: 'Bearer t0ken',
    });
    expect(JSON.parse(body)).toEqual({ schema: 'ike-trace/alert/1', ...makeAlert() });
  });

  test('user and password of the URL are basic authentication', async () => {
    const { url, seen } = await serve((_, response) => response.end());
    await post({ url: url.replace('//', '//me:p%40ss@') });
    expect(seen[0]!.request.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  test('a key that no header can carry is sent as its digest', async () => {
    const { url, seen } = await serve((_, response) => response.end());
    await post({ url }, patient(), makeAlert({ key: 'bureau-é\r\nX-Evil: 1' }));
    expect(seen[0]!.request.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(seen[0]!.request.headers['x-evil']).toBeUndefined();
  });

  test.each([
    [200, null],
    [202, null],
    [204, null],
    [301, true],
    [400, true],
    [401, true],
    [404, true],
    [408, false],
    [410, true],
    [429, false],
    [500, false],
    [503, false],
  ])('status %i', async (status, isFinal) => {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    const failure = await post({ url }).then(
      () => null,
      (thrown: { isFinal: boolean }) => thrown.isFinal,
    );
    expect(failure).toBe(isFinal);
  });

  test('does not follow a redirect', async () => {
    const other = await serve((_, response) => response.end());
    const { url } = await serve((_, response) => response.writeHead(307, { location: other.url }).end());
    await expect(post({ url })).rejects.toThrow('redirects are not followed');
    expect(other.seen).toEqual([]);
  });

  test('the reason of a refusal is told, bounded and harmless, and no secret with it', async () => {
    const { url } = await serve((_, response) => response.writeHead(400).end(`bad\u001b[31m ${'x'.repeat(1 << 20)}`));
    const failure = (await post({ url: `${url}/services/S3CRET` }).catch((thrown: unknown) => thrown)) as Error;
    expect(failure.message).toContain('answered 400: bad\\x1b[31m');
    expect(failure.message.length).toBeLessThan(700);
    expect(failure.message).not.toContain('S3CRET');
  });

  test('Retry-After is handed on', async () => {
    const { url } = await serve((_, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    await expect(post({ url })).rejects.toMatchObject({ isFinal: false, retryAfter: 7000 });
  });

  test.each([
    [null, 0],
    ['0', 0],
    ['120', 120_000],
    ['-1', 0],
    ['soon', 0],
    ['Mon, 23 Nov 2026 16:16:00 GMT', 60_000],
    ['Mon, 23 Nov 2020 16:16:00 GMT', 0],
  ])('Retry-After: %s', (value, expected) => {
    expect(retryAfterOf(value, Date.UTC(2026, 10, 23, 16, 15))).toBe(expected);
  });

  test('a server that never answers is given up when time is up', async () => {
    const time = new AbortController();
    const { url } = await serve(() => time.abort());
    await expect(post({ url }, time.signal)).rejects.toMatchObject({
      isFinal: false,
      message: expect.stringContaining('did not answer in time'),
    });
  });

  test('a success is a success when its status is there: the body may hang', async () => {
    const { url } = await serve((_, response) => void response.writeHead(200, { 'content-length': '99' }).write('x'));
    await expect(post({ url })).resolves.toBeUndefined();
  });

  test('a refusal whose body hangs is one all the same', async () => {
    const { url } = await serve(
      (_, response) => void response.writeHead(500, { 'content-length': '99' }).flushHeaders(),
    );
    await expect(post({ url })).rejects.toThrow('answered 500');
  });

  test('a server that hangs up is tried again', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    await expect(post({ url: `${url}/S3CRET` })).rejects.toMatchObject({
      isFinal: false,
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ cannot be reached \(UND_ERR_SOCKET\)$/),
    });
  });

  test('nobody listens', async () => {
    const { url } = await serve(() => {});
    await new Promise((resolve) => servers.pop()!.close(resolve));
    await expect(post({ url })).rejects.toThrow('ECONNREFUSED');
  });

  test.each(['', 'example.org', 'file:///etc/passwd', 'ftp://example.org'])('the URL "%s" is refused', (url) => {
    expect(() => createWebhookSink({ url })).toThrow('http:// or https://');
  });

  test('a header that HTTP cannot carry is refused without telling its value', () => {
    const headers = new Map([['authorization', 's3cret\r\nx: y']]);
    expect(() => createWebhookSink({ url: 'http://127.0.0.1', headers })).toThrow(/^header authorization (?!.*s3cret)/);
  });
});
