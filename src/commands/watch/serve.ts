/**
 * What others may ask of a running watcher: metrics, health and connections, as `--listen` serves them.
 */
import type { OperationalError } from '../../errors.ts';
import type { Step } from '../../negotiation/index.ts';
import type { Finding } from '../../triage/index.ts';
import { safeText } from '../../views/index.ts';
import {
  type Alert,
  createConnectionReport,
  createMetrics,
  type Health,
  openServer,
  type SourceState,
  type WatchFacts,
  type WatchServer,
} from '../../watch/index.ts';
import { version } from '../version.ts';
import type { Run } from './run.ts';

/** Findings that /api/connections names. */
const MAX_FINDINGS = 200;

function factsOf(run: Run): WatchFacts {
  const inputs = run.corridor.inputs();
  const stats = run.corridor.stats();
  const sources = run.sources().map(({ stream, isUp, lastLineAt, stuck }) => {
    const own = inputs.filter((input) => input.source === stream);
    const sum = (key: 'lines' | 'recognised' | 'unrecognised') => own.reduce((n, input) => n + input[key], 0);
    return {
      source: stream,
      lines: sum('lines'),
      recognised: sum('recognised'),
      unrecognised: sum('unrecognised'),
      isUp,
      isStuck: stuck !== null,
      lastLineAt,
    };
  });
  const connections = [...run.corridor.connections.values()].map(({ name, up }) => ({ name, isUp: up.size > 0 }));
  const evictions = new Map([
    ['alerts', stats.dropped],
    ['connections', stats.connectionsDropped],
    ['ike_sas', stats.ikeSasDropped],
  ]);
  return { sources, connections, evictions, deliveries: run.delivery().stats(), alertsOpen: stats.raised };
}

/** What /healthz says. Names of sources come from the configuration. */
export function healthOf(sources: readonly SourceState[]): Health {
  const ill = sources.filter(({ isUp, stuck }) => !isUp || stuck !== null);
  if (ill.length === 0) return { isWell: true, says: 'every source is read' };
  const told = ill.map(({ stream, stuck }) =>
    safeText(stuck === null ? `gone: ${stream} cannot be read now` : `stuck: ${stream} ${stuck}`),
  );
  return { isWell: false, says: told.join('\n') };
}

/** The run is handed in later: it is begun with these onlookers. */
export function createOnlookers(now: () => number) {
  let run: Run | null = null;
  let findings: Finding[] = [];
  const metrics = createMetrics({
    version: version(),
    now,
    facts: () =>
      run === null
        ? { sources: [], connections: [], evictions: new Map(), deliveries: [], alertsOpen: 0 }
        : factsOf(run),
  });
  const report = createConnectionReport({
    ikeSas: () => run?.corridor.ikeSas ?? [],
    findings: () => findings,
    inputs: () => run?.corridor.inputs() ?? [],
    known: () => run?.corridor.connections.values() ?? [],
    now,
  });
  return {
    step: (step: Step) => metrics.step(step),
    finding(finding: Finding): void {
      metrics.finding(finding);
      findings.push(finding);
      if (findings.length > 2 * MAX_FINDINGS) findings = findings.slice(-MAX_FINDINGS);
    },
    alert: (alert: Alert) => metrics.alert(alert),
    /** Opens the server. Rejects with OperationalError. */
    serve(of: Run, listen: string, reportTrouble: (error: OperationalError) => void): Promise<WatchServer> {
      run = of;
      return openServer({
        listen,
        metrics,
        health: () => healthOf(of.sources()),
        ready: () =>
          of.isLive() ? { isWell: true, says: 'watching' } : { isWell: false, says: 'reading what is there already' },
        connections: report,
        report: reportTrouble,
      });
    },
  };
}
