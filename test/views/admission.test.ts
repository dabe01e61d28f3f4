import { describe, expect, it } from 'vitest';
import { createAdmission } from '../../src/views/admission.ts';
import type { Selection } from '../../src/views/report.ts';
import { makeFinding, makeSa, options, refusal, START } from './build.ts';

/** Lines of the events shown, in order. */
function admission(selection: Partial<Selection>) {
  const lines: number[] = [];
  const gate = createAdmission({ ...options, ...selection }, (event) => lines.push(event.line));
  return { lines, gate };
}
const [request, answer, remark] = refusal();

describe('admission', () => {
  it('passes everything on when nothing special is asked for', () => {
    const { lines, gate } = admission({});
    const sa = makeSa();
    gate.step({ event: request!, ikeSa: sa, daemon: sa.daemon });
    gate.step({ event: answer!, ikeSa: null, daemon: sa.daemon });
    expect(lines).toEqual([10, 12]);
  });

  it('shows first what an IKE_SA said before it was known to fit, each event once', () => {
    const { lines, gate } = admission({ connection: 'home' });
    const sa = makeSa({ name: null });
    for (const event of [request!, answer!, remark!]) {
      sa.events.push(event);
      if (event === answer) sa.name = 'home';
      gate.step({ event, ikeSa: sa, daemon: sa.daemon });
    }
    expect(lines).toEqual([10, 12, 13]);
  });

  it('keeps what no IKE_SA owns to itself when a connection was asked for', () => {
    const { lines, gate } = admission({ connection: 'home' });
    gate.step({ event: request!, ikeSa: null, daemon: makeSa().daemon });
    expect(lines).toEqual([]);
  });

  it('with failures only, an error admits its IKE_SA and a warning does not', () => {
    const { lines, gate } = admission({ failuresOnly: true });
    const sa = makeSa({ events: refusal() });
    gate.step({ event: remark!, ikeSa: sa, daemon: sa.daemon });
    expect(gate.finding(makeFinding(sa, { severity: 'warning' }))).toBe(false);
    expect(lines).toEqual([]);
    expect(gate.finding(makeFinding(sa))).toBe(true);
    expect(lines).toEqual([10, 12, 13]);
  });

  it('passes only what lies in the time asked for', () => {
    const { lines, gate } = admission({ since: START + 10 });
    const sa = makeSa({ events: refusal() });
    for (const event of refusal()) gate.step({ event, ikeSa: sa, daemon: sa.daemon });
    expect(lines).toEqual([12, 13]);
  });
});
