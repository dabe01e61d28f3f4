/**
 * Room 8: what Prometheus scrapes. Steps, findings and alerts are counted as they pass; what has its own counters elsewhere (inputs, lanes,
 * bounds) is asked for at each scrape. Every metric's name is in this file and nowhere else; samples/deploy is checked against it.
 *
 * Labels are bounded: causes, severities, outcomes, sinks and sources come from closed lists or from the configuration; names of connections only up
 * to a limit, whoever comes later is `other`. Addresses and identities, which strangers choose, are never labels.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Step } from '../negotiation/index.ts';
import type { Finding } from '../triage/index.ts';
import type { Alert } from './alert.ts';
import { createAttempts } from './attempts.ts';
import type { LaneStats } from './lane.ts';

/** What was read from one source. Counters never go down in a run. */
export interface SourceFacts {
  /** As configured. */
  readonly source: string;
  readonly lines: number;
  readonly recognised: number;
  readonly unrecognised: number;
  /** False: it is gone, or its reader is. */
  readonly isUp: boolean;
  /** True: it has what was not read, or does not answer; see source-health.ts. */
  readonly isStuck: boolean;
  /** Clock time at which its last line was read, milliseconds since 1970 UTC; NaN before the first. */
  readonly lastLineAt: number;
}

/** What the metrics ask for at a scrape. */
export interface WatchFacts {
  readonly sources: readonly SourceFacts[];
  /** Connections that are known. `name` is null for one that is known by its addresses only. */
  readonly connections: Iterable<{ readonly name: string | null; readonly isUp: boolean }>;
  /** What was dropped at a bound, by kind (`ike_sas`, `events`, `findings`, ...): a closed list of words. */
  readonly evictions: ReadonlyMap<string, number>;
  /** `Delivery.stats()`. */
  readonly deliveries: readonly LaneStats[];
  /** Alerts that are raised and not recovered. */
  readonly alertsOpen: number;
}

export interface MetricsOptions {
  readonly version: string;
  readonly facts: () => WatchFacts;
  /** Clock, milliseconds since 1970 UTC. */
  readonly now?: () => number;
  /** Names of connections that become labels; later ones are `other`. */
  readonly maxConnections?: number;
}

export interface Metrics {
  readonly contentType: string;
  step(step: Step): void;
  /** Again for a finding whose count grew. */
  finding(finding: Finding): void;
  alert(alert: Alert): void;
  /** The page. */
  text(): Promise<string>;
}

const MAX_CONNECTIONS = 200;
const MAX_LABEL = 100;
const OTHER = 'other';
/** From a tunnel in the same rack to one that waits for a RADIUS server, or for the fifth retransmit (165 s). */
const ESTABLISH_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 165];
const REKEY_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Gives a name's label: itself while there is room, else `other`. Who was once named stays named. */
function createLabels(limit: number): (name: string | null) => string {
  const labels = new Map<string, string>();
  return (name) => {
    if (name === null) return OTHER;
    const known = labels.get(name);
    if (known !== undefined) return known;
    if (labels.size >= limit || name.length > MAX_LABEL) return OTHER;
    labels.set(name, name);
    return name;
  };
}

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  const now = options.now ?? Date.now;
  const labelOf = createLabels(options.maxConnections ?? MAX_CONNECTIONS);
  const startedAt = now();

  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Counter<T>({ name, help, labelNames: [...labelNames], registers: [registry] });
  const gauge = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Gauge<T>({ name, help, labelNames: [...labelNames], registers: [registry] });
  const histogram = <T extends string>(name: string, help: string, buckets: number[], labelNames: readonly T[] = []) =>
    new Histogram<T>({ name, help, labelNames: [...labelNames], buckets, registers: [registry] });

  const build = gauge('ike_trace_build_info', 'Always 1; what runs is in the labels', ['version', 'node']);
  const up = gauge('ike_trace_connections_up', 'Connections that are up', ['connection']);
  const down = gauge('ike_trace_connections_down', 'Connections that are known and not up', ['connection']);
  const findings = counter('ike_trace_findings_total', 'Findings, repeats included', ['cause', 'severity']);
  const attempts = counter('ike_trace_attempts_total', 'Attempts to establish an IKE_SA', ['connection', 'outcome']);
  const losses = counter('ike_trace_losses_total', 'IKE_SAs that were up and were lost', ['connection']);
  const retransmits = counter('ike_trace_retransmits_total', 'Requests that were sent again', ['connection']);
  const establish = histogram(
    'ike_trace_establish_seconds',
    'From the first message of an IKE_SA until it is up',
    ESTABLISH_BUCKETS,
  );
  const rekey = histogram(
    'ike_trace_rekey_seconds',
    'From the first message of a rekeying until the new SA is up',
    REKEY_BUCKETS,
    ['sa'],
  );
  const alerts = counter('ike_trace_alerts_total', 'Alerts', ['edge', 'severity']);
  const open = gauge('ike_trace_alerts_open', 'Alerts that are raised and not recovered');
  const lines = counter('ike_trace_lines_total', 'Lines read', ['source']);
  const recognised = counter('ike_trace_messages_recognised_total', "charon's messages that a pattern knows", [
    'source',
  ]);
  const unrecognised = counter('ike_trace_messages_unrecognised_total', "charon's messages that no pattern knows", [
    'source',
  ]);
  const sourceUp = gauge('ike_trace_source_up', '1 while the source can be read', ['source']);
  const sourceStuck = gauge('ike_trace_source_stuck', '1 while the source has what is not read, or does not answer', [
    'source',
  ]);
  const sourceAge = gauge('ike_trace_source_last_line_age_seconds', 'Since the last line of the source was read', [
    'source',
  ]);
  const evictions = counter('ike_trace_evictions_total', 'What was dropped to bound memory', ['kind']);
  const deliveries = counter(
    'ike_trace_alert_deliveries_total',
    'What became of alerts at each sink; failed attempts are made again',
    ['sink', 'result'],
  );
  const spoolAlerts = gauge('ike_trace_spool_alerts', 'Alerts that wait for a sink', ['sink']);
  const spoolSize = gauge('ike_trace_spool_bytes', 'Size of the alerts that wait for a sink, as JSON', ['sink']);
  const spoolUnstored = gauge('ike_trace_spool_unstored_alerts', 'Alerts that wait in memory only', ['sink']);
  const spoolAge = gauge('ike_trace_spool_oldest_age_seconds', 'How long the oldest alert waits for a sink', ['sink']);
  const memory = gauge('process_resident_memory_bytes', 'Resident memory size in bytes');
  const cpu = counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds');
  const start = gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds');

  build.set({ version: options.version, node: process.version }, 1);
  start.set(startedAt / 1000);

  const read = createAttempts({
    attempt: (name, outcome) => attempts.inc({ connection: labelOf(name), outcome }),
    lost: (name) => losses.inc({ connection: labelOf(name) }),
    established: (seconds) => establish.observe(seconds),
    rekeyed: (sa, seconds) => rekey.observe({ sa }, seconds),
    retransmitted: (name) => retransmits.inc({ connection: labelOf(name) }),
  });

  /** A counter that is kept elsewhere. */
  function copyTo<T extends string>(to: Counter<T>, values: Iterable<readonly [Record<T, string>, number]>): void {
    to.reset();
    for (const [labels, value] of values) to.inc(labels, value);
  }

  function askSources(sources: readonly SourceFacts[]): void {
    copyTo(
      lines,
      sources.map((s) => [{ source: s.source }, s.lines] as const),
    );
    copyTo(
      recognised,
      sources.map((s) => [{ source: s.source }, s.recognised] as const),
    );
    copyTo(
      unrecognised,
      sources.map((s) => [{ source: s.source }, s.unrecognised] as const),
    );
    sourceUp.reset();
    sourceStuck.reset();
    sourceAge.reset();
    for (const { source, isUp, isStuck, lastLineAt } of sources) {
      sourceUp.set({ source }, isUp ? 1 : 0);
      sourceStuck.set({ source }, isStuck ? 1 : 0);
      if (!Number.isNaN(lastLineAt)) sourceAge.set({ source }, Math.max(0, (now() - lastLineAt) / 1000));
    }
  }

  function askConnections(connections: WatchFacts['connections']): void {
    up.reset();
    down.reset();
    for (const { name, isUp } of connections) {
      const connection = labelOf(name);
      // Both always, so that a rule may compare with 0.
      up.inc({ connection }, isUp ? 1 : 0);
      down.inc({ connection }, isUp ? 0 : 1);
    }
  }

  function askDeliveries(lanes: readonly LaneStats[]): void {
    copyTo(
      deliveries,
      lanes.flatMap((lane) =>
        (['delivered', 'failed', 'refused', 'dropped', 'corrupt'] as const).map(
          (result) => [{ sink: lane.sink, result }, lane[result]] as const,
        ),
      ),
    );
    for (const lane of lanes) {
      const { sink } = lane;
      spoolAlerts.set({ sink }, lane.waiting);
      spoolSize.set({ sink }, lane.waitingSize);
      spoolUnstored.set({ sink }, lane.unstored);
      spoolAge.set({ sink }, Number.isNaN(lane.oldestSince) ? 0 : Math.max(0, (now() - lane.oldestSince) / 1000));
    }
  }

  function ask(): void {
    const facts = options.facts();
    askSources(facts.sources);
    askConnections(facts.connections);
    askDeliveries(facts.deliveries);
    copyTo(
      evictions,
      [...facts.evictions].map(([kind, n]) => [{ kind }, n] as const),
    );
    open.set(facts.alertsOpen);
    const { user, system } = process.cpuUsage();
    copyTo(cpu, [[{}, (user + system) / 1e6]]);
    memory.set(process.memoryUsage.rss());
  }

  return {
    contentType: registry.contentType,
    step: read,
    finding: ({ causes, severity }) => findings.inc({ cause: causes[0]!.cause, severity }),
    alert: ({ edge, severity }) => alerts.inc({ edge, severity }),
    text() {
      ask();
      return registry.metrics();
    },
  };
}
