import { describe, expect, test } from 'vitest';
import { parseNet, parseSelectors, relate } from '../../src/triage/selectors.ts';

describe('parseSelectors', () => {
  test.each([
    ['a subnet', '10.1.0.0/24', [['10.1.0.0/24', null]]],
    [
      'several',
      '10.1.0.0/24 10.2.0.0/24',
      [
        ['10.1.0.0/24', null],
        ['10.2.0.0/24', null],
      ],
    ],
    ['protocol and port', '10.1.0.1/32[tcp/http]', [['10.1.0.1/32', 'tcp/http']]],
    ['a port without protocol', '0.0.0.0/0[0/4500]', [['0.0.0.0/0', '0/4500']]],
    ['IPv6', '2001:db8::/32[udp]', [['2001:db8::/32', 'udp']]],
    ['a range', '10.0.0.1..10.0.0.9', [['10.0.0.1..10.0.0.9', null]]],
    ['dynamic', 'dynamic[udp/l2tp]', [['dynamic', 'udp/l2tp']]],
    ['up to 5.3: a bar that says nothing', '10.42.43.0/24|/0', [['10.42.43.0/24', null]]],
    ['nothing', '', []],
  ])('%s', (_, list, selectors) => {
    expect(parseSelectors(list).map(({ net, restriction }) => [net, restriction])).toEqual(selectors);
  });
});

describe('parseNet', () => {
  test.each([
    ['10.1.0.0/24', { family: 'ipv4', address: '10.1.0.0', prefix: 24 }],
    ['10.1.0.1', { family: 'ipv4', address: '10.1.0.1', prefix: 32 }],
    ['0.0.0.0/0', { family: 'ipv4', address: '0.0.0.0', prefix: 0 }],
    ['2001:db8::1', { family: 'ipv6', address: '2001:db8::1', prefix: 128 }],
    ['::/0', { family: 'ipv6', address: '::', prefix: 0 }],
    ['10.1.0.0/33', null],
    ['10.1.0.0/-1', null],
    ['10.1.0.0/x', null],
    ['2001:db8::/129', null],
    ['10.0.0.1..10.0.0.9', null],
    ['dynamic', null],
    ['', null],
  ])('%s', (text, net) => {
    expect(parseNet(text)).toEqual(net);
  });
});

describe('relate', () => {
  test.each([
    ['10.1.0.0/24', '10.1.0.0/24', 'equal'],
    ['10.1.0.1', '10.1.0.1/32', 'equal'],
    ['10.1.0.0/16', '10.1.2.0/24', 'contains'],
    ['10.1.2.0/24', '10.1.0.0/16', 'contained'],
    ['0.0.0.0/0', '192.0.2.1/32', 'contains'],
    ['10.1.0.0/24', '10.1.1.0/24', 'disjoint'],
    ['198.51.100.0/26', '198.51.100.64/26', 'disjoint'],
    ['2001:db8::/32', '2001:db8:1::/48', 'contains'],
    ['2001:db8:1::/48', '2001:db8::/32', 'contained'],
    ['2001:db8::/64', '2001:0db8:0000:0000::/64', 'equal'],
    ['2001:db8:1::/48', '2001:db8:2::/48', 'disjoint'],
    ['::/0', '2001:db8::1', 'contains'],
    ['0.0.0.0/0', '::/0', 'disjoint'],
    ['dynamic', '10.1.0.0/24', 'unknown'],
    ['10.0.0.1..10.0.0.9', '10.0.0.0/24', 'unknown'],
  ])('%s and %s: %s', (a, b, relation) => {
    expect(relate(a, b)).toBe(relation);
  });
});
