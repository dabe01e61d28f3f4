/**
 * Room 8: the HTTP server of `--listen`: metrics, health, connections. It reads nothing but the request line and headers, tells nothing but four
 * pages, and changes nothing.
 *
 * Whoever can reach it may be hostile: time, size and number of everything are bounded, and no byte of a request comes back in an answer. On the
 * loopback only requests for a loopback name are answered, so that a web page in a browser on the gateway cannot read it by rebinding its name.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { OperationalError, systemCode } from '../errors.ts';

/** Whether something is well, and a sentence for who asks. */
export interface Health {
  readonly isWell: boolean;
  readonly says: string;
}

export interface ServerOptions {
  /** `ADDR:PORT`, `[ADDR]:PORT`, `:PORT` or `PORT`; the loopback unless told otherwise. Port 0 lets the system choose. */
  readonly listen: string;
  readonly metrics: { readonly contentType: string; text(): Promise<string> };
  /** /healthz: is it of use? Not when the source is gone or stuck. */
  readonly health: () => Health;
  /** /readyz: has it begun? */
  readonly ready: () => Health;
  /** /api/connections: JSON. */
  readonly connections: () => string;
  /** A page failed: a mistake of ours, which must not go unseen. */
  readonly report: (error: OperationalError) => void;
  /** Milliseconds until an unfinished request, and until a silent connection, is ended. */
  readonly patience?: { readonly request: number; readonly silence: number };
}

export interface WatchServer {
  /** `http://ADDR:PORT` as it listens. */
  readonly url: string;
  /** Ends it, and the connections that are open. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const MAX_CONNECTIONS = 32;
const MAX_HEADER_BYTES = 8192;
const MAX_HEADERS = 64;
const MAX_REQUESTS_PER_CONNECTION = 1000;
/** A request that is not whole after five seconds was never meant to be; silence is also a reader that does not read. */
const PATIENCE = { request: 5000, silence: 15_000 };

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;
const TEXT = 'text/plain; charset=utf-8';

interface Page {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}
const plain = (status: number, body: string): Page => ({ status, type: TEXT, body: `${body}\n` });
const healthPage = ({ isWell, says }: Health) => plain(isWell ? 200 : 503, says);

/** In: what `--listen` was given. Throws OperationalError `usage`. */
export function parseListen(text: string): { host: string; port: number } {
  const match = /^(?:(?:\[([0-9a-f:.]+)\]|([^[\]:]*)):)?(\d{1,5})$/i.exec(text.trim());
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  const isKnown = host === '' || host === 'localhost' || isIP(host) !== 0;
  if (match === null || port > 65_535 || !isKnown)
    throw new OperationalError('usage', 'the address to listen on is ADDR:PORT or [ADDR]:PORT, with an IP address');
  return { host: host === '' || host === 'localhost' ? LOOPBACK : host, port };
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** The host that a request is for, without port and brackets. */
function hostOf(request: IncomingMessage): string {
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(request.headers.host ?? '');
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}

/** Opens the server. Rejects with OperationalError `usage` or `listen-failed`. */
export async function openServer(options: ServerOptions): Promise<WatchServer> {
  const { host, port } = parseListen(options.listen);
  const isPrivate = isLoopback(host);
  const patience = options.patience ?? PATIENCE;

  const pages: ReadonlyMap<string, () => Page | Promise<Page>> = new Map<string, () => Page | Promise<Page>>([
    ['/metrics', async () => ({ status: 200, type: options.metrics.contentType, body: await options.metrics.text() })],
    ['/healthz', () => healthPage(options.health())],
    ['/readyz', () => healthPage(options.ready())],
    ['/api/connections', () => ({ status: 200, type: 'application/json', body: options.connections() })],
  ]);

  async function pageFor(request: IncomingMessage): Promise<Page> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'only GET and HEAD');
    if (isPrivate && !isLoopback(hostOf(request))) return plain(421, 'this address answers for the loopback only');
    const path = (request.url ?? '').split('?', 1)[0]!;
    const make = pages.get(path);
    return make === undefined ? plain(404, 'not found') : make();
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Nobody has a body to send here; one that comes is not read, and the connection ends.
    const hasBody =
      request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
    if (hasBody) response.shouldKeepAlive = false;
    let page: Page;
    try {
      page = await pageFor(request);
    } catch (thrown) {
      options.report(new OperationalError('listen-failed', `a page failed: ${String(thrown)}`, '', thrown));
      page = plain(500, 'internal error');
    }
    const length = Buffer.byteLength(page.body);
    const allow = page.status === 405 ? { allow: 'GET, HEAD' } : {};
    response.writeHead(page.status, { ...HEADERS, ...allow, 'content-type': page.type, 'content-length': length });
    response.end(page.body);
    if (hasBody) response.once('close', () => request.destroy());
  }

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: patience.request,
      requestTimeout: patience.request,
      connectionsCheckingInterval: patience.request,
      keepAliveTimeout: patience.request,
    },
    (request, response) => void answer(request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = MAX_HEADERS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
  server.setTimeout(patience.silence, (socket) => socket.destroy());
  server.on('upgrade', (_, socket) => socket.destroy());
  server.on('connect', (_, socket) => socket.destroy());
  server.on('checkContinue', (_, response) => response.writeHead(405, { ...HEADERS, connection: 'close' }).end());
  await listen(server, host, port);
  return { url: urlOf(server.address() as AddressInfo), stop: () => stop(server) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown) => {
      const reason = `cannot listen on ${isIP(host) === 6 ? `[${host}]` : host}:${port} (${systemCode(thrown)})`;
      reject(new OperationalError('listen-failed', reason, '', thrown));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      // What a single connection does wrong is its own matter.
      server.on('error', () => {});
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const urlOf = ({ address, port }: AddressInfo) => `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
