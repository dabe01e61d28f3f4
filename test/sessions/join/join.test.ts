// The logs of both ends joined: real ones of 90 scenarios and of a hundred connections, with clocks right and wrong; and what must not be joined.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasLab, hasScale, joinsOf, LAB, read, SCALE, setClock, walkBoth } from '../../fixtures/both-ends.ts';

const SAMPLES = new URL('../../../samples/logs/', import.meta.url);
const sample = (path: string) => read(new URL(path, SAMPLES));

/** Every case of the lab; both versions log alike, so each case is taken from one. Each with its clock wrong in one of three ways. */
const SHIFTS = [37_000, 3_600_000, -2 * 86_400_000] as const;
const names = (version: string) => (hasLab ? readdirSync(new URL(`${version}/`, LAB)) : []);
const cases = [...new Set([...names('6.0.6'), ...names('5.9.8')])]
  .sort()
  .map((name, i) => [name, names('6.0.6').includes(name) ? '6.0.6' : '5.9.8', SHIFTS[i % 3]!] as const);

describe.skipIf(!hasLab)('both ends of the lab (skipped without ../shared/charon-lab-logs)', () => {
  test.each(cases)('%s of %s, with the clock %d ms wrong', (name, version, ms) => {
    const log = (file: string) => read(new URL(`${version}/${name}/${file}.l1.log`, LAB));
    const report = walkBoth(log('a'), log('b'));
    const joins = joinsOf(report);
    const has = (source: string) => report.ikeSas.some((sa) => sa.daemon.source === source && sa.events.length > 3);
    expect(joins.length > 0).toBe(has('moon.log') && has('sun.log'));
    const shifted = walkBoth(log('a'), setClock(log('b'), ms));
    expect(joinsOf(shifted)).toEqual(joins);
    const [right, wrong] = [report, shifted].map(({ peer }) => peer!.join.clocks[0]?.offset ?? null);
    if (joins.length === 0) {
      expect([right, wrong]).toEqual([null, null]);
      return;
    }
    expect(Math.abs(right!.offsetMs)).toBeLessThanOrEqual(right!.uncertaintyMs + 1);
    expect(Math.abs(wrong!.offsetMs - ms - right!.offsetMs)).toBeLessThanOrEqual(right!.uncertaintyMs + 1);
    expect(wrong!.zoneHours).toBe(ms === 3_600_000 ? 1 : 0);
  });
});

describe.skipIf(!hasScale)('a hundred connections (skipped without ../shared/real/scale-100)', () => {
  const rows = [
    ['named', 'named'],
    ['plain', 'plain'],
    ['named', 'plain'],
  ] as const;
  test.each(rows)('%s at this end, %s at the other: all joined, each with its own', (here, there) => {
    const [a, b] = [read(new URL(`moon/${here}.log`, SCALE)), read(new URL(`sun/${there}.log`, SCALE))];
    const { join } = walkBoth(a, setClock(b, 37_000)).peer!;
    expect(join.pairs).toHaveLength(100);
    expect(join.ambiguous).toEqual([]);
    const wrong = join.pairs.filter(({ local, peer }) => {
      const [x, y] = [local.sa.name, peer.sa.name];
      return x !== null && y !== null && x !== y;
    });
    expect(wrong).toEqual([]);
    expect(join.clocks[0]?.offset?.offsetMs).toBeCloseTo(37_000, -3);
  });
});

const INIT = (time: string, uid: number) =>
  [
    `Nov 23 ${time} 05[IKE] <gw|${uid}> initiating IKE_SA gw[${uid}] to 192.0.2.2`,
    `Nov 23 ${time} 05[ENC] <gw|${uid}> generating IKE_SA_INIT request 0 [ SA KE No ]`,
    `Nov 23 ${time} 05[NET] <gw|${uid}> sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)`,
  ].join('\n');
const HEARD = (time: string, uid: number) =>
  [
    `Nov 23 ${time} 05[NET] <${uid}> received packet: from 192.0.2.1[500] to 192.0.2.2[500] (272 bytes)`,
    `Nov 23 ${time} 05[ENC] <${uid}> parsed IKE_SA_INIT request 0 [ SA KE No ]`,
    `Nov 23 ${time} 05[IKE] <${uid}> 192.0.2.1 is initiating an IKE_SA`,
  ].join('\n');

describe('what is told apart', () => {
  test('two attempts, by their distance, whatever the clocks', () => {
    const report = walkBoth(
      `${INIT('10:00:00.000', 1)}\n${INIT('10:00:07.000', 2)}\n`,
      `${HEARD('11:30:00.002', 1)}\n${HEARD('11:30:07.002', 2)}\n`,
    );
    expect(joinsOf(report)).toEqual(['moon.log:1=sun.log:1 both-addresses', 'moon.log:2=sun.log:2 both-addresses']);
  });

  test('an attempt that the other end has twice alike is joined with neither, and that is said', () => {
    const report = walkBoth(
      `${INIT('10:00:00.000', 1)}\n`,
      `${HEARD('11:30:00.000', 1)}\n${HEARD('11:40:00.000', 2)}\n`,
    );
    expect(joinsOf(report)).toEqual([]);
    expect(report.peer!.join.ambiguous).toHaveLength(1);
    expect(report.notes.join()).toContain('joined with none');
  });

  test('of two alike the one that right clocks speak for, as a guess', () => {
    const report = walkBoth(
      `${INIT('10:00:00.000', 1)}\n`,
      `${HEARD('10:00:00.001', 1)}\n${HEARD('11:40:00.000', 2)}\n`,
    );
    expect(joinsOf(report)).toEqual(['moon.log:1=sun.log:1 both-addresses']);
    expect(report.peer!.join.clocks[0]?.isGuess).toBe(true);
  });

  test.each([
    ['another size', HEARD('10:00:00.002', 1).replace('272 bytes', '464 bytes')],
    [
      'another host',
      HEARD('10:00:00.002', 1).replaceAll('192.0.2.2[', '203.0.113.9[').replaceAll('192.0.2.1[', '203.0.113.8['),
    ],
    ['an answer that this end never got', `${HEARD('10:00:00.002', 1).replace('request 0', 'request 1')}`],
  ])('%s', (_, heard) => {
    const report = walkBoth(`${INIT('10:00:00.000', 1)}\n`, `${heard}\n`);
    expect(joinsOf(report)).toEqual([]);
    expect(report.notes.join()).toContain('do not belong together');
  });

  test('without times, by sizes and addresses', () => {
    const strip = (text: string) => text.replace(/^Nov 23 [\d:.]+ /gm, '');
    const report = walkBoth(`${strip(INIT('10:00:00.000', 1))}\n`, `${strip(HEARD('10:00:00.002', 1))}\n`);
    expect(joinsOf(report)).toEqual(['moon.log:1=sun.log:1 both-addresses']);
    expect(report.peer!.join.clocks[0]?.offset).toBeNull();
  });

  const ANSWER = 'Nov 23 10:00:01.000 05[ENC] <gw|1> parsed IKE_AUTH response 1 [ N(AUTH_FAILED) ]';
  const ANSWERED = ANSWER.replace('parsed', 'generating').replace('<gw|1>', '<rw|1>');
  test.each([
    ['of one answer', ANSWER, ANSWERED, ['moon.log:1=sun.log:1 only-one']],
    ['of two, one at each end', ANSWER, ANSWERED.replace('response 1', 'response 2'), []],
    ['with another attempt in one of them', ANSWER, `${ANSWERED}\n${ANSWERED.replace('rw|1', 'rw|2')}`, []],
  ])('excerpts %s', (_, moon, sun, joins) => {
    expect(joinsOf(walkBoth(`${moon}\n`, `${sun}\n`))).toEqual(joins);
  });

  test('behind NAT, by the address that both see', () => {
    const report = walkBoth(sample('udp-4500-blocked/moon.log'), sample('udp-4500-blocked/sun.log'));
    expect(joinsOf(report)).toEqual(['moon.log:1=sun.log:1 one-address']);
  });
});

test('thousands of equal attempts are joined in seconds, each with its own', () => {
  const at = (i: number) => new Date(Date.UTC(2026, 10, 23) + i * 9973).toISOString().slice(11, 23);
  const moon = Array.from({ length: 3000 }, (_, i) => INIT(at(i), i + 1)).join('\n');
  const sun = Array.from({ length: 3000 }, (_, i) => HEARD(at(i), i + 1)).join('\n');
  const begun = performance.now();
  const { join } = walkBoth(`${moon}\n`, `${sun}\n`).peer!;
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(join.pairs).toHaveLength(3000);
  expect(join.pairs.filter(({ local, peer }) => local.sa.uniqueId !== peer.sa.uniqueId)).toEqual([]);
});
