// What speaks for a line's being of a job.
import { describe, expect, test } from 'vitest';
import { createClues, introduce, speaksFor } from '../../src/negotiation/acquaintance.ts';
import { eventOf } from '../fixtures/negotiation.ts';

const HERE = '192.0.2.1';
const received = (from: string, bytes = 80) =>
  eventOf('packet.received', { from: `${from}[4500]`, to: `${HERE}[4500]`, bytes });
const lookup = (remote: string, remoteId: string) =>
  eventOf('lookup.peer', { local: HERE, localId: 'b.test', remote, remoteId });
const peerIs = (id: string) => eventOf('auth.peer', { id, method: 'pre-shared key' });
const parsed = (mid: number, payloads = '[ IDi AUTH ]', direction = 'request') =>
  eventOf('message.parsed', { exchange: 'IKE_AUTH', direction, mid, payloads });
const generated = (mid: number, payloads = '[ IDr AUTH ]', direction = 'response') =>
  eventOf('message.generated', { exchange: 'IKE_AUTH', direction, mid, payloads });

describe('the values of a line', () => {
  test('are one object each, whoever names them', () => {
    const clues = createClues();
    expect(clues.read(received('192.0.2.2')).map(({ is, value }) => `${is} ${value}`)).toEqual([
      'local 192.0.2.1',
      'remote 192.0.2.2',
      'port 4500',
      'size 80',
    ]);
    expect(clues.read(received('192.0.2.2'))[1]).toBe(
      clues.read(lookup('192.0.2.2', 'a.test')).find(({ is }) => is === 'remote'),
    );
    expect(clues.read(null)).toEqual([]);
  });
});

describe('what speaks for a job', () => {
  test.each([
    ['the same address', [received('192.0.2.2')], lookup('192.0.2.2', 'a.test'), lookup('192.0.2.3', 'a.test')],
    [
      'the identity that another line names beside the address',
      [received('192.0.2.2')],
      peerIs('a.test'),
      peerIs('c.test'),
    ],
    [
      'a refusal where no proposal was taken',
      [eventOf('proposals.ike.unacceptable', {})],
      eventOf('proposals.ike.unacceptable', {}),
      eventOf('proposal.selected', { proposal: 'IKE:AES_CBC_256/HMAC_SHA2_256_128/PRF_HMAC_SHA2_256/ECP_256' }),
    ],
    ['the answer to the question', [parsed(1)], generated(1), generated(2)],
    [
      'the next request',
      [parsed(1, '[ IDr ]', 'response')],
      generated(2, '[ D ]', 'request'),
      generated(5, '[ D ]', 'request'),
    ],
    [
      'the error that was answered',
      [parsed(1, '[ N(TS_UNACCEPT) ]', 'response')],
      eventOf('notify.child.received', { notify: 'TS_UNACCEPTABLE' }),
      eventOf('notify.child.received', { notify: 'NO_PROPOSAL_CHOSEN' }),
    ],
    [
      'the name of a CHILD_SA that is called after the connection of that address',
      [received('192.0.2.2')],
      eventOf('child.establishing', { child: 'gw-lan' }),
      eventOf('child.establishing', { child: 'rw-lan' }),
    ],
    [
      'what could not be read',
      [eventOf('message.undecryptable', {})],
      eventOf('message.failed', { exchange: 'ID_PROT', direction: 'request', mid: 0 }),
      parsed(1),
    ],
  ])('%s', (_, job, mine, other) => {
    const clues = createClues();
    clues.read(lookup('192.0.2.2', 'a.test'));
    clues.read(lookup('192.0.2.3', 'c.test'));
    for (const [name, remote] of [
      ['gw', '192.0.2.2'],
      ['rw', '192.0.2.3'],
    ] as const)
      clues.read(eventOf('ike.established', { name, uid: 1, local: HERE, localId: 'b.test', remote, remoteId: 'x' }));
    const has = job.flatMap((event) => clues.read(event));
    const [good, bad] = [speaksFor(has, clues.read(mine)), speaksFor(has, clues.read(other))];
    expect(good).toBeGreaterThan(0);
    expect(bad).toBeLessThan(0);
  });

  test('the lifetime that ends a fixed span after the time of rekeying', () => {
    const clues = createClues();
    const due = (seconds: number) => clues.read(eventOf('ike.rekey.scheduled', { what: 'rekeying', seconds }));
    const ends = (seconds: number) => clues.read(eventOf('ike.lifetime', { seconds }));
    for (const seconds of [13_100, 13_333, 14_200]) {
      due(seconds);
      ends(seconds + 1440);
    }
    const [one, other] = [due(13_500), due(13_900)];
    expect(speaksFor(one, ends(13_500 + 1440))).toBeGreaterThan(0);
    expect(speaksFor(other, ends(13_500 + 1440))).toBeLessThan(-3);
  });

  test('what was in one job before, a little', () => {
    const clues = createClues();
    const [job, child] = [
      clues.read(received('192.0.2.2')),
      clues.read(eventOf('child.establishing', { child: 'net' })),
    ];
    expect(speaksFor(job, child)).toBe(0);
    introduce(job, child);
    expect(speaksFor(job, child)).toBeGreaterThan(0);
  });

  test('a stranger that takes the name of another: the address still tells them apart', () => {
    const clues = createClues();
    const victim = clues.read(received('192.0.2.2'));
    const claimed = clues.read(lookup('203.0.113.66', 'a.test'));
    clues.read(lookup('192.0.2.2', 'a.test'));
    expect(speaksFor(victim, claimed)).toBeLessThan(-5);
    expect(speaksFor(clues.read(received('203.0.113.66')), claimed)).toBeGreaterThan(0);
  });
});
