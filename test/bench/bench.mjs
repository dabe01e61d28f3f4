// `npm run bench`: the whole job (report with findings) on grown corpora, beside other tools in the same run. Absolute figures drift from run to run; the ratios
// hold. `--save` keeps the medians as the baseline that later runs are compared with.
//   node test/bench/bench.mjs [--megabytes N] [--rounds N] [--save]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { growLog } from '../tools/grow-log.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BASELINE = join(ROOT, 'test/bench/baseline.json');
const argument = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const MEGABYTES = argument('--megabytes', 50);
const ROUNDS = argument('--rounds', 3);

/** Output goes to a file: with /dev/null grep would stop at the first hit. */
const TOOLS = [
  { name: 'cat', argv: (file) => ['cat', file] },
  { name: 'grep -E printing', argv: (file) => ['grep', '-E', 'IKE|IPsec|proposal', file] },
  { name: 'ike-trace', argv: (file) => [process.execPath, join(ROOT, 'dist/cli.js'), file] },
  {
    name: 'ike-trace -o json',
    argv: (file) => [process.execPath, join(ROOT, 'dist/cli.js'), '-o', 'json', '--brief', file],
  },
];

function seconds(argv, out) {
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync('/bin/sh', ['-c', 'exec "$@" >"$0"', out, ...argv], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (error || status === 2 || status === 127) throw new Error(`${argv.join(' ')} ended with ${error ?? status}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

const directory = mkdtempSync(join(tmpdir(), 'ike-trace-bench-'));
try {
  process.stdout.write(
    `Node ${process.version}, ${cpus().length} x ${cpus()[0].model}; corpora of ${MEGABYTES} MB, medians of ${ROUNDS} interleaved rounds\n`,
  );
  const before = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, 'utf8')) : {};
  const saved = {};
  for (const kind of ['syslog', 'mixed', 'journal-json']) {
    const file = join(directory, `${kind}.log`);
    const lines = growLog(kind, MEGABYTES, file);
    const times = new Map(TOOLS.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, argv } of TOOLS) times.get(name).push(seconds(argv(file), join(directory, 'out')));
    }
    const size = statSync(file).size / 1e6;
    const grep = size / median(times.get('grep -E printing'));
    process.stdout.write(`\n${kind} (${lines} lines)\n`);
    for (const { name } of TOOLS) {
      const rate = size / median(times.get(name));
      const ratio = rate / grep;
      const known = before[kind]?.[name];
      const change = known === undefined ? '' : `   baseline ${known.toFixed(2)}`;
      process.stdout.write(
        `  ${name.padEnd(20)} ${rate.toFixed(0).padStart(6)} MB/s   ${ratio.toFixed(2)} of grep -E${change}\n`,
      );
      saved[kind] = { ...saved[kind], [name]: Number(ratio.toFixed(3)) };
    }
  }
  if (process.argv.includes('--save')) writeFileSync(BASELINE, `${JSON.stringify(saved, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
