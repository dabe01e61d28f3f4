// The lab's entry: npm run lab -- [scenario...] [--keep DIR] [--truth] [--jobs N]. Plays scenarios with real daemons, says what came of each.
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Certificates, createCertificates } from './certificates.ts';
import { keep, keepTruth } from './keep.ts';
import { play } from './play.ts';
import { obstacles } from './prerequisites.ts';
import type { Scenario } from './scenario.ts';

const usage = `npm run lab -- [scenario...] [--keep DIR] [--truth] [--jobs N]

  scenario    names of files in test/lab/scenarios; none: all of them
  --keep DIR  write DIR/<scenario>/{about.md,moon.log,sun.log}
  --truth     and beside them the same lines with the IKE_SA of each
  --jobs N    that many scenarios at once (4)
`;

async function load(names: readonly string[]): Promise<ReadonlyMap<string, Scenario>> {
  const files = await readdir(new URL('./scenarios/', import.meta.url));
  const known = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; there are: ${known.sort().join(' ')}`);
  const scenarios = new Map<string, Scenario>();
  for (const name of names.length > 0 ? names : known.sort()) {
    scenarios.set(name, ((await import(`./scenarios/${name}.js`)) as { scenario: Scenario }).scenario);
  }
  return scenarios;
}

interface Wishes {
  readonly keep: string | undefined;
  readonly truth: boolean;
  readonly jobs: number;
}

async function playAll(
  scenarios: ReadonlyMap<string, Scenario>,
  certificates: Certificates,
  wishes: Wishes,
): Promise<number> {
  const waiting = [...scenarios];
  let failures = 0;
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, scenario] = next;
      try {
        const run = await play(name, scenario, certificates);
        if (wishes.keep) await keep(run, wishes.keep);
        if (wishes.keep && wishes.truth) await keepTruth(run, wishes.keep);
        process.stdout.write(`ok      ${name}\n`);
      } catch (error) {
        failures++;
        process.stdout.write(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: wishes.jobs }, worker));
  return failures;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keep: { type: 'string' },
      truth: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '4' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const inTheWay = await obstacles();
  if (inTheWay.length > 0) {
    process.stderr.write(`lab: ${inTheWay.join('\nlab: ')}\n`);
    return 2;
  }
  const scenarios = await load(positionals);
  const wanted = [...scenarios.values()].flatMap(({ moon, sun }) => [moon, sun]);
  const certificates = await createCertificates(
    new Set(wanted.flatMap(({ certificate, trusts = [] }) => (certificate ? [certificate, ...trusts] : trusts))),
  );
  try {
    const wishes = { keep: values.keep && resolve(values.keep), truth: values.truth, jobs: Number(values.jobs) || 1 };
    const failures = await playAll(scenarios, certificates, wishes);
    process.stdout.write(`${scenarios.size - failures} passed, ${failures} failed\n`);
    return failures > 0 ? 1 : 0;
  } finally {
    await certificates.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
