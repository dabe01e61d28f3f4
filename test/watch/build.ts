/**
 * Hand-made alerts and sinks for the tests of this room, with values of documentation ranges.
 */
import type { Alert } from '../../src/watch/alert.ts';
import type { LaneStats } from '../../src/watch/lane.ts';
import type { Sink } from '../../src/watch/sinks/sink.ts';

/** The pre-shared key of `home` does not fit: raised, unless told otherwise. */
export function makeAlert(parts: Partial<Alert> = {}): Alert {
  return {
    id: 'gw/home/psk-mismatch',
    key: 'k1',
    edge: 'raised',
    at: '2026-11-23T16:15:48.440Z',
    severity: 'error',
    connection: 'home',
    daemon: { host: 'gw', program: 'charon' },
    local: { host: '203.0.113.1', port: 500, id: 'sun.example.org' },
    remote: { host: '192.0.2.1', port: 500, id: 'moon.example.org' },
    symptom: 'authentication-failed',
    cause: 'psk-mismatch',
    certainty: 'proven',
    summary: 'The pre-shared key for sun.example.org and moon.example.org is not the same on both ends.',
    fix: ['local: Enter the same secret on both ends', 'peer: and check there'],
    evidence: [{ source: 'sun.log', line: 20, text: "tried 1 shared key for 'sun' - 'moon', but MAC mismatched" }],
    count: 1,
    firstAt: '2026-11-23T16:15:48.440Z',
    lastAt: '2026-11-23T16:15:48.440Z',
    downSince: null,
    downtime: null,
    group: null,
    ...parts,
  };
}

/** The same of several connections with one cause, of which the last works again. */
export function makeGroupAlert(parts: Partial<Alert> = {}): Alert {
  const of = (n: number) => ({ connection: `t${n}`, child: null, host: `198.18.0.${n}`, isUp: n === 3 });
  return makeAlert({
    id: 'group',
    connection: null,
    remote: { host: null, port: null, id: null },
    summary: 'psk-mismatch on 3 connections at once: t1, t2, t3.',
    count: 3,
    group: { by: 'cause', size: 3, broken: 2, connections: [of(1), of(2), of(3)] },
    ...parts,
  });
}

/** What a stranger may call himself: it closes strings, begins lines, mentions, links, and turns the writing direction round. */
export const HOSTILE =
  'x","peer":"198.51.100.66"}\n{"level":"error","peer":"198.51.100.66" <!channel> <http://evil|a> *b* \u202e\u0000\ud800';

/** What any sink does with an alert; `answer` is called for each attempt. */
export function makeSink(answer: (alert: Alert, signal: AbortSignal) => Promise<void>, name = 'hook'): Sink {
  return { name, deliver: answer };
}

/** A signal that never aborts. */
export const patient = () => new AbortController().signal;

/** The counters of the sink `hook`, nothing unless told. */
export function makeStats(parts: Partial<LaneStats> = {}): LaneStats {
  return {
    sink: 'hook',
    delivered: 0,
    failed: 0,
    refused: 0,
    dropped: 0,
    corrupt: 0,
    waiting: 0,
    waitingSize: 0,
    unstored: 0,
    oldestSince: Number.NaN,
    ...parts,
  };
}
