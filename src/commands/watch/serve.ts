/**
 * What others may ask of a running watcher: metrics, health and connections, as `--listen` serves them.
 */
import { readFileSync } from 'node:fs';
import type { OperationalError } from '../../errors.ts';
import type { Step } from '../../negotiation/index.ts';
import type { Finding } from '../../triage/index.ts';
import {
  type Alert,
  createConnectionReport,
  createMetrics,
  openServer,
  type WatchFacts,
  type WatchServer,
} from '../../watch/index.ts';
import type { Run } from './run.ts';

/** Findings that /api/connections names. */
const MAX_FINDINGS = 200;

const VERSION = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

function factsOf(run: Run): WatchFacts {
  const inputs = run.corridor.inputs();
  const stats = run.corridor.stats();
  const sources = run.sources().map(({ stream, isUp, lastLineAt }) => {
    const own = inputs.filter((input) => input.source === stream);
    const sum = (key: 'lines' | 'recognised' | 'unrecognised') => own.reduce((n, input) => n + input[key], 0);
    return {
      source: stream,
      lines: sum('lines'),
      recognised: sum('recognised'),
      unrecognised: sum('unrecognised'),
      isUp,
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

/** The run is handed in later: it is begun with these onlookers. */
export function createOnlookers(now: () => number) {
  let run: Run | null = null;
  let findings: Finding[] = [];
  const metrics = createMetrics({
    version: VERSION,
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
  const gone = () =>
    run
      ?.sources()
      .filter(({ isUp }) => !isUp)
      .map(({ stream }) => stream) ?? [];

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
        health() {
          const lost = gone();
          return lost.length === 0
            ? { isWell: true, says: 'every source is read' }
            : { isWell: false, says: `not readable now: ${lost.length} of ${of.sources().length} sources` };
        },
        ready: () =>
          of.isLive() ? { isWell: true, says: 'watching' } : { isWell: false, says: 'reading what is there already' },
        connections: report,
        report: reportTrouble,
      });
    },
  };
}
