/**
 * Room 8: alerts as log lines on standard output: pino's JSON, one line each, for journald, a log shipper, or fail2ban.
 *
 * What stands first is what a filter may rely on: level, time, peer (an IP address or null), edge, severity, symptom, cause: none of them can be
 * chosen by a stranger but the address he came from. Only then comes text of the log, as JSON strings: a quote in an identity is `\"`, so it can
 * neither end its string nor the line, and a filter anchored at the beginning of the line never reads it.
 */
import { isIP } from 'node:net';
import { type DestinationStream, pino } from 'pino';
import { safeJsonText } from '../../views/index.ts';
import type { Alert } from '../alert.ts';
import { cut, DeliveryFailure, type Sink } from './sink.ts';
import { openLines, type WriteLine } from './standard-output.ts';

/** pino's level of an alert: an `info` of triage is no reason to wake anybody; what works again is good news. */
const LEVELS = { error: 'error', warning: 'warn', info: 'info' } as const;

const MAX_IDENTITY = 256;
const MAX_TEXT = 1000;
const MAX_EVIDENCE = 8;

export interface LogSinkOptions {
  readonly name?: string;
  /** Takes whole lines. Standard output when left out. */
  readonly write?: WriteLine;
}

/** An address as fixed-shape text; null for everything else, a zone (`%eth0`) included. */
const addressOf = (host: string | null) => (host !== null && !host.includes('%') && isIP(host) !== 0 ? host : null);
const short = (text: string | null) => (text === null ? null : cut(text, MAX_IDENTITY));

/** The line's fields, in the order in which they are written. `schema` is first of what is not for filters. */
function fieldsOf(alert: Alert): object {
  return {
    peer: addressOf(alert.remote.host),
    edge: alert.edge,
    severity: alert.severity,
    symptom: alert.symptom,
    cause: alert.cause,
    certainty: alert.certainty,
    count: alert.count,
    schema: 'ike-trace/alert-line/1',
    id: short(alert.id),
    key: short(alert.key),
    connection: short(alert.connection),
    identity: short(alert.remote.id),
    peerPort: alert.remote.port,
    local: addressOf(alert.local.host),
    localIdentity: short(alert.local.id),
    daemon: { host: short(alert.daemon.host), program: short(alert.daemon.program) },
    firstAt: alert.firstAt,
    lastAt: alert.lastAt,
    downSince: alert.downSince,
    downtime: alert.downtime,
    evidence: alert.evidence
      .slice(0, MAX_EVIDENCE)
      .map((e) => cut(`${cut(e.source, MAX_IDENTITY)}:${e.line} ${e.text}`, MAX_TEXT)),
    fix: alert.fix.slice(0, MAX_EVIDENCE).map((fix) => cut(fix, MAX_TEXT)),
  };
}

/** Settles as `written` does, or rejects when `signal` aborts. */
function unlessAborted(written: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('its reader does not read')), { once: true });
    written.then(resolve, reject);
  });
}

/** In: where lines go. Out: the sink. The time of a line is that of the alert's own log line, so that fail2ban counts in the gateway's time. */
export function createLogSink(options: LogSinkOptions = {}): Sink {
  const write = options.write ?? openLines(1);
  /** What pino made of the last alert. */
  let line = '';
  let at = '';
  const catcher: DestinationStream = {
    write: (text) => {
      line = text;
    },
  };
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":${JSON.stringify(at)}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    catcher,
  );
  return {
    name: options.name ?? 'log',
    async deliver(alert, signal) {
      at = alert.at;
      const level = alert.edge === 'recovered' ? 'info' : LEVELS[alert.severity];
      logger[level](fieldsOf(alert), cut(alert.summary, MAX_TEXT));
      try {
        await unlessAborted(write(`${safeJsonText(line.trimEnd())}\n`), signal);
      } catch (thrown) {
        throw new DeliveryFailure(`standard output: ${thrown instanceof Error ? thrown.message : 'failed'}`, false);
      }
    },
  };
}
