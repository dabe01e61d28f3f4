import { describe, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/ike-sa.ts';
import { createRegistry, sasBetween } from '../../src/negotiation/registry.ts';
import { daemonOf, registered } from '../fixtures/negotiation.ts';

const HERE = '192.0.2.1[500]';

describe('a registry', () => {
  test('makes an IKE_SA once for each unique id, and tells of each once', () => {
    const made: IkeSa[] = [];
    const [registry, daemon] = [createRegistry((sa) => made.push(sa)), daemonOf()];
    const first = registry.byUniqueId(daemon, 1, null, 0);
    expect(registry.byUniqueId(daemon, 1, 'gw', 5)).toBe(first);
    const other = registry.byUniqueId(daemon, 2, null, 0);
    expect(made).toEqual([first, other]);
    expect([first.id, other.id]).toEqual(['d1:1', 'd1:2']);
  });

  test.each([
    ['a name', ['gw'], 'gw'],
    ['the later of two names', ['gw', 'other'], 'other'],
    ['no name after a name', ['gw', null], 'gw'],
    ['no config chosen yet', ['(unnamed)'], null],
  ])('keeps %s', (_, names, name) => {
    const [registry, daemon] = [createRegistry(() => {}), daemonOf()];
    for (const each of names) registry.byUniqueId(daemon, 1, each, 0);
    expect(registry.byUniqueId(daemon, 1, null, 0).name).toBe(name);
  });

  test('gives an IKE_SA the unique id that is told later', () => {
    const [registry, daemon] = [createRegistry(() => {}), daemonOf()];
    const sa = registry.create(daemon, 0);
    expect([sa.uniqueId, sa.id]).toEqual([null, 'd1:?1']);
    expect(registry.bind(sa, 7)).toBe(sa);
    expect([sa.uniqueId, sa.id]).toEqual([7, 'd1:7']);
    expect(registry.byUniqueId(daemon, 7, null, 0)).toBe(sa);
  });

  test('does not give one unique id to two', () => {
    const [registry, daemon] = [createRegistry(() => {}), daemonOf()];
    const known = registry.byUniqueId(daemon, 7, null, 0);
    expect(registry.bind(registry.create(daemon, 0), 7)).toBe(known);
  });

  test('follows an IKE_SA to other addresses', () => {
    const { daemon, sas } = registered({});
    sas[0]!.remote.host = '203.0.113.9';
    createRegistry(() => {}).index(sas[0]!);
    expect(
      sasBetween(daemon, HERE, '203.0.113.9[4500]')
        .map((sa) => String(sa.uniqueId))
        .join(),
    ).toBe('1');
  });

  /** So many IKE_SAs with one peer, one after the other, each as `make` leaves it; and who of them is found. */
  function manyWith(count: number, make: (sa: IkeSa, index: number) => void) {
    const [registry, daemon] = [createRegistry(() => {}), daemonOf()];
    const sas = Array.from({ length: count }, (_, i) => {
      const sa = registry.byUniqueId(daemon, i + 1, null, Number.NaN);
      Object.assign(sa.local, { host: '192.0.2.1', port: 500 });
      Object.assign(sa.remote, { host: '192.0.2.9', port: 500 });
      make(sa, i);
      daemon.lastAt = sa.lastAt;
      registry.index(sa);
      return sa;
    });
    return { registry, daemon, sas, there: () => sasBetween(daemon, HERE, '192.0.2.9[500]') };
  }

  /** Who is found, by unique id. */
  const crowd = (count: number, make: (sa: IkeSa, index: number) => void) =>
    manyWith(count, make)
      .there()
      .map((sa) => sa.uniqueId!);

  test('of a peer that fails for weeks remembers the latest, and what was up', () => {
    const found = crowd(3000, (sa, i) => {
      sa.outcome = 'failed';
      sa.everEstablished = i === 7;
    });
    expect(found.length).toBeLessThan(100);
    expect(found[0]).toBe(8);
    expect(found.slice(-16)).toEqual(Array.from({ length: 16 }, (_, i) => 2985 + i));
  });

  test.each([
    ['an hour ago', 90_000, 150],
    ['just now', 1, 1100],
    ['at no known time', Number.NaN, 600],
  ])('forgets those that never came up and spoke last %s', (_, step, most) => {
    const found = crowd(1000, (sa, i) => Object.assign(sa, { lastAt: i * step }));
    expect(found.length).toBeLessThan(most);
    expect(found.at(-1)).toBe(1000);
  });

  test('of very many that are up at one port of one address remembers the latest', () => {
    const found = crowd(3000, (sa) => Object.assign(sa, { outcome: 'established', everEstablished: true }));
    expect(found.length).toBeGreaterThanOrEqual(512);
    expect(found.length).toBeLessThan(1200);
    expect(found.at(-1)).toBe(3000);
  });

  test('remembers all that are up behind one address at ports of their own', () => {
    const found = crowd(1000, (sa, i) => {
      Object.assign(sa, { outcome: 'established', everEstablished: true });
      sa.remote.port = 1024 + i;
    });
    expect(found).toHaveLength(1000);
  });

  test('finds one that it had forgotten when it speaks again', () => {
    const { registry, daemon, sas, there } = manyWith(200, (sa) => Object.assign(sa, { outcome: 'failed' }));
    expect(there()).not.toContain(sas[0]);
    sas[0]!.outcome = 'open';
    registry.index(sas[0]!);
    expect(there()).toContain(sas[0]);
    expect(daemon.live).toContain(sas[0]);
  });
});
