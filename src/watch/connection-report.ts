/**
 * Room 8: the page /api/connections: the connections of the report interface, as JSON. IKE_SAs and findings enter, text leaves.
 */
import type { IkeEvent, IkeSa } from '../negotiation/index.ts';
import { gatherSessions } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import { createShapes, type InputReport, REPORT_SCHEMA, safeJson } from '../views/index.ts';

export interface ConnectionReportOptions {
  /** Those that are kept, as they come and go. */
  readonly ikeSas: () => Iterable<IkeSa>;
  readonly findings: () => readonly Finding[];
  /** What is known of each input: which leave out zone or date. */
  readonly inputs: () => readonly InputReport[];
  /** Clock, milliseconds. */
  readonly now?: () => number;
}

/** However often it is asked for, the report is made at most so often. */
const FRESH_MS = 1000;

/** The last event that an IKE_SA keeps fixes its zone. */
const lastEvent = (sa: IkeSa): IkeEvent | undefined => sa.events.at(-1);

/** Gives the document `{"schema": ..., "connections": [Connection, ...]}`; the ids of IKE_SAs and findings are those of the run. */
export function createConnectionReport(options: ConnectionReportOptions): () => string {
  const now = options.now ?? Date.now;
  let madeAt = Number.NEGATIVE_INFINITY;
  let text = '';

  function make(): string {
    const shapes = createShapes((sa) => sa.id);
    options.inputs().forEach(shapes.noteInput);
    const ikeSas = [...options.ikeSas()];
    for (const sa of ikeSas) {
      const event = lastEvent(sa);
      if (event !== undefined) shapes.noteEvent(event, sa.daemon);
    }
    const findings = options.findings();
    const connections = gatherSessions(ikeSas).map((session) => shapes.connection(session, findings));
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
