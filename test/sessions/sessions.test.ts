import { describe, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/index.ts';
import { connectionKey, gatherSessions } from '../../src/sessions/index.ts';
import { daemonOf, ikeSaOf } from '../fixtures/negotiation.ts';

const between = (local: string, remote: string) => ({
  local: { host: local, port: 500, id: null },
  remote: { host: remote, port: 500, id: null },
});
const HOSTS = between('192.0.2.1', '192.0.2.2');
/** An IKE_SA; `continues` names the one continued by its place in the list. */
type Row = Omit<Partial<IkeSa>, 'continues'> & {
  readonly continues?: readonly [number, 'rekey' | 'reauthentication' | 'retry'];
};

const up = (since: number): Row => ({ outcome: 'established', everEstablished: true, establishedAt: since });
const ended = (outcome: IkeSa['outcome'], at: number): Row => ({ outcome, endedAt: at });

/** IKE_SAs of one daemon. */
function ikeSasOf(...list: readonly Row[]): IkeSa[] {
  const daemon = daemonOf();
  const sas: IkeSa[] = [];
  for (const { continues, ...more } of list) {
    const link = continues === undefined ? null : { ikeSa: sas[continues[0]]!, how: continues[1] };
    sas.push(ikeSaOf(daemon, sas.length + 1, { ...more, continues: link }));
  }
  return sas;
}

describe('connectionKey', () => {
  test.each([
    ['a name', { name: 'gw', ...HOSTS }, '=gw'],
    ['no name: the pair of hosts', HOSTS, '192.0.2.1...192.0.2.2'],
    ['nothing known', {}, '?...?'],
    ['a name that looks like a pair of hosts', { name: '192.0.2.1...192.0.2.2' }, '=192.0.2.1...192.0.2.2'],
  ])('%s', (_, more, key) => {
    expect(connectionKey(ikeSasOf(more)[0]!)).toBe(key);
  });
});

describe('gatherSessions', () => {
  test('one for each connection, in order of appearance', () => {
    const sessions = gatherSessions(ikeSasOf({ name: 'b' }, { name: 'a' }, { name: 'b' }, HOSTS));
    expect(sessions.map(({ id, name, ikeSas }) => [id, name, ikeSas.map(({ uniqueId }) => uniqueId)])).toEqual([
      ['c1', 'b', [1, 3]],
      ['c2', 'a', [2]],
      ['c3', null, [4]],
    ]);
  });

  test('a connection of the same name in another daemon is another', () => {
    const [one, two] = [daemonOf('d1'), daemonOf('d2')];
    const sessions = gatherSessions([ikeSaOf(one, 1, { name: 'gw' }), ikeSaOf(two, 2, { name: 'gw' })]);
    expect(sessions.map(({ daemon }) => daemon.id)).toEqual(['d1', 'd2']);
  });

  test('an unnamed attempt that a named one continues belongs to it', () => {
    const [first, second] = ikeSasOf(HOSTS, { ...HOSTS, name: 'rw', continues: [0, 'retry'] });
    expect(gatherSessions([first!, second!]).map(({ name, ikeSas }) => [name, ikeSas])).toEqual([
      ['rw', [first, second]],
    ]);
  });

  test('nothing to gather', () => {
    expect(gatherSessions([])).toEqual([]);
  });

  test('the hosts are those of the first IKE_SA that has them', () => {
    const [session] = gatherSessions(
      ikeSasOf({ name: 'gw' }, { name: 'gw', ...HOSTS }, { name: 'gw', ...between('10.0.0.1', '10.0.0.2') }),
    );
    expect([session?.local, session?.remote]).toEqual(['192.0.2.1', '192.0.2.2']);
  });
});

describe('attempts', () => {
  test.each<[string, Row[], number]>([
    ['one', [{}], 1],
    ['two tries', [{}, { continues: [0, 'retry'] }], 2],
    ['a rekeying is none', [{}, { continues: [0, 'rekey'] }], 1],
    ['a reauthentication is none', [{}, { continues: [0, 'reauthentication'] }], 1],
    ['two that do not know of each other', [{}, {}], 2],
  ])('%s', (_, list, attempts) => {
    expect(gatherSessions(ikeSasOf(...list.map((more) => ({ name: 'gw', ...more }))))[0]?.attempts).toBe(attempts);
  });
});

describe('up and down', () => {
  test.each<[string, Row[], [boolean, number, number]]>([
    ['up', [up(100)], [true, 100, Number.NaN]],
    ['never up', [ended('failed', 50)], [false, Number.NaN, 50]],
    ['gone', [{ ...up(100), ...ended('lost', 900) }], [false, Number.NaN, 900]],
    [
      'up since the first of a chain of rekeyings',
      [
        { ...up(100), ...ended('replaced', 500) },
        { ...up(500), continues: [0, 'rekey'] },
        { ...up(700), continues: [1, 'reauthentication'] },
      ],
      [true, 100, Number.NaN],
    ],
    [
      'a retry after a failure begins anew',
      [ended('failed', 50), { ...up(100), continues: [0, 'retry'] }],
      [true, 100, Number.NaN],
    ],
    ['up again after it was gone', [{ ...up(100), ...ended('lost', 900) }, up(1000)], [true, 1000, Number.NaN]],
  ])('%s', (_, list, [isUp, upSince, downSince]) => {
    const [session] = gatherSessions(ikeSasOf(...list.map((more) => ({ name: 'gw', ...more }))));
    expect([session?.isUp, session?.upSince, session?.downSince]).toEqual([isUp, upSince, downSince]);
  });

  test('still under negotiation: neither', () => {
    const [session] = gatherSessions(ikeSasOf({ name: 'gw' }));
    expect(session?.isUp).toBe(false);
    expect(session?.downSince).toBe(Number.NaN);
  });
});
