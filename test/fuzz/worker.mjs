// The fuzzer's worker: makes and judges case after case. It tells the main thread what it is at by shared memory, which is written even by what never
// returns, and what it found by messages.
import { parentPort, workerData } from 'node:worker_threads';
import { complaintAbout } from './check.mjs';
import { readCorpus } from './corpus.mjs';
import { minimise } from './minimise.mjs';
import { makeCase } from './mutate.mjs';
import { loadProgram } from './program.mjs';
import { complaintAboutCommand, complaintAboutFile } from './ways-in.mjs';

const { seed, first, lines: wanted, only, isWide, shared } = workerData;
/** [the case at hand, low 32 bits of lines done, high bits] */
const progress = new Int32Array(shared);

/** A case may take so much of the processor, and so much for each line more; many times what the slowest takes. */
const CASE_MS = 4000;
const LINE_MS = 20;
const MINIMISE_MS = 60_000;
/** Cases between two looks at the memory. */
const LOOK_EVERY = 200;

const program = await loadProgram();
const corpus = readCorpus(isWide);

const countLines = (bytes) => {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
};

/** Milliseconds of the processor that this process has had: a busy machine does not make the program slow. */
const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** What is wrong with a case, its time included. Who is slow is asked once more: code that is compiled for the first time takes longer. */
function judge(given) {
  const allowed = CASE_MS + LINE_MS * countLines(given.bytes);
  let complaint = null;
  for (let round = 0; round < 2; round++) {
    const start = processorTime();
    complaint = complaintAbout(program, given);
    const took = processorTime() - start;
    if (complaint !== null || took <= allowed) return complaint;
    complaint = `time: ${took.toFixed(0)} ms for ${countLines(given.bytes)} lines of ${given.bytes.length} bytes`;
  }
  return complaint;
}

/** Where text came from that is slow as a whole is found by halves; the other checks are made small by minimise. */
function reduced(given, complaint) {
  if (!complaint.startsWith('time:')) return minimise(given, complaint, (c) => complaintAbout(program, c), MINIMISE_MS);
  return minimise(given, complaint, judge, MINIMISE_MS);
}

let done = 0;
let cases = 0;
for (let index = first; only ? index === first : done < wanted; index++) {
  const given = makeCase(corpus, seed, index);
  Atomics.store(progress, 0, index);
  const complaint = judge(given);
  if (complaint !== null)
    parentPort.postMessage({ kind: 'failure', index, complaint, given: reduced(given, complaint) });
  if (given.file !== null) {
    const other = (await complaintAboutFile(program, given)) ?? complaintAboutCommand(program, given);
    if (other !== null) parentPort.postMessage({ kind: 'failure', index, complaint: other, given });
  }
  done += countLines(given.bytes);
  cases++;
  Atomics.store(progress, 1, done % 2 ** 31);
  Atomics.store(progress, 2, Math.floor(done / 2 ** 31));
  if (cases % LOOK_EVERY === 0) {
    globalThis.gc?.();
    const { heapUsed, external, rss } = process.memoryUsage();
    parentPort.postMessage({ kind: 'memory', done, cases, heap: heapUsed + external, rss });
  }
}
parentPort.postMessage({ kind: 'done', done, cases, files: corpus.files.length });
