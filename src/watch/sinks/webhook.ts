/**
 * Room 8: alerts by HTTP POST. What it sends is a format's (../formats); here is how: time-outs, what an answer means, and what never happens: no
 * redirect is followed (it would carry the token elsewhere), no answer is read beyond a few hundred bytes, no secret is said in an error.
 */
import { createHash } from 'node:crypto';
import { OperationalError, systemCode } from '../../errors.ts';
import { safeText } from '../../views/index.ts';
import type { Alert } from '../alert.ts';
import { createAlertmanagerFormat } from '../formats/alertmanager.ts';
import type { WebhookFormat } from '../formats/format.ts';
import { generic } from '../formats/generic.ts';
import { slack } from '../formats/slack.ts';
import { cut, DeliveryFailure, type Sink } from './sink.ts';

const FORMATS = { generic, slack, alertmanager: createAlertmanagerFormat() } as const satisfies {
  readonly [name: string]: WebhookFormat;
};
export type WebhookFormatName = keyof typeof FORMATS;
export const WEBHOOK_FORMATS = Object.keys(FORMATS) as WebhookFormatName[];

export interface WebhookOptions {
  readonly name?: string;
  /** http: or https:. User and password in it become basic authentication. */
  readonly url: string;
  readonly format?: WebhookFormatName;
  /** Further headers, a token for example. */
  readonly headers?: ReadonlyMap<string, string>;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
}

const MAX_ANSWER = 512;
/** The answer to a refusal is read for this long; it only helps to explain. */
const ANSWER_MS = 1000;
const REQUEST_TIMEOUT = 408;
const TOO_MANY_REQUESTS = 429;

/** The alert's key where it is fit for a header, else a digest of it. */
const idempotencyKey = (key: string) =>
  /^[\x21-\x7e]{1,200}$/.test(key) ? key : createHash('sha256').update(key).digest('hex');

/** `Retry-After` in milliseconds (RFC 9110 section 10.2.3: seconds or a date); 0 when there is none that can be read. */
export function retryAfterOf(value: string | null, now: number): number {
  if (value === null) return 0;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, at - now);
}

/** The beginning of an answer's body, safe to be shown; '' when it does not come. Never waits long, never reads much. */
async function excerpt(response: Response, signal: AbortSignal): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const leave = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(leave, ANSWER_MS);
  signal.addEventListener('abort', leave, { once: true });
  try {
    const { value } = await reader.read();
    return value === undefined ? '' : safeText(Buffer.from(value.subarray(0, MAX_ANSWER)).toString('utf8').trim());
  } catch {
    // What could not be read explains nothing; the status stands.
    return '';
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
    leave();
  }
}

/** Why a request came to nothing, without the URL's path: `ECONNREFUSED`, `UND_ERR_SOCKET`, or the name of the error. */
function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const code = systemCode(thrown.cause);
  return code === '' ? thrown.name : code;
}

function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new OperationalError('usage', 'a webhook needs an URL that begins with http:// or https://');
  return url;
}

/** Throws OperationalError `usage` for an impossible header, naming the header and not its value. */
function checkHeaders(url: URL, given: ReadonlyMap<string, string>): Headers {
  const headers = new Headers({
    'content-type': 'application/json',
    'user-agent': 'ike-trace',
    'accept-encoding': 'identity',
  });
  if (url.username !== '' || url.password !== '') {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.set('authorization', `Basic ${Buffer.from(login).toString('base64')}`);
  }
  for (const [name, value] of given) {
    try {
      headers.set(name, value);
    } catch {
      throw new OperationalError(
        'usage',
        `header ${safeText(name)} of a webhook has a name or value that HTTP cannot carry`,
      );
    }
  }
  return headers;
}

/** In: where and how to post. Out: the sink. Throws OperationalError `usage` for what cannot work. */
export function createWebhookSink(options: WebhookOptions): Sink {
  const url = checkUrl(options.url);
  const headers = checkHeaders(url, options.headers ?? new Map());
  url.username = '';
  url.password = '';
  const format: WebhookFormat = FORMATS[options.format ?? 'generic'];
  const target = format.target(url);
  const now = options.now ?? Date.now;

  async function post(alert: Alert, signal: AbortSignal): Promise<Response> {
    const all = new Headers(headers);
    all.set('idempotency-key', idempotencyKey(alert.key));
    try {
      return await fetch(target, {
        method: 'POST',
        body: format.body(alert, now()),
        headers: all,
        redirect: 'manual',
        signal,
      });
    } catch (thrown) {
      if (signal.aborted) throw new DeliveryFailure(`${target.host} did not answer in time`, false);
      throw new DeliveryFailure(`${target.host} cannot be reached (${reasonOf(thrown)})`, false);
    }
  }

  return {
    name: options.name ?? 'webhook',
    async deliver(alert, signal) {
      const response = await post(alert, signal);
      if (response.ok) {
        // Taken: what else the receiver has to say is not waited for.
        void response.body?.cancel().catch(() => {});
        return;
      }
      const { status } = response;
      const said = await excerpt(response, signal);
      const isRedirect = status >= 300 && status < 400;
      const mayPass = status >= 500 || status === REQUEST_TIMEOUT || status === TOO_MANY_REQUESTS;
      const why = isRedirect ? ', and redirects are not followed' : said === '' ? '' : `: ${cut(said, MAX_ANSWER)}`;
      throw new DeliveryFailure(
        `${target.host} answered ${status}${why}`,
        !mayPass,
        retryAfterOf(response.headers.get('retry-after'), now()),
      );
    },
  };
}
