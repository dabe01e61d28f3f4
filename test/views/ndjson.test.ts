import { describe, expect, it } from 'vitest';
import { createView } from '../../src/views/index.ts';
import { makeFinding, makeInput, makeReport, makeSa, options, refusal, written } from './build.ts';

const sa = makeSa({ events: refusal() });
const report = makeReport([sa], [makeFinding(sa)]);
const objects = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('ndjson', () => {
  const lines = objects(written('ndjson', report));

  it('is one object a line, with its kind first and the summary last', () => {
    expect(lines.map((o) => Object.keys(o)[0])).toEqual(lines.map(() => 'kind'));
    expect(lines.map((o) => o.kind)).toEqual([
      'input',
      'event',
      'ike-sa',
      'event',
      'event',
      'finding',
      'ike-sa',
      'input',
      'summary',
    ]);
    // At a change of outcome without its lines, at the end with them: tried again for weeks it would be written with ever more of them.
    expect(lines.filter((o) => o.kind === 'ike-sa').map((o) => 'lines' in o)).toEqual([false, true]);
  });

  it('does not write more of an IKE_SA the longer it is tried', () => {
    const pieces: string[] = [];
    const view = createView({ ...options, format: 'ndjson', write: (piece) => pieces.push(piece) });
    const tried = makeSa({ outcome: 'open' });
    const sizes = Array.from({ length: 500 }, (_, i) => {
      const event = { ...refusal()[0]!, line: i + 1 };
      tried.events.push(event);
      tried.lines = new Map([[event.source, Array.from({ length: i + 1 }, (_, n) => n + 1)]]);
      tried.outcome = i % 2 === 0 ? 'timed-out' : 'open';
      const before = pieces.length;
      view.step({ event, ikeSa: tried, daemon: tried.daemon });
      return pieces.slice(before).join('').length;
    });
    expect(Math.max(...sizes)).toBeLessThan(1500);
  });

  it('an event says whose it is', () => {
    expect(lines[1]).toMatchObject({ ikeSa: 'd1:1', daemon: 'd1', type: 'message.generated', line: 10 });
  });

  it('the summary has the connections and what they point at', () => {
    expect(lines.at(-1)).toMatchObject({
      schema: 'ike-trace/report/1',
      connections: [{ name: 'home', findings: ['f1'] }],
      findings: 1,
    });
  });

  it('is brief without lines and events', () => {
    const brief = objects(written('ndjson', report, { brief: true }));
    expect(brief.map((o) => o.kind)).toEqual(['input', 'ike-sa', 'finding', 'input', 'summary']);
    expect(brief.some((o) => 'lines' in o && o.kind === 'ike-sa')).toBe(false);
  });

  it('writes each object as soon as it is known', () => {
    const pieces: string[] = [];
    const view = createView({ ...options, format: 'ndjson', write: (piece) => pieces.push(piece) });
    view.input?.(makeInput());
    const [request] = refusal();
    view.step({ event: request!, ikeSa: makeSa({ outcome: 'open' }), daemon: sa.daemon });
    expect(pieces.map((piece) => [piece.endsWith('}\n'), JSON.parse(piece).kind])).toEqual([
      [true, 'input'],
      [true, 'event'],
    ]);
  });

  it('writes a finding again with the same id when its count changes', () => {
    const finding = makeFinding(sa);
    const pieces: string[] = [];
    const view = createView({ ...options, format: 'ndjson', write: (piece) => pieces.push(piece) });
    view.finding(finding);
    finding.count = 2;
    view.finding(finding);
    expect(pieces.map((piece) => JSON.parse(piece)).map((o) => [o.id, o.count])).toEqual([
      ['f1', 1],
      ['f1', 2],
    ]);
  });

  it('keeps the id that an IKE_SA was first known by', () => {
    const early = makeSa({ events: refusal() });
    early.id = 'd1:?4';
    const pieces: string[] = [];
    const view = createView({ ...options, format: 'ndjson', write: (piece) => pieces.push(piece) });
    view.step({ event: early.events[0]!, ikeSa: early, daemon: early.daemon });
    early.id = 'd1:4';
    view.end(makeReport([early], [makeFinding(early)]));
    const ids = pieces
      .map((piece) => JSON.parse(piece))
      .flatMap((o) => (o.kind === 'ike-sa' ? [o.id] : o.kind === 'event' ? [o.ikeSa] : []));
    expect(new Set(ids)).toEqual(new Set(['d1:?4']));
  });

  it('gives no offset where the input said that its zone is assumed', () => {
    const vague = objects(written('ndjson', { ...report, inputs: [makeInput({ assumed: ['zone'] })] }));
    expect(vague[1].at).toBe('2026-11-23T10:03:11.100');
  });

  it('leaves out what was not asked for', () => {
    const other = makeSa({ name: 'other', uid: 2, events: refusal() });
    const some = objects(written('ndjson', makeReport([sa, other], [makeFinding(sa)]), { connection: 'home' }));
    expect(new Set(some.flatMap((o) => (o.kind === 'event' ? [o.ikeSa] : [])))).toEqual(new Set(['d1:1']));
    expect(some.at(-1).connections.map((c: { name: string }) => c.name)).toEqual(['home']);
  });
});
