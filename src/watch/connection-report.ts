/**
 * Room 8: the page /api/connections: the connections of the report interface, as JSON. IKE_SAs and findings enter, text leaves.
 */
import type { IkeEvent, IkeSa } from '../negotiation/index.ts';
import { connectionName, gatherSessions } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { createShapes, type InputReport, REPORT_SCHEMA, safeJson } from '../views/index.ts';
import { type Connection, keyOf } from './connections.ts';

export interface ConnectionReportOptions {
  /** Those that are kept, as they come and go. */
  readonly ikeSas: () => Iterable<IkeSa>;
  readonly findings: () => readonly Finding[];
  /** What is known of each input: which leave out zone or date. */
  readonly inputs: () => readonly InputReport[];
  /** Connections that were up once: those whose IKE_SAs are not kept any more are told, too. */
  readonly known?: () => Iterable<Connection>;
  /** Clock, milliseconds. */
  readonly now?: () => number;
}

/** However often it is asked for, the report is made at most so often. */
const FRESH_MS = 1000;

/** The last event that an IKE_SA keeps fixes its zone. */
const lastEvent = (sa: IkeSa): IkeEvent | undefined => sa.events.at(-1);

/** A connection of which no IKE_SA is kept: it is down, or was not heard of since a restart. */
function rememberedShape({ name, local, remote, up, upSince, downSince, times }: Connection): object {
  const isoOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    name: connectionName(name, local.host, remote.host),
    daemon: null,
    attempts: times,
    up: up.size > 0,
    upSince: isoOf(upSince),
    downSince: isoOf(downSince),
    ikeSas: [],
    findings: [],
  };
}

/** Gives the document `{"schema": ..., "connections": [Connection, ...]}`; the ids of IKE_SAs and findings are those of the run. */
export function createConnectionReport(options: ConnectionReportOptions): () => string {
  const now = options.now ?? Date.now;
  let madeAt = Number.NEGATIVE_INFINITY;
  let text = '';

  function make(): string {
    const shapes = createShapes((sa) => sa.id, null);
    options.inputs().forEach(shapes.noteInput);
    const ikeSas = [...options.ikeSas()];
    for (const sa of ikeSas) {
      const event = lastEvent(sa);
      if (event !== undefined) shapes.noteEvent(event, sa.daemon);
    }
    const findings = options.findings();
    const kept = new Set(ikeSas.map(keyOf));
    const connections = gatherSessions(ikeSas).map((session) => shapes.connection(session, findings));
    for (const one of options.known?.() ?? []) if (!kept.has(one.key)) connections.push(rememberedShape(one));
    return `${safeJson({ schema: REPORT_SCHEMA, connections })}\n`;
  }

  return () => {
    const at = now();
    // A clock that was set back must not keep an old page for ever.
    if (at - madeAt >= FRESH_MS || at < madeAt) {
      text = make();
      madeAt = at;
    }
    return text;
  };
}
