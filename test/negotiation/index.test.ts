import { describe, expect, test } from 'vitest';
import { createLines } from '../../src/lines/index.ts';
import { createMatcher } from '../../src/messages/index.ts';
import { createNegotiation, type IkeSa, type NegotiationOptions, type Step } from '../../src/negotiation/index.ts';
import { patterns, SETTINGS, sourceOf } from '../fixtures/corridor.ts';

/** The rooms up to this one, fed with lines of one file. */
function negotiate(options: NegotiationOptions, ...lines: readonly string[]) {
  const steps: Step[] = [];
  const negotiation = createNegotiation(options, (step) => steps.push({ ...step }));
  const matcher = createMatcher(patterns());
  const reader = createLines(SETTINGS, (record) => negotiation.feed(matcher.match(record)));
  const source = sourceOf('charon.log');
  reader.feed({ kind: 'opened', source });
  reader.feed({ kind: 'chunk', source, bytes: Buffer.from(`${lines.join('\n')}\n`), offset: 0 });
  reader.feed({ kind: 'end', source });
  reader.end();
  negotiation.end();
  return { negotiation, steps, ikeSas: [...negotiation.ikeSas], daemons: negotiation.daemons };
}

const START = '00[DMN] Starting IKE charon daemon (strongSwan 5.9.8, Linux 6.1.0, x86_64)';
const PLUGINS = '00[LIB] loaded plugins: charon random nonce';
const STOP = '00[DMN] SIGTERM received, shutting down';
const UP = '05[IKE] <gw|1> IKE_SA gw[1] established between 192.0.2.1[a.test]...192.0.2.2[b.test]';
const INIT = '05[IKE] <gw|1> initiating IKE_SA gw[1] to 192.0.2.2';

describe('a step', () => {
  test('is emitted for every event, with the daemon and the IKE_SA it is about', () => {
    const { steps, ikeSas, daemons } = negotiate({}, START, INIT, '05[LIB] some chatter that no pattern knows', UP);
    expect(steps.map(({ event, ikeSa }) => [event.type, ikeSa?.id ?? null])).toEqual([
      ['daemon.started', null],
      ['ike.initiating', 'd1:1'],
      ['ike.established', 'd1:1'],
    ]);
    expect(steps.every(({ daemon }) => daemon === daemons[0])).toBe(true);
    expect(steps[2]?.ikeSa).toBe(ikeSas[0]);
  });

  test('comes after the event was applied', () => {
    const states: (string | undefined)[] = [];
    const negotiation = createNegotiation({}, ({ ikeSa }) => states.push(ikeSa?.state));
    const matcher = createMatcher(patterns());
    const reader = createLines(SETTINGS, (record) => negotiation.feed(matcher.match(record)));
    const source = sourceOf('charon.log');
    reader.feed({ kind: 'chunk', source, bytes: Buffer.from(`${INIT}\n${UP}\n`), offset: 0 });
    reader.end();
    expect(states).toEqual(['CONNECTING', 'ESTABLISHED']);
  });
});

describe('the lives of a daemon', () => {
  test.each([
    ['a log that begins in the middle', [UP], [['d1', 'end-of-log']]],
    ['a start before anything else is no second life', [START, PLUGINS, UP], [['d1', 'end-of-log']]],
    ['a goodbye', [START, UP, STOP], [['d1', 'shutdown']]],
    [
      'a restart after a goodbye',
      [START, UP, STOP, START, UP],
      [
        ['d1', 'shutdown'],
        ['d2', 'end-of-log'],
      ],
    ],
    [
      'a restart without a goodbye',
      [START, UP, START, UP],
      [
        ['d1', 'restart'],
        ['d2', 'end-of-log'],
      ],
    ],
    [
      'a restart of charon-systemd of old, which only lists its plugins',
      [PLUGINS, UP, PLUGINS, UP],
      [
        ['d1', 'restart'],
        ['d2', 'end-of-log'],
      ],
    ],
  ])('%s', (_, lines, lives) => {
    expect(negotiate({}, ...lines).daemons.map(({ id, endedBy }) => [id, endedBy])).toEqual(lives);
  });

  test('unique ids begin again', () => {
    const { ikeSas } = negotiate({}, START, UP, START, INIT);
    expect(ikeSas.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['d1:1', 'lost'],
      ['d2:1', 'open'],
    ]);
  });

  describe('another process of the same program', () => {
    const said = (pid: number, line: string) =>
      `Nov 23 08:50:0${pid} sun charon: ${line}`.replace('charon:', `charon[${pid}]:`);
    test.each([
      ['ends the one before, which never speaks again', [said(7, UP), said(8, START)], ['restart', 'lost']],
      [
        'lives beside one that speaks on',
        [said(7, UP), said(8, START), said(7, '06[IKE] <gw|1> sending DPD request')],
        ['end-of-log', 'established'],
      ],
      ['that does not start now says nothing of the other', [said(7, UP), said(8, UP)], ['end-of-log', 'established']],
      ['after a goodbye', [said(7, UP), said(7, STOP), said(8, START)], ['shutdown', 'lost']],
    ])('%s', (_, lines, [endedBy, outcome]) => {
      const { daemons, ikeSas } = negotiate({}, ...lines);
      expect([daemons[0]?.endedBy, ikeSas[0]?.outcome]).toEqual([endedBy, outcome]);
    });
  });

  test('a pause lets go of lines that name no thread', () => {
    const steps: string[] = [];
    const negotiation = createNegotiation({}, ({ event }) => steps.push(event.type));
    const matcher = createMatcher(patterns());
    const reader = createLines(SETTINGS, (record) => negotiation.feed(matcher.match(record)));
    const line =
      'Nov 23 08:50:03 sun charon-systemd[7]: IKE_SA gw[1] established between 192.0.2.1[a.test]...192.0.2.2[b.test]\n';
    reader.feed({ kind: 'chunk', source: sourceOf('journal'), bytes: Buffer.from(line.repeat(3)), offset: 0 });
    reader.end();
    expect(steps).toEqual([]);
    negotiation.pause();
    expect(steps).not.toEqual([]);
  });

  test('its version is kept', () => {
    expect(negotiate({}, START).daemons[0]?.version).toBe('5.9.8');
  });
});

describe('bounds', () => {
  test('events beyond the most leave from the middle, are counted, and have moved the state', () => {
    const { ikeSas, steps } = negotiate(
      { maxEvents: 4 },
      INIT,
      '05[IKE] <gw|1> sending DPD request',
      '05[IKE] <gw|1> sending DPD request',
      '05[IKE] <gw|1> sending DPD request',
      UP,
    );
    expect(ikeSas[0]).toMatchObject({ eventsDropped: 1, state: 'ESTABLISHED' });
    expect(ikeSas[0]?.events.map(({ type }) => type)).toEqual([
      'ike.initiating',
      'dpd.sent',
      'dpd.sent',
      'ike.established',
    ]);
    expect(steps).toHaveLength(5);
  });

  test('IKE_SAs beyond the most: ended ones leave first, and are counted', () => {
    const failed = (id: number) => [
      `05[IKE] <gw|${id}> initiating IKE_SA gw[${id}] to 192.0.2.2`,
      `05[IKE] <gw|${id}> received NO_PROPOSAL_CHOSEN notify error`,
    ];
    const { ikeSas, negotiation } = negotiate({ maxIkeSas: 3 }, UP, ...[2, 3, 4, 5].flatMap(failed));
    expect(ikeSas).toHaveLength(3);
    expect(ikeSas.map(({ uniqueId }) => uniqueId)).toContain(1);
    expect(negotiation.dropped()).toMatchObject({ ikeSas: 2, written: 0 });
  });

  test('who is dropped may be written down before, with all that was said', () => {
    const failed = (id: number) => [
      `05[IKE] <gw|${id}> initiating IKE_SA gw[${id}] to 192.0.2.2`,
      `05[IKE] <gw|${id}> received NO_PROPOSAL_CHOSEN notify error`,
    ];
    const told: string[] = [];
    const leave = (sa: IkeSa) => told.push(`${sa.uniqueId} ${sa.outcome} ${sa.events.length}`) > 0;
    const { ikeSas, negotiation } = negotiate({ maxIkeSas: 3, leave }, UP, ...[2, 3, 4, 5].flatMap(failed));
    expect(told).toEqual(['2 failed 2', '3 failed 2']);
    expect(ikeSas.map(({ uniqueId }) => uniqueId)).toEqual([1, 4, 5]);
    expect(negotiation.dropped()).toMatchObject({ ikeSas: 2, written: 2 });
  });
});

test('lines of no IKE_SA are counted by pattern', () => {
  const { negotiation } = negotiate(
    {},
    INIT,
    '06[CFG] added vici connection: a',
    '06[CFG] added vici connection: b',
    '06[CFG] something no pattern knows',
  );
  expect(Object.fromEntries(negotiation.unattributed)).toEqual({ 'added-vici-connection': 2, unmatched: 1 });
});
