/**
 * Room 8: alerts as log lines on standard output, one joined line each, for journald or a log shipper. (What fail2ban counts is one line for each
 * failure: failure-log.ts.) Nothing in front of `schema` can be chosen by a stranger but the address he came from.
 */
import type { Alert } from '../alert.ts';
import { addressOf, createLineMaker, long, short } from '../alert-line.ts';
import { DeliveryFailure, membersOf, type Sink } from './sink.ts';
import { standardOutput, type WriteLine } from './standard-output.ts';

/** pino's level of an alert: an `info` of triage is no reason to wake anybody; what works again is good news. */
const LEVELS = { error: 'error', warning: 'warn', info: 'info' } as const;
const MAX_EVIDENCE = 8;
/** Connections of a group that are listed. */
const MAX_MEMBERS = 25;

export interface LogSinkOptions {
  readonly name?: string;
  /** Takes whole lines. Standard output when left out. */
  readonly write?: WriteLine;
}

/** The line's fields, in the order in which they are written. */
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
    ...(alert.group === null ? {} : { connections: membersOf(alert, MAX_MEMBERS).map(short) }),
    identity: short(alert.remote.id),
    peerPort: alert.remote.port,
    local: addressOf(alert.local.host),
    localIdentity: short(alert.local.id),
    daemon: { host: short(alert.daemon.host), program: short(alert.daemon.program) },
    firstAt: alert.firstAt,
    lastAt: alert.lastAt,
    downSince: alert.downSince,
    downtime: alert.downtime,
    evidence: alert.evidence.slice(0, MAX_EVIDENCE).map((e) => long(`${short(e.source)}:${e.line} ${e.text}`)),
    fix: alert.fix.slice(0, MAX_EVIDENCE).map(long),
  };
}

/** Settles as `written` does, or rejects when `signal` aborts. */
function unlessAborted(written: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('its reader does not read')), { once: true });
    written.then(resolve, reject);
  });
}

/** In: where lines go. Out: the sink. The time of a line is that of the alert's own log line. */
export function createLogSink(options: LogSinkOptions = {}): Sink {
  const write = options.write ?? standardOutput();
  const make = createLineMaker();
  /** A line that was given up still waits to leave: a copy behind it would help nobody. */
  let isStuck = false;
  return {
    name: options.name ?? 'log',
    async deliver(alert, signal) {
      if (isStuck) throw new DeliveryFailure('standard output: its reader does not read', false);
      const level = alert.edge === 'recovered' ? 'info' : LEVELS[alert.severity];
      isStuck = true;
      const written = write(make(level, alert.at, fieldsOf(alert), alert.summary)).finally(() => {
        isStuck = false;
      });
      try {
        await unlessAborted(written, signal);
      } catch (thrown) {
        throw new DeliveryFailure(`standard output: ${thrown instanceof Error ? thrown.message : 'failed'}`, false);
      }
    },
  };
}
