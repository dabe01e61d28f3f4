/**
 * Room 7: the format `json`: one document, written in pieces so that no report is too large for memory.
 * With both ends' logs (`--peer-log`) it has more: `peer` { inputs, offsetMs, uncertaintyMs, joined, unjoined, ambiguous, clocks }, the offset being the peer's clock
 * less this end's; `side` (`local` | `peer`) of inputs, IKE_SAs, connections and findings; `peer` { id, by, certainty } of an IKE_SA: which one it is at the other
 * end and how that is known; and of a finding `decidedBy` (`local` | `peer` | `both`, null where only one log tells of it), `peerIkeSa`, and `merged`, the ids of the
 * peer's findings that it has taken in.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { View, WriteOptions } from './report.ts';
import { safeJson } from './safe-text.ts';
import { fitsEvent, select } from './selection.ts';
import { createShapes, linesOf, SCHEMA, unattributedOf } from './shapes.ts';

export function createJsonView(options: WriteOptions): View {
  const shapes = createShapes((sa) => sa.id, options.peerStreams ?? null);

  /** One array of the document, an element a line. */
  function list<T>(name: string, values: readonly T[], shape: (value: T) => object): void {
    options.write(`"${name}": [`);
    values.forEach((value, i) => {
      options.write(`${i === 0 ? '\n' : ',\n'}${safeJson(shape(value))}`);
    });
    options.write(values.length === 0 ? '],\n' : '\n],\n');
  }

  function whole(sa: IkeSa): object {
    const own = shapes.ikeSa(sa);
    if (options.brief) return own;
    const events = sa.events.filter((e) => fitsEvent(e, options)).map(shapes.event);
    return { ...own, lines: linesOf(sa), events };
  }

  return {
    step: ({ event, daemon }) => shapes.noteEvent(event, daemon),
    finding: () => {},
    end(all) {
      const report = select(all, options);
      report.inputs.forEach(shapes.noteInput);
      if (report.peer !== undefined) shapes.notePeer(report.peer);
      options.write(`{"schema": ${safeJson(SCHEMA)},\n`);
      list('inputs', report.inputs, shapes.input);
      if (report.peer !== undefined) options.write(`"peer": ${safeJson(shapes.peer(report))},\n`);
      list('ikeSas', report.ikeSas, whole);
      list('connections', report.sessions, (session) => shapes.connection(session, report.findings));
      list('findings', report.findings, shapes.finding);
      options.write(`"unattributed": ${safeJson(unattributedOf(report))},\n`);
      options.write(`"notes": ${safeJson(report.notes)}}\n`);
    },
  };
}
