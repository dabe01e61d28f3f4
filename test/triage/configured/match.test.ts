// Which connection of a file an IKE_SA is: by name, else by what one connection alone fits.
import { describe, expect, test } from 'vitest';
import { hasAddress, matchOf, plainId } from '../../../src/triage/configured/match.ts';
import { read } from '../../configuration/read.ts';
import { walkLines } from '../../fixtures/corridor.ts';

const SWANCTL = `connections {
  a { local_addrs = 192.0.2.1
    remote_addrs = 192.0.2.2
    version = 2 }
  b { local_addrs = 192.0.2.1
    remote_addrs = 192.0.2.3
    version = 1 }
  c { remote_addrs = 198.51.100.0/24
    remote { id = carol } }
  d { remote_addrs = 198.51.100.0/24
    remote { id = @dave } }
}`;

/** The IKE_SA of a first request from `peer` to `local`. */
function ikeSa(peer: string, local = '192.0.2.1', id?: string) {
  const lines = [
    `Nov 23 16:19:35 05[NET] <1> received packet: from ${peer}[500] to ${local}[500] (272 bytes)`,
    'Nov 23 16:19:35 05[ENC] <1> parsed IKE_SA_INIT request 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) N(FRAG_SUP) ]',
    `Nov 23 16:19:35 05[IKE] <1> ${peer} is initiating an IKE_SA`,
  ];
  if (id !== undefined)
    lines.push(`Nov 23 16:19:35 05[CFG] <1> looking for peer configs matching ${local}[%any]...${peer}[${id}]`);
  return walkLines(...lines).report.ikeSas[0]!;
}

describe('by addresses', () => {
  const rows: readonly (readonly [string, string, string, string | undefined, string | null])[] = [
    ['the peer of one', '192.0.2.2', '192.0.2.1', undefined, 'a sure'],
    ['the peer of one, by the other version', '192.0.2.3', '192.0.2.1', undefined, 'b'],
    ['the peer of two', '198.51.100.7', '192.0.2.1', undefined, null],
    ['the peer of two, by its identity', '198.51.100.7', '192.0.2.1', 'carol', 'c sure'],
    ['an identity that only looks otherwise', '198.51.100.7', '192.0.2.1', 'dave', 'd sure'],
    ['a stranger', '203.0.113.9', '192.0.2.1', undefined, null],
    ['another address of this side', '192.0.2.2', '192.0.2.99', undefined, null],
    ['the file of the other end', '192.0.2.1', '192.0.2.2', undefined, null],
  ];
  test.each(rows)('%s', (_, peer, local, id, expected) => {
    const match = matchOf(read(SWANCTL), ikeSa(peer, local, id));
    expect(match === null ? null : match.connection.name + (match.isSure ? ' sure' : '')).toBe(expected);
  });

  test('the only one of a file, whatever its addresses', () => {
    const match = matchOf(read('connections { home { remote_addrs = 192.0.2.77 } }'), ikeSa('192.0.2.2'));
    expect([match?.connection.name, match?.isSure]).toEqual(['home', false]);
  });
});

describe('left and right of ipsec.conf', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['left has the own address', 'left=192.0.2.1\n right=192.0.2.2', 'left-is-local'],
    ['right has the own address', 'left=192.0.2.2\n right=192.0.2.1', 'left-is-remote'],
    ['neither is known', 'left=%defaultroute\n right=%any', 'left-is-local'],
    ['left is a name', 'left=%any\n right=vpn.example.org', 'left-is-local'],
  ];
  test.each(rows)('%s', (_, body, expected) => {
    expect(matchOf(read(`conn home\n auto=add\n ${body}\n`), ikeSa('192.0.2.2'))?.ends).toBe(expected);
  });
});

test.each([
  ['192.0.2.1', '192.0.2.1', 'yes'],
  ['192.0.2.0/24', '192.0.2.1', 'yes'],
  ['192.0.2.2, 192.0.2.1', '192.0.2.1', 'yes'],
  ['192.0.2.2', '192.0.2.1', 'no'],
  ['fec0::1', '192.0.2.1', 'no'],
  ['%any', '192.0.2.1', 'maybe'],
  ['vpn.example.org', '192.0.2.1', 'maybe'],
  ['192.0.2.2, vpn.example.org', '192.0.2.1', 'maybe'],
  ['192.0.2.1-192.0.2.9', '192.0.2.1', 'maybe'],
  [undefined, '192.0.2.1', 'maybe'],
  ['192.0.2.1', null, 'maybe'],
])('is %s the address %s: %s', (configured, host, expected) => {
  expect(hasAddress(configured, host)).toBe(expected);
});

test.each([
  ['moon.example.org', 'moon.example.org'],
  ['@Moon.example.org', 'moon.example.org'],
  ['carol@example.org', 'carol@example.org'],
  ['192.0.2.1', '192.0.2.1'],
  ['C=CH, O=x', null],
  ['*.example.org', null],
  ['%any', null],
  ['@#0a0b', null],
  ['fqdn:moon', null],
  ['', null],
])('%s compares as %s', (id, expected) => {
  expect(plainId(id)).toBe(expected);
});
