import { describe, expect, it } from 'vitest';
import { compareAge, rotationOf } from '../../src/intake/rotation.ts';

describe('rotationOf', () => {
  it.each([
    ['charon.log', 'charon.log', 'head', false],
    ['charon.log.gz', 'charon.log', 'head', false],
    ['charon.log.1', 'charon.log', 'number', false],
    ['charon.log.12.gz', 'charon.log', 'number', false],
    ['ipsec.log.0.bz2', 'ipsec.log', 'number', false],
    ['syslog.2.xz', 'syslog', 'number', false],
    ['messages.1.zst', 'messages', 'number', false],
    ['charon.log-20260101', 'charon.log', 'date', false],
    ['charon.log-20260101.gz', 'charon.log', 'date', false],
    ['charon.log-2026010117.gz', 'charon.log', 'date', false],
    ['charon.log.2026-01-01', 'charon.log', 'date', false],
    ['charon.log-1767225600', 'charon.log', 'date', false],
    ['charon-20260101.log.gz', 'charon.log', 'date', false],
    ['ipsec_20260101.log', 'ipsec.log', 'date', false],
    ['charon.1.log', 'charon.log', 'number', true],
    ['gw-10.0.0.1', 'gw-10.0.0', 'number', true],
    ['charon-6.1', 'charon-6', 'number', true],
    ['charon.log-20261301', 'charon.log-20261301', 'head', false],
    ['gw-12345678', 'gw-12345678', 'head', false],
    ['10.0.0.1.log', '10.0.0.log', 'number', true],
  ])('%s belongs to %s', (name, head, kind, needsHead) => {
    const rotation = rotationOf(name);
    expect({ head, kind, needsHead }).toEqual({
      head: rotation.head,
      kind: rotation.age.kind,
      needsHead: rotation.needsHead,
    });
  });
});

describe('compareAge', () => {
  it('oldest first: dates rising, then numbers falling, then the head', () => {
    const oldestFirst = [
      'charon.log-20251231.gz',
      'charon.log-20260101',
      'charon.log-2026010112',
      'charon.log.10.gz',
      'charon.log.2.gz',
      'charon.log.1',
      'charon.log',
    ];
    const sorted = [...oldestFirst].reverse().sort((a, b) => compareAge(rotationOf(a).age, rotationOf(b).age));
    expect(oldestFirst).toEqual(sorted);
  });
});
