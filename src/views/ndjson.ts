/**
 * Room 7: the format `ndjson`: one object a line, written as soon as it is known, `kind` first.
 */
import type { IkeSa } from '../negotiation/index.ts';
import { createAdmission } from './admission.ts';
import type { View, WriteOptions } from './report.ts';
import { safeJson } from './safe-text.ts';
import { select } from './selection.ts';
import { createShapes, linesOf, SCHEMA, unattributedOf } from './shapes.ts';

/** What was last written of an IKE_SA. */
interface Written {
  readonly outcome: IkeSa['outcome'];
  readonly events: number;
}

export function createNdjsonView(options: WriteOptions): View {
  /** An IKE_SA keeps the id that the stream first knew it by, whatever its unique id turns out to be. */
  const ids = new WeakMap<IkeSa, string>();
  const written = new WeakMap<IkeSa, Written>();
  const shapes = createShapes(idOf, options.peerStreams ?? null);

  function idOf(sa: IkeSa): string {
    const known = ids.get(sa);
    if (known !== undefined) return known;
    ids.set(sa, sa.id);
    return sa.id;
  }

  const line = (kind: string, shape: object) => options.write(`${safeJson({ kind, ...shape })}\n`);

  /** `isWhole`: with its lines. One that is tried again and again changes its outcome thousands of times, and every time has more of them. */
  function writeIkeSa(sa: IkeSa, isWhole: boolean): void {
    const isFinal = isWhole || options.brief;
    written.set(sa, { outcome: sa.outcome, events: isFinal ? sa.events.length + sa.eventsDropped : -1 });
    line('ike-sa', isWhole && !options.brief ? { ...shapes.ikeSa(sa), lines: linesOf(sa) } : shapes.ikeSa(sa));
  }

  const admission = createAdmission(options, (event, sa, daemon) => {
    if (options.brief) return;
    line('event', { ikeSa: sa === null ? null : idOf(sa), daemon: daemon.id, ...shapes.event(event) });
  });

  return {
    tellsLines: !options.brief,
    // Its events are in the stream already.
    leave(sa) {
      if (options.brief || !admission.isAdmitted(sa)) return false;
      writeIkeSa(sa, true);
      written.set(sa, { outcome: sa.outcome, events: 0 });
      return true;
    },
    input(input) {
      shapes.noteInput(input);
      line('input', shapes.input(input));
    },
    step(step) {
      const { event, ikeSa, daemon } = step;
      shapes.noteEvent(event, daemon);
      admission.step(step);
      if (ikeSa === null || !admission.isAdmitted(ikeSa)) return;
      if (ikeSa.outcome !== (written.get(ikeSa)?.outcome ?? 'open')) writeIkeSa(ikeSa, false);
    },
    finding(finding) {
      if (admission.finding(finding)) line('finding', shapes.finding(finding));
    },
    end(all) {
      if (all.peer !== undefined) shapes.notePeer(all.peer);
      const report = select(all, options);
      report.inputs.forEach(shapes.noteInput);
      for (const sa of report.ikeSas) {
        const last = written.get(sa);
        const isJoined = report.peer !== undefined && report.peer.join.of(sa).length > 0;
        if (isJoined || last?.outcome !== sa.outcome || last.events !== sa.events.length + sa.eventsDropped)
          writeIkeSa(sa, true);
      }
      // Once more, with the final counts.
      for (const input of report.inputs) line('input', shapes.input(input));
      line('summary', {
        schema: SCHEMA,
        connections: report.sessions.map((session) => shapes.connection(session, report.findings)),
        findings: report.findings.length,
        ...(report.peer === undefined ? {} : { peer: shapes.peer(report) }),
        unattributed: unattributedOf(report, idOf),
        notes: report.notes,
      });
    },
  };
}
