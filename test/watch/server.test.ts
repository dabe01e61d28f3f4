// The server against a well-behaved client (fetch) and against raw sockets that are not.
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openServer, parseListen, type ServerOptions, type WatchServer } from '../../src/watch/server.ts';

const servers: WatchServer[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function open(parts: Partial<ServerOptions> = {}): Promise<WatchServer & { reports: string[] }> {
  const reports: string[] = [];
  const server = await openServer({
    listen: '127.0.0.1:0',
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'ike_trace_build_info 1\n' },
    health: () => ({ isWell: true, says: 'ok' }),
    ready: () => ({ isWell: true, says: 'ready' }),
    connections: () => '{"connections":[]}\n',
    report: (error) => reports.push(error.message),
    ...parts,
  });
  servers.push(server);
  return { ...server, reports };
}

/** Writes bytes as they are; gives all that comes back until the server hangs up. */
function raw(server: WatchServer, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    sockets.push(socket);
    let got = '';
    socket.on('data', (bytes) => {
      got += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(got));
  });
}
const request = (line: string, ...headers: string[]) => `${[line, 'Host: localhost', ...headers].join('\r\n')}\r\n\r\n`;

describe('pages', () => {
  test.each([
    ['/metrics', 200, 'text/plain; version=0.0.4', 'ike_trace_build_info 1\n'],
    ['/metrics?x=1', 200, 'text/plain; version=0.0.4', 'ike_trace_build_info 1\n'],
    ['/healthz', 200, 'text/plain; charset=utf-8', 'ok\n'],
    ['/readyz', 200, 'text/plain; charset=utf-8', 'ready\n'],
    ['/api/connections', 200, 'application/json', '{"connections":[]}\n'],
    ['/', 404, 'text/plain; charset=utf-8', 'not found\n'],
    ['/metrics/', 404, 'text/plain; charset=utf-8', 'not found\n'],
    ['/..%2f..%2fetc/passwd', 404, 'text/plain; charset=utf-8', 'not found\n'],
    ['/constructor', 404, 'text/plain; charset=utf-8', 'not found\n'],
    ['/<script>', 404, 'text/plain; charset=utf-8', 'not found\n'],
  ])('%s: %i', async (path, status, type, body) => {
    const response = await fetch((await open()).url + path);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      status,
      type,
      body,
    ]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  test('HEAD has the headers only', async () => {
    const response = await fetch(`${(await open()).url}/metrics`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '23', '']);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused', async (method) => {
    const response = await fetch(`${(await open()).url}/metrics`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('ill health is 503 with its reason', async () => {
    const server = await open({
      health: () => ({ isWell: false, says: 'charon.log is gone' }),
      ready: () => ({ isWell: false, says: 'reading what is there already' }),
    });
    const pages = await Promise.all(['/healthz', '/readyz'].map((path) => fetch(server.url + path)));
    expect(pages.map(({ status }) => status)).toEqual([503, 503]);
    expect(await pages[0]!.text()).toBe('charon.log is gone\n');
  });

  test('a page that fails tells the operator, not the client', async () => {
    const server = await open({
      connections: () => {
        throw new Error('s3cret');
      },
    });
    const response = await fetch(`${server.url}/api/connections`);
    expect([response.status, await response.text()]).toEqual([500, 'internal error\n']);
    expect(server.reports).toEqual(['a page failed: Error: s3cret']);
  });
});

describe('hostile clients', () => {
  test.each([
    ['evil.example.org', 421],
    ['evil.example.org:80', 421],
    ['127.0.0.1.evil.example.org', 421],
    ['', 421],
    ['localhost', 200],
    ['LOCALHOST:9342', 200],
    ['127.0.0.1:9342', 200],
    ['[::1]:9342', 200],
  ])('on the loopback, a request for host "%s": %i', async (host, status) => {
    const answer = await raw(await open(), `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['huge headers', request('GET /metrics HTTP/1.1', `X: ${'x'.repeat(20_000)}`), 431],
    ['a huge path', request(`GET /${'a'.repeat(20_000)} HTTP/1.1`), 431],
    ['smuggling', request('GET /metrics HTTP/1.1', 'Content-Length: 1', 'Transfer-Encoding: chunked'), 400],
    ['waiting to send', request('PUT /metrics HTTP/1.1', 'Expect: 100-continue', 'Content-Length: 9'), 405],
  ])('%s', async (_, text, status) => {
    const answer = await raw(await open(), text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).not.toMatch(/aaa|xxx|hello/);
  });

  test('a body is not read, and ends the connection', async () => {
    const answer = await raw(
      await open(),
      `${request('GET /healthz HTTP/1.1', 'Content-Length: 1000000000')}${'x'.repeat(1 << 16)}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  test.each([
    ['says nothing', ''],
    ['never finishes its headers', 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-a: '],
    ['asks for another protocol', request('GET / HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket')],
    ['wants a tunnel', request('CONNECT 192.0.2.1:443 HTTP/1.1')],
  ])('who %s is hung up on', async (_, text) => {
    const answer = await raw(await open({ patience: { request: 100, silence: 200 } }), text);
    expect(answer).toMatch(/^$|^HTTP\/1.1 408 /);
  });

  test('more connections than the bound are not served, and others are when there is room again', async () => {
    const server = await open();
    const idle = Array.from({ length: 32 }, () => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
      sockets.push(socket);
      return new Promise<Socket>((resolve) => socket.once('connect', () => resolve(socket)));
    });
    const held = await Promise.all(idle);
    expect(await raw(server, request('GET /healthz HTTP/1.1', 'Connection: close'))).toBe('');
    for (const socket of held) socket.destroy();
    let answer = '';
    while (answer === '') answer = await raw(server, request('GET /healthz HTTP/1.1', 'Connection: close'));
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('where it listens', () => {
  test.each([
    ['9342', '127.0.0.1', 9342],
    [':9342', '127.0.0.1', 9342],
    ['localhost:9342', '127.0.0.1', 9342],
    ['0.0.0.0:9342', '0.0.0.0', 9342],
    ['[::1]:9342', '::1', 9342],
    ['[2001:db8::1]:80', '2001:db8::1', 80],
  ])('%s', (text, host, port) => {
    expect(parseListen(text)).toEqual({ host, port });
  });

  test.each([
    '',
    'x',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    'gw.example.org:9342',
    '::1:9342',
    '1.2.3.4:80:80',
    '[127.1]:80',
  ])('"%s" is refused', (text) => {
    expect(() => parseListen(text)).toThrow('ADDR:PORT');
  });

  test('a port that is taken is an operational error', async () => {
    const { url } = await open();
    await expect(open({ listen: url.slice('http://'.length) })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining('EADDRINUSE'),
    });
  });

  test('stop ends connections that are open', async () => {
    const server = await open();
    const hanging = raw(server, 'GET /metrics HTTP/1.1\r\n');
    await fetch(`${server.url}/healthz`);
    await server.stop();
    expect(await hanging).toBe('');
  });
});
