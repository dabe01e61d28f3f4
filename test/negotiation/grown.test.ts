// One grown log twice: as the journal's JSON, whose fields say whose each line is, and as syslog without tags, where that is to be found out. The daemon has
// hundreds of IKE_SAs of every kind that the samples show, done one after the other by the same sixteen threads.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { IkeSa } from '../../src/negotiation/index.ts';
import { ownersOf, walkLines } from '../fixtures/corridor.ts';
import { growLog } from '../tools/grow-log.mjs';

const directory = mkdtempSync(join(tmpdir(), 'ike-trace-'));
afterAll(() => rmSync(directory, { recursive: true }));

function grown(kind: 'syslog' | 'journal-json', megabytes: number): string[] {
  const file = join(directory, kind);
  growLog(kind, megabytes, file, 5);
  return readFileSync(file, 'utf8').split('\n');
}

/** Of each IKE_SA the one in the other log that has most of its lines. */
function counterparts(told: Map<number, IkeSa>, found: Map<number, IkeSa>): Map<IkeSa, IkeSa> {
  const common = new Map<IkeSa, Map<IkeSa, number>>();
  for (const [line, sa] of told) {
    const other = found.get(line);
    if (other === undefined) continue;
    const counts = common.get(sa) ?? new Map<IkeSa, number>();
    common.set(sa, counts.set(other, (counts.get(other) ?? 0) + 1));
  }
  return new Map([...common].map(([sa, counts]) => [sa, [...counts].sort((a, b) => b[1] - a[1])[0]![0]]));
}

/** What of a line does not differ from copy to copy. */
const shapeOf = (line: string) => line.replace(/^.*?\] /, '').replace(/[\w.-]*\d[\w.-]*/g, '#');

/** What names nobody, where several wait; and what charon 5 and 6, both of which the samples are of, say under different IKE_SAs. */
const UNKNOWABLE = [
  'establishing IKE_SA failed, peer not responding',
  'giving up after # retransmits',
  'selected proposal: IKE:#/#/#/#',
];

test('a log without tags is divided as the same log with tags says', { timeout: 60_000 }, () => {
  const [json, syslog] = [grown('journal-json', 2.4), grown('syslog', 0.6)];
  const count = Math.min(json.length, syslog.length) - 1;
  const tagged = (line: number) => json[line - 1]!.includes('IKE_SA_UNIQUE_ID');
  const told = new Map([...ownersOf(walkLines(...json.slice(0, count)).report)].filter(([line]) => tagged(line)));
  const found = ownersOf(walkLines(...syslog.slice(0, count)).report);
  const pairs = counterparts(told, found);
  const wrong = [...told].filter(([line, sa]) => found.get(line) !== pairs.get(sa)).map(([line]) => line);
  expect(told.size).toBeGreaterThan(3000);
  expect([...new Set(wrong.map((line) => shapeOf(syslog[line - 1]!)))].sort()).toEqual(UNKNOWABLE);
  expect(wrong.length / told.size).toBeLessThan(0.003);
});
