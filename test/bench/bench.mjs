// `npm run bench`: the whole job (report with findings) on grown corpora, beside other tools in the same run, in interleaved rounds; then start-up, memory, live
// latency and a flood. Absolute figures drift from run to run; the ratios hold. Prints Markdown. `--save` keeps the ratios as the baseline that later runs
// are compared with.
//   npm run bench -- [--mb N] [--rounds N] [--quick] [--flood [N]] [--save]        --flood alone: only the flood
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { floodLog } from '../tools/flood.mjs';
import { growLog } from '../tools/grow-log.mjs';
import { firstOutput, latencies, runWatched, seconds } from './measure.mjs';
import { commonKinds } from './peers/kinds.mjs';
import { createPeers } from './peers/peers.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BASELINE = join(ROOT, 'test/bench/baseline.json');
const CLI = [process.execPath, join(ROOT, 'dist/cli.js')];
const SMALL = join(ROOT, 'samples/logs/psk-mismatch-v2/sun.log');
const CORPORA = {
  syslog: "charon's alone, syslog",
  mixed: "one line in ten charon's, syslog",
  'journal-json': 'journald JSON',
};
/** What everything is compared with: what people type today. */
const YARDSTICK = 'grep -E "IKE|IPsec|proposal"';
/** A tool that takes seconds for a megabyte is given so many. */
const SLOW_MEGABYTES = 2;
/** Ratios vary by less than this between runs on a quiet machine; more is told as a change. */
const NOTABLE = 0.15;

const args = process.argv.slice(2);
const has = (name) => args.includes(name);
const number = (name, otherwise) => {
  const given = Number(args[args.indexOf(name) + 1]);
  return has(name) && given > 0 ? given : otherwise;
};
const isQuick = has('--quick');
const MEGABYTES = number('--mb', isQuick ? 5 : 50);
const ROUNDS = number('--rounds', isQuick ? 1 : 3);
const ATTEMPTS = number('--flood', isQuick ? 20_000 : 1_000_000);

const say = (text = '') => void process.stdout.write(`${text}\n`);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
/** In a cell of a table. */
const cell = (text) => text.replaceAll('|', '\\|');
const mb = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
const quoted = (argv) => argv.map((word) => `"${word}"`).join(' ');

const OWN = [
  { name: 'ike-trace', corpora: Object.keys(CORPORA), line: (file) => `${quoted(CLI)} ${file}` },
  {
    name: 'ike-trace -o json --brief',
    corpora: Object.keys(CORPORA),
    line: (file) => `${quoted(CLI)} -o json --brief ${file}`,
  },
];

/** MB/s of each tool on each corpus, medians of interleaved rounds: { corpus: { tool: rate } }. */
function throughput(directory, peers) {
  const rates = {};
  for (const corpus of Object.keys(CORPORA)) {
    const file = join(directory, `${corpus}.log`);
    const small = join(directory, `${corpus}-small.log`);
    const lines = growLog(corpus, MEGABYTES, file);
    growLog(corpus, SLOW_MEGABYTES, small);
    const tools = [...peers, ...OWN].filter(({ corpora }) => corpora.includes(corpus));
    const times = new Map(tools.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const { name, line, isSlow } of tools) {
        const input = isSlow ? small : file;
        const took = seconds(line(input, corpus), join(directory, 'out'));
        times.get(name).push(statSync(input).size / 1e6 / took);
      }
    }
    rates[corpus] = { lines, tools: Object.fromEntries([...times].map(([name, list]) => [name, median(list)])) };
    rmSync(small);
  }
  return rates;
}

/** The table, and what changed since the baseline. */
function showThroughput(rates, before) {
  const names = [...new Set(Object.values(rates).flatMap(({ tools }) => Object.keys(tools)))];
  const corpora = Object.keys(rates);
  say(`| MB/s (of ${cell(YARDSTICK)}) | ${corpora.map((corpus) => CORPORA[corpus]).join(' | ')} |`);
  say(`|---|${corpora.map(() => '---|').join('')}`);
  const changes = [];
  const ratios = {};
  for (const name of names) {
    const cells = corpora.map((corpus) => {
      const { tools } = rates[corpus];
      if (tools[name] === undefined) return '';
      const ratio = tools[name] / tools[YARDSTICK];
      ratios[corpus] = { ...ratios[corpus], [name]: Number(ratio.toFixed(3)) };
      const known = before?.ratios?.[corpus]?.[name];
      if (known !== undefined && Math.abs(ratio / known - 1) > NOTABLE)
        changes.push(`${corpus}, ${name}: ${known.toFixed(3)} was, ${ratio.toFixed(3)} is`);
      return `${tools[name].toFixed(tools[name] < 10 ? 1 : 0)} (${ratio.toFixed(2)})`;
    });
    say(`| ${cell(name)} | ${cells.join(' | ')} |`);
  }
  say();
  if (before === null) say('No baseline to compare with; --save makes one.');
  else if (changes.length === 0) say(`Ratios as in the baseline of ${before.machine}, within ${NOTABLE * 100} %.`);
  for (const change of changes) say(`Changed since the baseline: ${change}`);
  say();
  return ratios;
}

async function showStart() {
  const times = [];
  for (let i = 0; i < (isQuick ? 5 : 20); i++) times.push(await firstOutput([...CLI, SMALL]));
  say(
    `| start-up to first output, ${statSync(SMALL).size} bytes, median of ${times.length} | ${median(times).toFixed(0)} ms |`,
  );
}

async function showMemory(directory) {
  for (const corpus of Object.keys(CORPORA)) {
    const file = join(directory, `${corpus}.log`);
    const { peak } = await runWatched([...CLI, '-o', 'json', '--brief', file]);
    say(`| peak resident memory, ${CORPORA[corpus]}, ${mb(statSync(file).size)} | ${mb(peak)} |`);
  }
}

async function showLatency(directory) {
  const background = readFileSync(join(directory, 'mixed.log'), 'latin1')
    .split(/(?<=\n)/)
    .slice(0, 100_000);
  const options = { rate: 50_000, duration: isQuick ? 5000 : 20_000, warmUp: 2000 };
  const { took, first, lost, rate } = await latencies([...CLI, '-o', 'ndjson', '--brief'], background, options);
  const came = `${took.length} findings${lost > 0 ? `, ${lost} never came` : ''}`;
  say(
    `| live, ${rate} lines/s, from ${options.warmUp / 1000} s after the start on: line written to finding read, ${came} | p50 ${quantile(took, 0.5).toFixed(1)} ms, p99 ${quantile(took, 0.99).toFixed(1)} ms |`,
  );
  say(
    `| the same before, with the lines that came while it started | slowest of ${first.length}: ${Math.max(...first).toFixed(0)} ms |`,
  );
}

/** Attempts between the lines of two tunnels, through a pipe: what it found must be that, or the figure is worth nothing. */
async function showFlood() {
  for (const isTagged of [true, false]) {
    const result = await runWatched([...CLI, '-o', 'json', '--brief', '-'], floodLog({ attempts: ATTEMPTS, isTagged }));
    const { findings } = JSON.parse(result.stdout);
    const ofFlood = findings.filter(({ ikeSa }) => ikeSa === null);
    if (ofFlood.length !== 1 || ofFlood[0].count !== ATTEMPTS)
      throw new Error(`the flood is ${ofFlood.length} findings: ${JSON.stringify(ofFlood[0])?.slice(0, 200)}`);
    say(
      `| flood of ${ATTEMPTS} attempts, ${isTagged ? 'with' : 'without'} ike_name: one finding; peak resident memory, time with the generator | ${mb(result.peak)}, ${result.seconds.toFixed(0)} s |`,
    );
  }
}

function figuresHead() {
  say('| | |');
  say('|---|---|');
}

async function whole(directory) {
  const [{ createPipeline }, { loadShipped }] = await Promise.all(
    ['pipeline.js', 'messages/index.js'].map((path) => import(new URL(`../../dist/${path}`, import.meta.url).href)),
  );
  const { peers, missing } = createPeers(directory, commonKinds({ createPipeline, patterns: loadShipped() }));
  for (const name of missing) say(`${name} is not installed: left out.`);
  say(
    `Corpora of ${MEGABYTES} MB, seed 1, medians of ${ROUNDS} interleaved rounds. The others extract events; ike-trace gives the whole report.`,
  );
  say();
  const before = existsSync(BASELINE) ? JSON.parse(readFileSync(BASELINE, 'utf8')) : null;
  const ratios = showThroughput(throughput(directory, peers), before);
  if (has('--save')) {
    const machine = `${cpus().length} x ${cpus()[0].model}, Node ${process.version}`;
    writeFileSync(BASELINE, `${JSON.stringify({ machine, megabytes: MEGABYTES, rounds: ROUNDS, ratios }, null, 2)}\n`);
  }
  figuresHead();
  await showStart();
  await showMemory(directory);
  await showLatency(directory);
}

const directory = mkdtempSync(join(tmpdir(), 'ike-trace-bench-'));
try {
  say(`Node ${process.version}, ${cpus().length} x ${cpus()[0].model}.`);
  if (has('--flood') && !has('--mb')) figuresHead();
  else await whole(directory);
  await showFlood();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
