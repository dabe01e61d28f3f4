import { describe, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/ike-sa.ts';
import { daemonOf, type Happening, happen, ikeSaOf, message } from '../fixtures/negotiation.ts';

const PARTIES = { name: 'gw', uid: 1, local: '192.0.2.1', localId: 'a.test', remote: '192.0.2.2', remoteId: 'b.test' };
const INITIATING: Happening = ['ike.initiating', { name: 'gw', uid: 1, peer: '192.0.2.2' }];
const INIT_SENT: Happening = message('generated', 'IKE_SA_INIT request 0 [ SA KE No ]');
const ESTABLISHED: Happening = ['ike.established', PARTIES];

const ikeSaAfter = (...happenings: readonly Happening[]): IkeSa => happen(ikeSaOf(daemonOf(), 1), happenings);

describe('a CHILD_SA', () => {
  const established = (cuid: number, way?: string): Happening => [
    'child.established',
    {
      child: 'net',
      cuid,
      spiIn: `c000000${cuid}`,
      spiOut: `d000000${cuid}`,
      tsLocal: '10.1.0.0/24',
      tsRemote: '10.2.0.0/24',
      ...(way === undefined ? {} : { way }),
    },
  ];
  const closing = (cuid: number): Happening => [
    'child.closing',
    {
      child: 'net',
      cuid,
      spiIn: `c000000${cuid}`,
      bytesIn: 7,
      spiOut: `d000000${cuid}`,
      bytesOut: 9,
      tsLocal: '10.1.0.0/24',
      tsRemote: '10.2.0.0/24',
    },
  ];
  const establishing = (cuid: number): Happening => ['child.establishing', { child: 'net', cuid }];

  test.each<[string, Happening[], string[]]>([
    ['asked for', [establishing(1)], ['net{1} open']],
    ['installed', [establishing(1), established(1)], ['net{1} installed']],
    [
      'installed in two steps',
      [establishing(2), established(2, 'inbound'), established(2, 'outbound')],
      ['net{2} installed'],
    ],
    [
      'refused',
      [establishing(1), ['notify.child.received', { notify: 'TS_UNACCEPTABLE' }], ['child.failed']],
      ['net{1} failed'],
    ],
    [
      'a status notify refuses nothing',
      [establishing(1), ['notify.child.received', { notify: 'ADDITIONAL_TS_POSSIBLE' }]],
      ['net{1} open'],
    ],
    ['closed', [established(1), closing(1)], ['net{1} deleted']],
    [
      'closed after another took over: rekeyed',
      [established(1), established(2), closing(1)],
      ['net{1} rekeyed', 'net{2} installed'],
    ],
    [
      '6.x says that it was rekeyed',
      [established(1), established(2), ['child.rekeyed', { child: 'net', cuid: 1 }], closing(1)],
      ['net{1} rekeyed', 'net{2} installed'],
    ],
    ['its lifetime is over', [established(1), ['child.expired', { child: 'net', cuid: 1 }]], ['net{1} expired']],
    [
      'a rekeying fails, the old one stays',
      [established(1), establishing(2), ['child.failed'], ['child.rekey.failed', { seconds: 6 }]],
      ['net{1} installed', 'net{2} failed'],
    ],
    ['gone with its IKE_SA', [ESTABLISHED, established(1), ['ike.deleted']], ['net{1} deleted']],
    [
      'gone with an IKE_SA that another replaces',
      [ESTABLISHED, established(1), ['ike.duplicate', { id: 'b.test' }]],
      ['net{1} deleted'],
    ],
    [
      'failed with an IKE_SA that is refused',
      [INITIATING, INIT_SENT, establishing(1), ['notify.error.received', { notify: 'AUTHENTICATION_FAILED' }]],
      ['net{1} failed'],
    ],
  ])('%s', (_, happenings, children) => {
    expect(
      ikeSaAfter(...happenings).children.map(({ name, uniqueId, outcome }) => `${name}{${uniqueId}} ${outcome}`),
    ).toEqual(children);
  });

  test('SPIs, selectors, proposal and traffic are kept', () => {
    const sa = ikeSaAfter(
      establishing(1),
      ['proposal.selected', { proposal: 'ESP:AES_GCM_16_128/NO_EXT_SEQ' }],
      established(1),
      closing(1),
    );
    expect(sa.children[0]).toMatchObject({
      spiIn: 'c0000001',
      spiOut: 'd0000001',
      tsLocal: '10.1.0.0/24',
      tsRemote: '10.2.0.0/24',
      proposal: 'ESP:AES_GCM_16_128/NO_EXT_SEQ',
      bytesIn: 7,
      bytesOut: 9,
    });
  });

  test('years of rekeying are bounded, and what is installed stays', () => {
    const happenings = Array.from({ length: 400 }, (_, i): Happening[] => [established(i + 2), closing(i + 1)]).flat();
    const { children } = ikeSaAfter(established(1), ...happenings);
    expect(children.length).toBeLessThanOrEqual(256);
    expect(children.filter(({ outcome }) => outcome === 'installed').map(({ uniqueId }) => uniqueId)).toEqual([401]);
  });
});
