// What could be any of several IKE_SAs' is left to none; what one alone could have said, or what matters, is not.
import { describe, expect, test } from 'vitest';
import { walkLines } from '../fixtures/corridor.ts';

/** This side initiates `name` to 192.0.2.2, and comes up, on one thread. The next own request is 2, the peer's first 0. */
const comesUp = (name: string, thread: string) =>
  `
${thread}[IKE] initiating IKE_SA ${name} to 192.0.2.2
${thread}[ENC] generating IKE_SA_INIT request 0 [ SA KE No ]
${thread}[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)
${thread}[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (280 bytes)
${thread}[ENC] parsed IKE_SA_INIT response 0 [ SA KE No ]
${thread}[ENC] generating IKE_AUTH request 1 [ IDi AUTH SA TSi TSr ]
${thread}[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (304 bytes)
${thread}[NET] received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (224 bytes)
${thread}[ENC] parsed IKE_AUTH response 1 [ IDr AUTH SA TSi TSr ]
${thread}[IKE] IKE_SA ${name} established between 192.0.2.1[a]...192.0.2.2[b]`
    .trim()
    .split('\n');

const TWO = [...comesUp('gw[1]', '05'), ...comesUp('rw[2]', '06')];
const received = (thread: string) =>
  `${thread}[NET] received packet: from 192.0.2.2[4500] to 192.0.2.1[4500] (80 bytes)`;
const sent = (thread: string) => `${thread}[NET] sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (80 bytes)`;
/** The peer asks whether this side is alive. */
const isAsked = (thread: string, mid = 0) => [
  received(thread),
  `${thread}[ENC] parsed INFORMATIONAL request ${mid} [ ]`,
  `${thread}[ENC] generating INFORMATIONAL response ${mid} [ ]`,
  sent(thread),
];

function ownersOf(lines: readonly string[]) {
  const { report } = walkLines(...lines);
  const owners = lines.slice(TWO.length).map(() => '-');
  for (const sa of report.ikeSas)
    for (const line of [...sa.lines.values()].flat())
      if (line > TWO.length) owners[line - TWO.length - 1] = `${sa.name}[${sa.uniqueId}]${sa.certain ? '' : '?'}`;
  return { report, owners };
}

describe('between the same addresses', () => {
  test('a question with the same message ID to either of two is left to none', () => {
    const { report, owners } = ownersOf([...TWO, ...isAsked('07'), ...isAsked('08')]);
    expect(owners).toEqual(['-', '-', '-', '-', '-', '-', '-', '-']);
    expect(report.ikeSas.map(({ certain, outcome, peerMid }) => ({ certain, outcome, peerMid }))).toEqual([
      { certain: true, outcome: 'established', peerMid: 0 },
      { certain: true, outcome: 'established', peerMid: 0 },
    ]);
    const places = report.undecided?.map(({ lines, among, ikeSas }) => ({
      lines,
      among,
      names: ikeSas.map(({ name }) => name),
    }));
    expect(places).toEqual([
      { lines: [21, 22, 23, 24], among: 2, names: ['gw', 'rw'] },
      { lines: [25, 26, 27, 28], among: 2, names: ['gw', 'rw'] },
    ]);
    expect(report.notes).toEqual([expect.stringMatching(/^8 lines say nothing of whose they are/)]);
  });

  test('what follows is counted on: the third such question is one`s alone', () => {
    const { report } = ownersOf([...TWO, ...isAsked('07'), ...isAsked('08'), ...isAsked('07', 1), ...isAsked('08', 1)]);
    expect(report.ikeSas.map(({ peerMid }) => peerMid)).toEqual([1, 1]);
  });

  test('who is at work on another thread meanwhile is not meant', () => {
    const log = [
      ...TWO,
      received('07'),
      '08[IKE] deleting IKE_SA rw[2] between 192.0.2.1[a]...192.0.2.2[b]',
      ...isAsked('07').slice(1),
      '08[IKE] sending DELETE for IKE_SA rw[2]',
    ];
    expect(ownersOf(log).owners).toEqual(['gw[1]', 'rw[2]', 'gw[1]', 'gw[1]', 'gw[1]', 'rw[2]']);
  });

  test('a DELETE is somebody`s, and says so', () => {
    const log = [
      ...TWO,
      received('07'),
      '07[ENC] parsed INFORMATIONAL request 0 [ D ]',
      '07[IKE] received DELETE for IKE_SA rw[2]',
    ];
    expect(ownersOf(log).owners).toEqual(['rw[2]', 'rw[2]', 'rw[2]']);
  });

  const tells = (thread: string) => [
    `${thread}[IKE] sending address list update using MOBIKE`,
    `${thread}[ENC] generating INFORMATIONAL request 2 [ N(NO_ADD_ADDR) ]`,
    sent(thread),
  ];

  test('address updates of this side go in the order of the IKE_SAs where threads are named', () => {
    expect(ownersOf([...TWO, ...tells('07'), ...tells('08')]).owners.map((owner) => owner.slice(0, 2))).toEqual([
      ...['gw', 'gw', 'gw'],
      ...['rw', 'rw', 'rw'],
    ]);
  });

  test('and are left to none where no thread is named, while more than one is still to make his', () => {
    const journal = (line: string) => line.replace(/^\d+\[[A-Z]+\] /, 'Nov 23 08:50:03 sun charon-systemd[7]: ');
    const log = [...TWO, ...isAsked('07'), ...isAsked('08'), ...tells('07'), ...tells('08')];
    const { owners, report } = ownersOf(log.map(journal));
    expect(owners.slice(-6).map((owner) => owner.slice(0, 2))).toEqual(['-', '-', '-', 'rw', 'rw', 'rw']);
    expect(report.ikeSas.map(({ name, certain }) => ({ name, certain }))[1]).toEqual({ name: 'rw', certain: false });
    expect(report.undecided?.at(-1)?.among).toBe(2);
    expect(report.ikeSas.map(({ outcome, ownMid }) => ({ outcome, ownMid }))).toEqual([
      { outcome: 'established', ownMid: 2 },
      { outcome: 'established', ownMid: 2 },
    ]);
  });
});
