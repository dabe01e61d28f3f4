import { describe, expect, test } from 'vitest';
import { timeline } from '../../src/sessions/index.ts';
import { eventOf, type Happening, message } from '../fixtures/negotiation.ts';

const sent = (summary: string): Happening => message('generated', summary);
const received = (summary: string): Happening => message('parsed', summary);
const RETRANSMIT = (n: number, at?: number): Happening => ['retransmit.sent', { n, mid: 0 }, at ?? n];
const DPD: Happening = ['dpd.sent'];
const PROBE = sent('INFORMATIONAL request 2 [ ]');
const PROBE_ANSWER = received('INFORMATIONAL response 2 [ ]');

const entriesOf = (happenings: readonly Happening[]) =>
  timeline(
    happenings.map(([type, fields = {}, at], index) => eventOf(type, fields, { at: at ?? index, line: index + 1 })),
  );
/** `kind type xcount` of each entry. */
const inWords = (happenings: readonly Happening[]) =>
  entriesOf(happenings).map(({ kind, event, count }) => `${kind} ${event.type} x${count}`);

describe('kinds', () => {
  test.each<[string, Happening, string[]]>([
    ['a message of ours', sent('IKE_SA_INIT request 0 [ SA KE No ]'), ['sent message.generated x1']],
    ['a message of the peer', received('IKE_SA_INIT response 0 [ SA KE No ]'), ['received message.parsed x1']],
    ['what charon says', ['lookup.peer.selected', { name: 'rw' }], ['note lookup.peer.selected x1']],
    [
      'what explains a failure',
      ['notify.error.received', { notify: 'NO_PROPOSAL_CHOSEN' }],
      ['trouble notify.error.received x1'],
    ],
    ['packets are folded into the messages they carry', ['packet.sent', { from: 'a', to: 'b', bytes: 80 }], []],
    ['timers are left to -o json', ['ike.lifetime', { seconds: 4711 }], []],
    ['a fragment: the whole message is shown instead', sent('IKE_AUTH request 1 [ EF(1/3) ]'), []],
    ['an IKEv1 fragment', received('ID_PROT response 0 [ FRAG(1) ]'), []],
  ])('%s', (_, happening, entries) => {
    expect(inWords([happening])).toEqual(entries);
  });
});

describe('what repeats is folded', () => {
  test.each<[string, Happening[], string[]]>([
    [
      'retransmits',
      [RETRANSMIT(1), ['packet.sent', {}], RETRANSMIT(2), ['packet.sent', {}], RETRANSMIT(3)],
      ['trouble retransmit.sent x3'],
    ],
    [
      'but not around something else',
      [RETRANSMIT(1), ['ike.retrying', { attempt: 2, of: 3 }], RETRANSMIT(1)],
      ['trouble retransmit.sent x1', 'trouble ike.retrying x1', 'trouble retransmit.sent x1'],
    ],
    ['one liveness check is one, however many lines it takes', [DPD, PROBE, PROBE_ANSWER], ['note dpd.sent x1']],
    ['liveness checks of ours', [DPD, PROBE, PROBE_ANSWER, DPD, PROBE, PROBE_ANSWER, DPD, PROBE], ['note dpd.sent x3']],
    [
      'liveness checks of the peer',
      [
        received('INFORMATIONAL request 2 [ ]'),
        sent('INFORMATIONAL response 2 [ ]'),
        received('INFORMATIONAL request 3 [ ]'),
        sent('INFORMATIONAL response 3 [ ]'),
      ],
      ['received message.parsed x2'],
    ],
    [
      'liveness checks of IKEv1',
      [
        DPD,
        sent('INFORMATIONAL_V1 request 4711 [ HASH N(DPD) ]'),
        received('INFORMATIONAL_V1 request 815 [ HASH N(DPD_ACK) ]'),
      ],
      ['note dpd.sent x1'],
    ],
    [
      'a delete is no liveness check',
      [sent('INFORMATIONAL request 2 [ D ]'), received('INFORMATIONAL response 2 [ D ]')],
      ['sent message.generated x1', 'received message.parsed x1'],
    ],
    [
      'messages with payloads are not',
      [sent('IKE_AUTH request 1 [ IDi ]'), sent('IKE_AUTH request 2 [ EAP/RES/ID ]')],
      ['sent message.generated x1', 'sent message.generated x1'],
    ],
  ])('%s', (_, happenings, entries) => {
    expect(inWords(happenings)).toEqual(entries);
  });

  test('with the first and the last of them', () => {
    const [entry] = entriesOf([RETRANSMIT(1, 4000), RETRANSMIT(2, 11_200), RETRANSMIT(3, 24_200)]);
    expect([entry?.event.at, entry?.last.at]).toEqual([4000, 24_200]);
  });
});

describe('gaps', () => {
  test('are measured from the end of the entry before', () => {
    const entries = entriesOf([
      ['ike.initiating', {}, 1000],
      RETRANSMIT(1, 5000),
      RETRANSMIT(2, 12_000),
      ['retransmit.gave-up', { n: 2 }, 20_000],
    ]);
    expect(entries.map(({ gap }) => gap)).toEqual([Number.NaN, 4000, 8000]);
  });

  test('are unknown in a log without times', () => {
    expect(
      entriesOf([
        ['ike.initiating', {}, Number.NaN],
        ['ike.established', {}, Number.NaN],
      ]).map(({ gap }) => gap),
    ).toEqual([Number.NaN, Number.NaN]);
  });
});

test('nothing happened', () => {
  expect(timeline([])).toEqual([]);
});
