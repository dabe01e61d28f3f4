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
});
