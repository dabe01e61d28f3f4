import { describe, expect, it } from 'vitest';
import { sessionRows } from '../../src/views/text-session.ts';
import { shownSessions } from '../../src/views/text-state.ts';
import { event, makeFinding, makeReport, makeSa, options, refusal, START } from './build.ts';

function rows(
  report: ReturnType<typeof makeReport>,
  parts: { namesDaemon?: boolean; day?: string; until?: number } = {},
): string[] {
  const [shown] = shownSessions(report);
  const selection = { ...options, until: parts.until ?? Number.NaN };
  return sessionRows(shown!, {
    width: 100,
    day: parts.day ?? '2026-11-23',
    selection,
    namesDaemon: parts.namesDaemon === true,
    join: null,
  }).map((row) =>
    row
      .map((s) => s.text)
      .join('')
      .trimEnd(),
  );
}

describe('sessionRows', () => {
  it('gives an IKE_SA a title, a timeline and its finding', () => {
    const sa = makeSa({ events: refusal() });
    sa.local.id = 'moon';
    const shown = rows(makeReport([sa], [makeFinding(sa)]));
    expect(shown[1]).toBe('home[1]  moon … ?');
    expect(shown[2]).toContain('IKE_SA_INIT request 0');
    expect(shown[6]).toBe('  ERROR no-proposal-chosen');
  });

  it('names the daemon where there are several, and the day where it is another', () => {
    const shown = rows(makeReport([makeSa({ events: refusal() })]), { namesDaemon: true, day: '2026-12-24' });
    expect(shown[1]).toBe('home[1]  on moon, 2026-11-23');
  });

  it('says in a line what attempts that explain nothing came to', () => {
    const first = makeSa({ events: refusal() });
    const again = Array.from({ length: 9 }, (_, i) => makeSa({ uid: i + 2, events: refusal() }));
    const shown = rows(makeReport([first, ...again], [makeFinding(first, { count: 10, lastAt: START + 600_000 })]));
    expect(shown.at(-1)).toBe('home[2] to home[10]  9 × failed in IKE_SA_INIT, begun 10:03:11 to 10:03:11');
    expect(shown.filter((row) => row.includes('-->'))).toHaveLength(1);
  });

  it('names the day of the last where it is another, and a name once', () => {
    const later = (days: number) => [event('ike.deleted', {}, 'IKE_SA deleted', days * 86_400_000)];
    const nameless = (days: number) =>
      Object.assign(makeSa({ uid: days + 2, events: later(days) }), { uniqueId: null });
    const first = makeSa({ events: refusal() });
    const shown = rows(makeReport([first, ...[0, 1, 2].map(nameless)], [makeFinding(first)]));
    expect(shown.at(-1)).toBe('home  3 × failed in IKE_SA_INIT, begun 10:03:11 to 2026-11-25 10:03:11');
  });

  it('tells the latest that ended alike in place of one whose events had to go', () => {
    const sas = Array.from({ length: 4 }, (_, i) => makeSa({ uid: i + 1, events: i === 0 ? [] : refusal() }));
    const shown = rows(makeReport(sas, [makeFinding(sas[0]!, { count: 4 })]));
    expect(shown[1]).toContain('home[1] to home[3]  3 × failed in IKE_SA_INIT');
    expect(shown[3]).toBe('home[4]  failed in IKE_SA_INIT after 38 ms');
    expect(shown[4]).toContain('IKE_SA_INIT request 0');
    expect(shown.filter((row) => row.includes('ERROR no-proposal-chosen'))).toHaveLength(1);
  });

  it('shows events of the time asked for only, and says what was not kept', () => {
    const sa = makeSa({ events: [...refusal(), event('ike.deleted', {}, 'IKE_SA deleted', 60_000)] });
    sa.eventsDropped = 7;
    const shown = rows(makeReport([sa]), { until: START + 1000 });
    expect(shown.some((row) => row.includes('IKE_SA deleted'))).toBe(false);
    expect(shown.at(-1)).toBe('  7 events of its life are not kept');
  });

  it('tells what an IKE_SA continues', () => {
    const first = makeSa({ events: refusal() });
    const second = makeSa({ uid: 2, events: refusal() });
    second.continues = { ikeSa: first, how: 'reauthentication' };
    second.certain = false;
    const shown = rows(makeReport([first, second]));
    expect(shown.slice(3, 5)).toEqual([
      'home[2]  reauthenticates home[1], failed in IKE_SA_INIT after 38 ms, some lines attributed by',
      '         inference',
    ]);
  });
});
