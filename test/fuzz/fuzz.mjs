// `npm run fuzz`: damaged real logs through every dialect and every output. What is checked: check.mjs, ways-in.mjs, and here: no case that never ends, and no
// memory that is never given back. The same seed makes the same cases (with the same logs at hand: those beside the project take part unless --samples).
//   node --expose-gc test/fuzz/fuzz.mjs [--lines N] [--seed S] [--case I] [--samples] [--replay FILE]
// A failure is written to fuzz-failures/, made small: the bytes (.log) and how they were delivered (.json); --replay FILE.log judges it again.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { complaintAbout } from './check.mjs';
import { readCorpus } from './corpus.mjs';
import { makeCase } from './mutate.mjs';
import { loadProgram } from './program.mjs';

const FAILURES = fileURLToPath(new URL('../../fuzz-failures/', import.meta.url));
/** A case that has had so much of the processor will not end: minimising one that is merely slow takes less. */
const HANG_MS = 180_000;
/** The same for one that waits for what never comes. */
const WAIT_MS = 20 * 60_000;
const TELL_EVERY_MS = 30_000;
/** More failures than that are of one kind. */
const MOST_FAILURES = 10;
/** What the heap after collecting may grow from the first half of a run to the second: caches fill, leaks go on. */
const GROWTH = 24 * 1024 * 1024;

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    case: { type: 'string' },
    samples: { type: 'boolean', default: false },
    replay: { type: 'string' },
  },
});
const [seed, wanted, first] = [Number(values.seed), Number(values.lines), Number(values.case ?? 0)];
if (!Number.isInteger(seed) || !(wanted > 0) || !Number.isInteger(first)) {
  process.stderr.write('usage: npm run fuzz -- [--lines N] [--seed S] [--case I] [--samples] [--replay FILE.log]\n');
  process.exit(2);
}
const say = (text) => void process.stdout.write(`${text}\n`);

/** Writes what is needed to see it again. */
function keep(index, complaint, given) {
  mkdirSync(FAILURES, { recursive: true });
  const path = `${FAILURES}seed-${seed}-case-${index}`;
  const { bytes, ...how } = given;
  writeFileSync(`${path}.log`, bytes);
  writeFileSync(
    `${path}.json`,
    `${JSON.stringify(how, (_, value) => (value === Number.POSITIVE_INFINITY ? null : value))}\n`,
  );
  say(`FAILURE seed ${seed} case ${index}: ${complaint}\n  kept in ${path}.log; npm run fuzz -- --replay ${path}.log`);
}

async function replay(path) {
  const how = JSON.parse(readFileSync(path.replace(/\.log$/, '.json'), 'utf8'));
  const given = { ...how, width: how.width ?? Number.POSITIVE_INFINITY, bytes: readFileSync(path) };
  const complaint = complaintAbout(await loadProgram(), given);
  say(complaint ?? 'nothing is wrong with it');
  return complaint === null ? 0 : 1;
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const mib = (bytes) => `${(bytes / 1048576).toFixed(1)} MiB`;

/** What the memory did; null when it stayed within bounds. The first quarter warms up. */
function complaintAboutMemory(heaps) {
  const warm = heaps.slice(Math.floor(heaps.length / 4));
  const half = Math.floor(warm.length / 2);
  if (half < 3) return null;
  const [before, after] = [median(warm.slice(0, half)), median(warm.slice(half))];
  return after - before > GROWTH ? `memory: the heap grew from ${mib(before)} to ${mib(after)}` : null;
}

function run() {
  const shared = new SharedArrayBuffer(12);
  const progress = new Int32Array(shared);
  const isWide = !values.samples;
  const only = values.case !== undefined;
  const worker = new Worker(new URL('worker.mjs', import.meta.url), {
    workerData: { seed, first, lines: wanted, only, isWide, shared },
  });
  const started = performance.now();
  const heaps = [];
  let failures = 0;
  let rss = 0;
  const linesDone = () => Atomics.load(progress, 2) * 2 ** 31 + Atomics.load(progress, 1);
  const rate = () => Math.round(linesDone() / ((performance.now() - started) / 1000));
  return new Promise((resolve) => {
    const processorTime = () => process.cpuUsage().user / 1000;
    let [lastIndex, lastSeen, lastWorked, lastTold] = [-1, performance.now(), processorTime(), performance.now()];
    const finish = (status) => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(status));
    };
    const watch = setInterval(() => {
      const now = performance.now();
      const index = Atomics.load(progress, 0);
      if (index !== lastIndex) [lastIndex, lastSeen, lastWorked] = [index, now, processorTime()];
      if (now - lastTold > TELL_EVERY_MS) {
        lastTold = now;
        say(`${linesDone()} lines, ${rate()} lines/s, heap ${mib(heaps.at(-1) ?? 0)}, ${failures} failures`);
      }
      if (processorTime() - lastWorked < HANG_MS && now - lastSeen < WAIT_MS) return;
      keep(
        index,
        `hang: at it for ${Math.round((now - lastSeen) / 1000)} s`,
        makeCase(readCorpus(isWide), seed, index),
      );
      finish(1);
    }, 1000);
    worker.on('error', (error) => {
      say(`FAILURE the worker died at case ${Atomics.load(progress, 0)}: ${error.stack ?? error}`);
      finish(1);
    });
    worker.on('message', (message) => {
      if (message.kind === 'memory') {
        heaps.push(message.heap);
        rss = Math.max(rss, message.rss);
      } else if (message.kind === 'failure') {
        keep(message.index, message.complaint, { ...message.given, bytes: Buffer.from(message.given.bytes) });
        if (++failures >= MOST_FAILURES) finish(1);
      } else {
        const grown = complaintAboutMemory(heaps);
        if (grown !== null) say(`FAILURE ${grown}`);
        say(
          `seed ${seed}: ${message.done} lines in ${message.cases} cases of ${message.files} logs, ${rate()} lines/s, ${failures} failures; heap after collecting ${mib(heaps[0] ?? 0)} at first, ${mib(heaps.at(-1) ?? 0)} at last; resident at most ${mib(rss)}`,
        );
        finish(failures > 0 || grown !== null ? 1 : 0);
      }
    });
  });
}

process.exitCode = values.replay === undefined ? await run() : await replay(values.replay);
