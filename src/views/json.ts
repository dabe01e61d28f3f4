/**
 * Room 7: the format `json`: one document, written in pieces so that no report is too large for memory: the IKE_SAs of a large log are written as
 * they give up their events. `ikeSas` is then the first member.
 * With both ends' logs (`--peer-log`) it has more: `peer` { inputs, offsetMs, uncertaintyMs, joined, unjoined, ambiguous, clocks }, the offset being the peer's clock
 * less this end's; `side` (`local` | `peer`) of inputs, IKE_SAs, connections and findings; `peer` { id, by, certainty } of an IKE_SA: which one it is at the other
 * end and how that is known; and of a finding `decidedBy` (`local` | `peer` | `both`, null where only one log tells of it), `peerIkeSa`, and `merged`, the ids of the
 * peer's findings that it has taken in.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { View, WriteOptions } from './report.ts';
import { safeJson } from './safe-text.ts';
import { fitsEvent, fitsIkeSa, select } from './selection.ts';
import { createShapes, linesOf, SCHEMA, unattributedOf } from './shapes.ts';

export function createJsonView(options: WriteOptions): View {
  const idOf = (sa: IkeSa) => sa.id;
  const shapes = createShapes(idOf, options.peerStreams ?? null);

  /** Who left; whoever is forgotten after that must not be kept by this. */
  const left = new WeakSet<IkeSa>();
  let isOpen = false;

  const opened = (name: string) => `"${name}": [`;
  const element = (isFirst: boolean, shape: object) => options.write(`${isFirst ? '\n' : ',\n'}${safeJson(shape)}`);

  /** One array of the document, an element a line. */
  function list<T>(name: string, values: readonly T[], shape: (value: T) => object): void {
    options.write(opened(name));
    values.forEach((value, i) => {
      element(i === 0, shape(value));
    });
    options.write(values.length === 0 ? '],\n' : '\n],\n');
  }

  /** The IKE_SAs that did not leave before. */
  function restOfIkeSas(ikeSas: readonly IkeSa[]): void {
    for (const sa of ikeSas) if (!left.has(sa)) element(false, whole(sa));
    options.write('\n],\n');
  }

  function whole(sa: IkeSa): object {
    const own = shapes.ikeSa(sa);
    if (options.brief) return own;
    const events = sa.events.filter((e) => fitsEvent(e, options)).map(shapes.event);
    return { ...own, lines: linesOf(sa), events };
  }

  return {
    tellsLines: !options.brief,
    step: ({ event, daemon }) => shapes.noteEvent(event, daemon),
    finding: () => {},
    leave(sa) {
      // What is found later decides whether its connection failed.
      if (options.brief || options.failuresOnly || left.has(sa)) return false;
      if (!fitsIkeSa(sa, options)) return false;
      if (!isOpen) options.write(`{"schema": ${safeJson(SCHEMA)},\n${opened('ikeSas')}`);
      element(!isOpen, whole(sa));
      isOpen = true;
      left.add(sa);
      return true;
    },
    end(all) {
      const report = select(all, options);
      report.inputs.forEach(shapes.noteInput);
      if (report.peer !== undefined) shapes.notePeer(report.peer);
      if (isOpen) restOfIkeSas(report.ikeSas);
      else options.write(`{"schema": ${safeJson(SCHEMA)},\n`);
      list('inputs', report.inputs, shapes.input);
      if (report.peer !== undefined) options.write(`"peer": ${safeJson(shapes.peer(report))},\n`);
      if (!isOpen) list('ikeSas', report.ikeSas, whole);
      list('connections', report.sessions, (session) => shapes.connection(session, report.findings));
      list('findings', report.findings, shapes.finding);
      options.write(`"unattributed": ${safeJson(unattributedOf(report, idOf))},\n`);
      options.write(`"notes": ${safeJson(report.notes)}}\n`);
    },
  };
}
