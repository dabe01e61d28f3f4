// The lab: a run's logs on disk, read by ike-trace, compared with what the scenario states. Rows for the table come out.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, type Strictness } from './judge.ts';
import { claimsOf, keep, type Run, sides } from './keep.ts';
import type { HostName } from './scenario.ts';
import type { Row } from './table.ts';
import { trace } from './trace.ts';

interface Sheet {
  readonly host: HostName;
  readonly label: string;
  readonly log: string;
  readonly strictness: Strictness;
}

/** A run's own logs, or, where more shapes were asked for, those. */
function sheetsOf({ scenario, logs, variants }: Run): readonly Sheet[] {
  const kept = sides(scenario);
  if (variants.length === 0) return kept.map((host) => ({ host, label: host, log: logs[host], strictness: {} }));
  return variants
    .filter(({ host }) => kept.includes(host))
    .map(({ host, shape, log }) => ({ host, label: `${host} ${shape}`, log, strictness: { loose: true } }));
}

/** `misses`: the directory that keeps the logs of what did not hold. */
export async function check(run: Run, misses: string | undefined): Promise<readonly Row[]> {
  const place = await mkdtemp(join(tmpdir(), 'lab-'));
  const rows: Row[] = [];
  try {
    for (const { host, label, log, strictness } of sheetsOf(run)) {
      const path = join(place, `${label.replace(' ', '.')}.log`);
      await writeFile(path, log);
      const claims = claimsOf(run.scenario, host);
      const verdicts = judge(await trace(path), claims, run.scenario.ends?.[host], strictness);
      rows.push(...verdicts.map((verdict) => ({ scenario: run.name, side: label, ...verdict })));
      if (misses && run.variants.length > 0 && verdicts.some(({ ok }) => !ok)) {
        await mkdir(join(misses, run.name), { recursive: true });
        await writeFile(join(misses, run.name, `${label.replace(' ', '.')}.log`), log);
      }
    }
    if (misses && run.variants.length === 0 && rows.some(({ ok }) => !ok)) await keep(run, misses);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  return rows;
}
