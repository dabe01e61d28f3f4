import { describe, expect, it } from 'vitest';
import type { IkeEvent, IkeSa } from '../../src/negotiation/index.ts';
import type { Finding } from '../../src/triage/index.ts';
import { createPrinter } from '../../src/views/layout.ts';
import type { Selection } from '../../src/views/report.ts';
import { createLive } from '../../src/views/text-live.ts';
import { event, got, makeFinding, makeSa, options, refusal, retransmit, sent } from './build.ts';

interface Play {
  step(sa: IkeSa | null, e: IkeEvent): void;
  finding(finding: Finding): void;
}

/** The lines written while `play` hands on steps and findings. */
function live(play: (p: Play) => void, selection: Partial<Selection> = {}): string[] {
  let text = '';
  const printer = createPrinter((more) => {
    text += more;
  }, false);
  const view = createLive(printer, 100, { ...options, ...selection });
  const daemon = makeSa().daemon;
  play({
    step(sa, e) {
      sa?.events.push(e);
      view.step({ event: e, ikeSa: sa, daemon: sa?.daemon ?? daemon });
    },
    finding: view.finding,
  });
  return text.trimEnd().split('\n');
}

describe('live', () => {
  it('shows each entry as it happens, with time, IKE_SA and gap', () => {
    const sa = makeSa();
    const lines = live(({ step }) => {
      for (const e of refusal()) step(sa, e);
    });
    expect(lines).toEqual([
      '2026-11-23',
      '10:03:11.100 home[1]                IKE_SA_INIT request 0 { SA KE No N(NATD_S_IP) N(NATD_D_IP) } -->',
      '10:03:11.138 home[1]     +38 ms <-- IKE_SA_INIT response 0 { N(NO_PROP) }',
      '10:03:11.138 home[1]              ! received NO_PROPOSAL_CHOSEN notify error',
    ]);
  });

  it('shows every retransmit, and of liveness checks the first message only', () => {
    const sa = makeSa();
    const lines = live(({ step }) => {
      step(sa, retransmit(1, 0));
      step(sa, retransmit(2, 7000));
      step(sa, sent('INFORMATIONAL', 'request', 2, '[ ]', 8000));
      step(sa, got('INFORMATIONAL', 'response', 2, '[ ]', 8005));
      step(sa, sent('INFORMATIONAL', 'request', 3, '[ ]', 18_000));
    });
    expect(lines.slice(1)).toEqual([
      '10:03:11.100 home[1]              ! retransmit 1 of request with message ID 0',
      '10:03:18.100 home[1]       +7 s   ! retransmit 2 of request with message ID 0',
      '10:03:19.100 home[1]       +1 s     INFORMATIONAL request 2 { } -->',
    ]);
  });

  it('shows a finding once, its repetition in a line, and again when its causes change', () => {
    const sa = makeSa({ events: refusal() });
    const finding = makeFinding(sa);
    const lines = live((play) => {
      play.finding(finding);
      finding.count++;
      play.finding(finding);
      play.finding({
        ...finding,
        causes: [{ cause: 'no-ike-config', certainty: 'proven', reason: 'as the log says' }],
      });
    });
    expect(lines.filter((line) => line.startsWith('  ERROR'))).toEqual(
      Array(2)
        .fill('  ERROR no-proposal-chosen  home[1]')
        .map((line, i) => (i === 0 ? line : `${line}  2 times at 10:03:11`)),
    );
    expect(lines.filter((line) => line.includes('again:'))).toEqual([
      '10:03:11.138 home[1]              ! again: no-proposal-chosen, ike-proposal-mismatch (×2)',
    ]);
  });

  it('names the peer while there is no name', () => {
    const sa = makeSa({ name: null });
    expect(live(({ step }) => step(sa, refusal()[1]!))[1]).toContain(' 192.0.2.2[1] ');
  });

  it('tells what a daemon does, and nothing else that no IKE_SA owns', () => {
    const lines = live(({ step }) => {
      step(null, event('daemon.started', { version: '6.0.6', platform: undefined }, 'Starting IKE charon daemon'));
      step(null, event('config.loaded', { name: 'home' }, 'added vici connection: home'));
    });
    expect(lines.slice(1)).toEqual(['10:03:11.100 charon                 Starting IKE charon daemon']);
  });

  it('shows a connection from its beginning once its name is known to be asked for', () => {
    const sa = makeSa({ name: null });
    const lines = live(
      ({ step }) => {
        step(sa, refusal()[0]!);
        sa.name = 'home';
        step(sa, refusal()[1]!);
      },
      { connection: 'home' },
    );
    expect(lines).toHaveLength(3);
    expect(live(({ step }) => step(makeSa(), refusal()[0]!), { connection: 'other' })).toEqual(['']);
  });

  it('with failures only, waits for the failure', () => {
    const [bad, good] = [makeSa(), makeSa({ name: 'fine', uid: 2 })];
    const lines = live(
      (play) => {
        for (const e of refusal()) play.step(bad, e);
        for (const e of refusal()) play.step(good, e);
        play.finding(makeFinding(bad));
      },
      { failuresOnly: true },
    );
    expect(lines.join('\n')).not.toContain('fine');
    expect(lines.filter((line) => line.includes('home[1]'))).toHaveLength(4);
  });
});
