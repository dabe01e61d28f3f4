// A watcher with a clock of its own, for stories of what is told and when.
import { createCorridor } from '../../src/commands/watch/corridor.ts';
import type { Source } from '../../src/intake/index.ts';
import { ALERTING_DEFAULTS, type Alert, type AlertingOptions } from '../../src/watch/index.ts';
import { patterns } from '../fixtures/corridor.ts';
import { createGateway, type Gateway } from '../fixtures/gateway-log.mjs';

export const BEGIN = Date.UTC(2026, 10, 23, 12);
export const MINUTE = 60_000;

/** Only `at` and `wait` move the clock. */
export function watcher(options: Partial<AlertingOptions> = {}, isHistory = () => false) {
  const alerts: Alert[] = [];
  let clock = BEGIN;
  let offset = 0;
  const source: Source = { id: 1, name: 'charon.log', stream: 'charon.log', live: true };
  const corridor = createCorridor({
    patterns: patterns(),
    lines: { now: () => clock, timezone: 'UTC', year: 2026 },
    alerts: { ...ALERTING_DEFAULTS, ...options },
    isHistory,
    before: null,
    reopened: new Map(),
    save: () => undefined,
    deliver: (alert) => alerts.push(alert),
  });
  corridor.feed({ kind: 'opened', source });
  corridor.goLive();
  const gateway = createGateway();
  return {
    alerts,
    /** `edge cause count` of what was told since the last look. */
    told: () => alerts.splice(0).map(({ edge, cause, connection, count }) => `${edge} ${cause} ${connection} ${count}`),
    /** The gateway writes what `happens` at `minutes` after the beginning, and it is read at once. */
    at(minutes: number, happens: (gateway: Gateway, at: number) => string): void {
      clock = BEGIN + minutes * MINUTE;
      const bytes = Buffer.from(happens(gateway, clock));
      corridor.feed({ kind: 'chunk', source, bytes, offset });
      offset += bytes.length;
      corridor.feed({ kind: 'idle', source });
      corridor.tick();
    },
    /** Nothing happens until then; the clock ticks. */
    wait(minutes: number): void {
      clock = BEGIN + minutes * MINUTE;
      corridor.tick();
    },
    /** Other options from now on. */
    configure: (next: Partial<AlertingOptions>) => corridor.configure({ ...ALERTING_DEFAULTS, ...next }),
    connections: corridor.connections,
  };
}
