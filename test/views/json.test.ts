import { describe, expect, it } from 'vitest';
import {
  event,
  makeDaemon,
  makeFinding,
  makeInput,
  makeReport,
  makeSa,
  refusal,
  START,
  source,
  withChild,
  written,
} from './build.ts';

const daemon = makeDaemon();
daemon.startedAt = START - 1000;
daemon.endedAt = START + 60_000;
const first = makeSa({ daemon, events: refusal() });
first.local.id = 'moon';
first.natRemote = true;
const second = withChild(makeSa({ daemon, uid: 2, events: refusal(), outcome: 'established' }));
second.continues = { ikeSa: first, how: 'retry' };
const report = {
  ...makeReport([first, second], [makeFinding(first)], [makeInput({ daemons: [daemon] })]),
  unattributed: new Map([
    ['daemon-started', 1],
    ['__proto__', 2],
  ]),
};

describe('json', () => {
  const document = JSON.parse(written('json', report));

  it('has the sections of the interface, in order', () => {
    expect(Object.keys(document)).toEqual([
      'schema',
      'inputs',
      'ikeSas',
      'connections',
      'findings',
      'unattributed',
      'notes',
    ]);
    expect(document.schema).toBe('ike-trace/report/1');
  });

  it('writes an input', () => {
    expect(document.inputs).toEqual([
      {
        source: 'moon.log',
        dialect: 'charon-file',
        lines: 20,
        charonLines: 18,
        recognised: 17,
        unrecognised: 1,
        duplicates: 0,
        lost: 0,
        order: 'oldest-first',
        daemons: [
          {
            id: 'd1',
            host: 'moon',
            pid: 77,
            program: 'charon',
            version: null,
            startedAt: '2026-11-23T10:03:10.100+01:00',
            endedAt: '2026-11-23T10:04:11.100+01:00',
            endedBy: 'end-of-log',
          },
        ],
        assumed: [],
        hints: [],
      },
    ]);
  });

  it('writes an IKE_SA with null for what is unknown', () => {
    const { events, lines, children, ...rest } = document.ikeSas[0];
    expect(rest).toEqual({
      id: 'd1:1',
      daemon: 'd1',
      uniqueId: 1,
      connection: 'home',
      role: 'initiator',
      ikeVersion: 2,
      local: { host: '192.0.2.1', port: null, id: 'moon' },
      remote: { host: '192.0.2.2', port: null, id: null },
      nat: 'remote',
      startedAt: '2026-11-23T10:03:11.100+01:00',
      establishedAt: null,
      endedAt: '2026-11-23T10:03:11.138+01:00',
      outcome: 'failed',
      everEstablished: false,
      stage: 'IKE_SA_INIT',
      authentication: { local: null, remote: null },
      proposal: null,
      continues: null,
      certain: true,
      eventsDropped: 0,
    });
    expect(lines).toEqual({ 'moon.log': [10, 12, 13] });
    expect(children).toEqual([]);
    expect(events[1]).toEqual({
      at: '2026-11-23T10:03:11.138+01:00',
      type: 'message.parsed',
      source: 'moon.log',
      line: 12,
      exchange: 'IKE_SA_INIT',
      direction: 'response',
      mid: 0,
      payloads: '[ N(NO_PROP) ]',
    });
  });

  it('writes a CHILD_SA and what is continued', () => {
    expect(document.ikeSas[1].continues).toEqual({ id: 'd1:1', how: 'retry' });
    expect(document.ikeSas[1].children).toEqual([
      {
        name: 'net',
        uniqueId: 1,
        reqid: null,
        spiIn: 'c1d2e3f4',
        spiOut: null,
        tsLocal: null,
        tsRemote: null,
        protocol: null,
        proposal: null,
        outcome: 'installed',
        bytesIn: null,
        bytesOut: null,
        startedAt: '2026-11-23T10:03:11.100+01:00',
        installedAt: '2026-11-23T10:03:11.100+01:00',
        endedAt: null,
      },
    ]);
  });

  it('writes a connection that points at its IKE_SAs and findings', () => {
    expect(document.connections).toEqual([
      {
        name: 'home',
        daemon: 'd1',
        attempts: 2,
        up: true,
        upSince: '2026-11-23T10:03:11.100+01:00',
        downSince: null,
        ikeSas: ['d1:1', 'd1:2'],
        findings: ['f1'],
      },
    ]);
  });

  it('writes a finding', () => {
    expect(document.findings).toEqual([
      {
        id: 'f1',
        at: '2026-11-23T10:03:11.138+01:00',
        severity: 'error',
        symptom: 'no-proposal-chosen',
        causes: [{ cause: 'ike-proposal-mismatch', certainty: 'proven', reason: 'both lists are in the log' }],
        connection: 'home',
        ikeSa: 'd1:1',
        childSa: null,
        role: 'initiator',
        stage: 'IKE_SA_INIT',
        summary: 'Nothing in common with 192.0.2.2.',
        difference: null,
        evidence: [{ source: 'moon.log', line: 13, text: 'received NO_PROPOSAL_CHOSEN notify error' }],
        fix: [
          {
            where: 'local',
            text: 'Accept what the peer offers',
            config: ['proposals = aes128-sha256-ecp256'],
            ipsecConf: ['ike=aes128-sha256-ecp256!'],
          },
        ],
        wouldSettle: null,
        count: 1,
        firstAt: '2026-11-23T10:03:11.138+01:00',
        lastAt: '2026-11-23T10:03:11.138+01:00',
      },
    ]);
  });

  it('counts lines that are nobody’s, whatever their patterns are called', () => {
    const { lines, byPattern } = document.unattributed;
    expect(lines).toBe(3);
    expect(Object.entries(byPattern)).toEqual([
      ['daemon-started', 1],
      ['__proto__', 2],
    ]);
  });

  it('gives no offset where the log leaves out its zone', () => {
    const vague = JSON.parse(written('json', { ...report, inputs: [makeInput({ assumed: ['year', 'zone'] })] }));
    expect(vague.ikeSas[0].startedAt).toBe('2026-11-23T10:03:11.100');
    expect(vague.findings[0].at).toBe('2026-11-23T10:03:11.138');
  });

  it('is brief without lines and events', () => {
    const brief = JSON.parse(written('json', report, { brief: true }));
    expect(Object.keys(brief.ikeSas[0])).not.toContain('lines');
    expect(Object.keys(brief.ikeSas[0])).not.toContain('events');
  });

  it('names a connection without a name by its hosts', () => {
    const nameless = makeSa({ name: null, events: refusal() });
    const { connections, findings } = JSON.parse(written('json', makeReport([nameless], [makeFinding(nameless)])));
    expect([connections[0].name, findings[0].connection]).toEqual(['192.0.2.1...192.0.2.2', '192.0.2.1...192.0.2.2']);
  });

  it('joins the stretches of a rotated file, and counts what a logger repeated', () => {
    const sa = makeSa({ events: [{ ...event('keepalive.sent', { to: undefined }, 'sending keep alive'), count: 3 }] });
    sa.lines = new Map([...sa.lines, [{ ...source, id: 9 }, [1, 2]]]);
    const { ikeSas } = JSON.parse(written('json', makeReport([sa])));
    expect(ikeSas[0].lines).toEqual({ 'moon.log': [1, 1, 2] });
    expect(ikeSas[0].events[0].count).toBe(3);
  });

  it('writes in pieces, none larger than one IKE_SA', () => {
    const pieces: number[] = [];
    const sas = Array.from({ length: 50 }, (_, i) => makeSa({ name: `c${i}`, uid: i, events: refusal() }));
    const text = written('json', makeReport(sas), { write: (piece) => pieces.push(piece.length) });
    expect(text).toBe('');
    expect(pieces.length).toBeGreaterThan(100);
    expect(Math.max(...pieces)).toBeLessThan(2500);
  });

  it('is a document when there is nothing', () => {
    const empty = JSON.parse(written('json', makeReport([], [], [])));
    expect(empty.ikeSas).toEqual([]);
    expect(empty.unattributed).toEqual({ lines: 0, byPattern: {}, couldBe: [] });
  });
});
