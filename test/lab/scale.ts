// Entry of npm run lab:scale -- N [--keep DIR]: a crowd of connections, logged with and without the IKE_SA of each line, and how ike-trace fares with each log.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createCertificates } from './certificates.ts';
import { createCrowd, type Truth } from './crowd.ts';
import { neutral, type Run } from './keep.ts';
import type { LogShape } from './logs.ts';
import { play } from './play.ts';
import { obstacles } from './prerequisites.ts';
import { type Document, trace } from './trace.ts';

const usage = `npm run lab:scale -- N [--keep DIR]

  N           connections (100), two in five of them broken
  --keep DIR  write DIR/truth.json and DIR/{moon,sun}/{named,plain,journal-json,journal-short}.log
`;

/** `strict`: who speaks is told by a tag, a field or the thread; a text-only journal leaves it open, and must only not be sure of what is wrong. */
const logs: readonly { readonly file: string; readonly shape: LogShape; readonly strict: boolean }[] = [
  { file: 'journal-json', shape: 'journal-json', strict: true },
  { file: 'named', shape: 'filelog-tagged', strict: true },
  { file: 'plain', shape: 'filelog-timed', strict: true },
  { file: 'journal-short', shape: 'journal-short-precise', strict: false },
];

interface Score {
  right: number;
  /** No finding for a broken connection. */
  missed: string[];
  /** Another cause, or an error where nothing is wrong. */
  wrong: string[];
  /** Of those, the ones said to be proven. */
  sure: string[];
}

/** The responder knows: the cause comes first. The initiator may not: it is among those named, and no other one is proven. */
function score(document: Document, truths: Readonly<Record<string, Truth>>, side: 'moon' | 'sun'): Score {
  const sas = new Map(document.ikeSas.map((sa) => [sa.id, sa]));
  const total: Score = { right: 0, missed: [], wrong: [], sure: [] };
  for (const [name, { cause, addr }] of Object.entries(truths)) {
    const findings = document.findings.filter(({ severity, ikeSa, connection }) => {
      const sa = sas.get(ikeSa ?? '');
      return (
        severity === 'error' && (side === 'moon' ? (sa?.connection ?? connection) === name : sa?.remote.host === addr)
      );
    });
    const named = findings.map(({ causes }) => (side === 'sun' ? causes.slice(0, 1) : causes).map((one) => one.cause));
    const sure = findings.filter(({ causes }) => causes[0]?.certainty === 'proven' && causes[0].cause !== cause);
    if (cause === 'none' ? findings.length === 0 : named.some((causes) => causes.includes(cause))) {
      if (sure.length === 0) total.right++;
    } else if (findings.length === 0) total.missed.push(name);
    else total.wrong.push(name);
    if (sure.length > 0) total.sure.push(name);
  }
  return total;
}

const list = (names: readonly string[]): string =>
  names.length > 0 ? ` (${names.slice(0, 5).join(' ')}${names.length > 5 ? ' ...' : ''})` : '';

async function judge(run: Run, truths: Readonly<Record<string, Truth>>, place: string): Promise<boolean> {
  let isGood = true;
  for (const { file, shape, strict } of logs) {
    for (const side of ['moon', 'sun'] as const) {
      const path = join(place, side, `${file}.log`);
      const text = run.variants.find((variant) => variant.host === side && variant.shape === shape)?.log ?? '';
      await mkdir(join(place, side), { recursive: true });
      await writeFile(path, neutral(text));
      const started = Date.now();
      const { right, missed, wrong, sure } = score(await trace(path), truths, side);
      const ok = sure.length === 0 && (!strict || missed.length + wrong.length === 0);
      isGood &&= ok;
      process.stdout.write(
        `${ok ? 'ok  ' : 'MISS'}  ${side.padEnd(4)} ${file.padEnd(13)} right ${right} of ${Object.keys(truths).length}, missed ${missed.length}${list(missed)}, wrong ${wrong.length}${list(wrong)}, surely wrong ${sure.length}${list(sure)}; ${Date.now() - started} ms\n`,
      );
    }
  }
  return isGood;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { keep: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  const size = Number(positionals[0] ?? 100);
  if (values.help || !Number.isInteger(size) || size < 1 || size > 10_000) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  const inTheWay = await obstacles();
  if (inTheWay.length > 0) {
    process.stderr.write(`lab: ${inTheWay.join('\nlab: ')}\n`);
    return 2;
  }
  const { scenario, truth } = createCrowd(size);
  const certificates = await createCertificates([]);
  const place = values.keep ? resolve(values.keep) : await mkdtemp(join(tmpdir(), 'lab-scale-'));
  try {
    const shapes = logs.map(({ shape }) => shape);
    const run = await play(`scale-${size}`, scenario, certificates, shapes);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
    return (await judge(run, truth, place)) ? 0 : 1;
  } finally {
    await certificates.close();
    if (!values.keep) await rm(place, { recursive: true, force: true });
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
