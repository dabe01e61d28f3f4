/**
 * Room 7: the format `json`: one document, written in pieces so that no report is too large for memory.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { View, WriteOptions } from './report.ts';
import { safeJson } from './safe-text.ts';
import { fitsEvent, select } from './selection.ts';
import { createShapes, linesOf, SCHEMA, unattributedOf } from './shapes.ts';

export function createJsonView(options: WriteOptions): View {
  const shapes = createShapes((sa) => sa.id);

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
      options.write(`{"schema": ${safeJson(SCHEMA)},\n`);
      list('inputs', report.inputs, shapes.input);
      list('ikeSas', report.ikeSas, whole);
      list('connections', report.sessions, (session) => shapes.connection(session, report.findings));
      list('findings', report.findings, shapes.finding);
      options.write(`"unattributed": ${safeJson(unattributedOf(report))},\n`);
      options.write(`"notes": ${safeJson(report.notes)}}\n`);
    },
  };
}
