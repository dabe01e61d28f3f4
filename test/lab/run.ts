// The lab's entry: npm run lab. Plays scenarios with real daemons and holds what ike-trace says of their logs against what each scenario states.
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Certificates, createCertificates } from './certificates.ts';
import { check } from './check.ts';
import { type Installation, installationAt } from './installation.ts';
import { keep, keepTruth } from './keep.ts';
import { charonShapes, journalShapes, type LogShape } from './logs.ts';
import { play } from './play.ts';
import { obstacles, pluginsMissing } from './prerequisites.ts';
import type { Scenario } from './scenario.ts';
import { rowText } from './table.ts';

const usage = `npm run lab -- [scenario...] [--variants] [--keep DIR] [--truth] [--misses DIR] [--jobs N] [--prefix DIR]

  scenario      names of files in test/lab/scenarios, or their beginning with a * at the end; none: all of them
  --variants    each in every log format instead of its own; without names, a few that differ
  --keep DIR    write DIR/<scenario>/{about.md,moon.log,sun.log}
  --truth       and beside them the same lines with the IKE_SA of each
  --misses DIR  the same, only for those that ike-trace did not judge as they state
  --jobs N      that many scenarios at once (3), beside the few that wait for charon's own timers for minutes
  --prefix DIR  the strongSwan that is installed there instead of Debian's
  --list        only name the scenarios

Exit status: 0 all as stated, 1 something was not, 2 could not run.
`;

/** One of each kind: a first exchange, authentication, a certificate, selectors, silence, and two in which nothing is wrong. */
const varied = [
  'ike-proposal-mismatch',
  'psk-mismatch-v2',
  'cert-expired',
  'ts-mismatch-v1',
  'dpd-timeout',
  'ok-psk',
  'ok-rekey',
];

async function load(names: readonly string[]): Promise<Map<string, Scenario>> {
  const files = await readdir(new URL('./scenarios/', import.meta.url));
  const known = files.filter((file) => file.endsWith('.js')).map((file) => file.slice(0, -3));
  const fits = (name: string, wish: string) =>
    wish.endsWith('*') ? name.startsWith(wish.slice(0, -1)) : name === wish;
  const unknown = names.filter((wish) => !known.some((name) => fits(name, wish)));
  if (unknown.length > 0) throw new Error(`no scenario ${unknown.join(', ')}; there are: ${known.sort().join(' ')}`);
  const scenarios = new Map<string, Scenario>();
  for (const name of known.sort()) {
    if (names.length > 0 && !names.some((wish) => fits(name, wish))) continue;
    scenarios.set(name, ((await import(`./scenarios/${name}.js`)) as { scenario: Scenario }).scenario);
  }
  return scenarios;
}

interface Wishes {
  readonly keep: string | undefined;
  readonly truth: boolean;
  readonly misses: string | undefined;
  readonly jobs: number;
  readonly installation: Installation;
}

type Play = readonly [name: string, scenario: Scenario, shapes: readonly LogShape[]];

async function playOne([name, scenario, shapes]: Play, certificates: Certificates, wishes: Wishes): Promise<boolean> {
  try {
    const run = await play(name, scenario, certificates, shapes, wishes.installation);
    if (wishes.keep) await keep(run, wishes.keep);
    if (wishes.keep && wishes.truth) await keepTruth(run, wishes.keep);
    const rows = await check(run, wishes.misses);
    process.stdout.write(rows.map(rowText).join(''));
    return rows.every(({ ok }) => ok);
  } catch (error) {
    process.stdout.write(`FAILED  ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return false;
  }
}

/** Resolves to the names of those that did not go as stated. */
async function playAll(plays: readonly Play[], certificates: Certificates, wishes: Wishes): Promise<readonly string[]> {
  const failed: string[] = [];
  const worker = async (waiting: Play[]): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (!(await playOne(next, certificates, wishes))) failed.push(next[0]);
    }
  };
  // What takes minutes waits for charon's timers and costs nothing meanwhile: it takes no job of the others.
  const slow = plays.filter(([, scenario]) => scenario.slow);
  const others = plays.filter(([, scenario]) => !scenario.slow);
  await Promise.all([
    ...slow.map((play) => worker([play])),
    ...Array.from({ length: wishes.jobs }, () => worker(others)),
  ]);
  return failed;
}

async function playWithCertificates(plays: readonly Play[], wishes: Wishes): Promise<number> {
  const certificates = await createCertificates(
    plays.flatMap(([, { moon, sun }]) => [moon, sun]),
    wishes.installation,
  );
  try {
    const started = Date.now();
    const failed = await playAll(plays, certificates, wishes);
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stdout.write(`${plays.length - failed.length} of ${plays.length} as stated, in ${seconds} s\n`);
    if (failed.length > 0) process.stdout.write(`not: ${[...new Set(failed)].sort().join(' ')}\n`);
    return failed.length > 0 ? 1 : 0;
  } finally {
    await certificates.close();
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      variants: { type: 'boolean', default: false },
      keep: { type: 'string' },
      truth: { type: 'boolean', default: false },
      misses: { type: 'string' },
      jobs: { type: 'string', default: '3' },
      prefix: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const scenarios = await load(values.variants && positionals.length === 0 ? varied : positionals);
  if (values.list) {
    for (const [name, { title }] of scenarios) process.stdout.write(`${name.padEnd(36)}${title}\n`);
    return 0;
  }
  const installation = installationAt(values.prefix);
  const inTheWay = await obstacles(installation);
  if (inTheWay.length > 0) {
    process.stderr.write(`lab: ${inTheWay.join('\nlab: ')}\n`);
    return 2;
  }
  for (const [name, scenario] of [...scenarios]) {
    const missing = await pluginsMissing(scenario, installation);
    if (missing.length === 0) continue;
    scenarios.delete(name);
    process.stdout.write(`left out ${name}: this strongSwan has no plugin ${missing.join(', ')}\n`);
  }
  const shapes = values.variants ? [charonShapes, journalShapes] : [[]];
  const plays = [...scenarios].flatMap(([name, scenario]) => shapes.map((some): Play => [name, scenario, some]));
  return playWithCertificates(plays, {
    keep: values.keep && resolve(values.keep),
    truth: values.truth,
    misses: values.misses && resolve(values.misses),
    jobs: Number(values.jobs) || 1,
    installation,
  });
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
