// How the bench measures: a command's time, its memory, its time to the first output, and how long a finding takes while a log is read live.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Seconds that a line of shell takes; its output goes to `out`, a file: with /dev/null grep would stop at the first hit. Exit status 2 and above is a fault. */
export function seconds(line, out) {
  const start = process.hrtime.bigint();
  const { status, error } = spawnSync('/bin/sh', ['-c', `{ ${line}; } >"${out}"`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 1 << 26,
  });
  if (error || status > 1) throw new Error(`${line} ended with ${error ?? status}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** The most memory a process has had resident so far, in bytes; 0 where the system does not tell (Linux does). */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

const LOOK_MS = 10;

/** Runs a program. `feed`, if there is one, is written to its standard input as fast as it takes it. Out: { peak (bytes), seconds, stdout }. */
export async function runWatched(argv, feed = null) {
  const start = performance.now();
  const child = spawn(argv[0], argv.slice(1), { stdio: [feed === null ? 'ignore' : 'pipe', 'pipe', 'inherit'] });
  const pieces = [];
  child.stdout.on('data', (bytes) => void pieces.push(bytes));
  let peak = 0;
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid));
  }, LOOK_MS);
  const ended = new Promise((resolve) => child.on('close', resolve));
  if (feed !== null) {
    child.stdin.on('error', () => undefined);
    for (const bytes of feed)
      if (!child.stdin.write(bytes)) await new Promise((resolve) => child.stdin.once('drain', resolve));
    child.stdin.end();
  }
  await ended;
  clearInterval(look);
  return { peak, seconds: (performance.now() - start) / 1000, stdout: Buffer.concat(pieces).toString('utf8') };
}

/** Milliseconds from the start of a program to its first byte of output. */
export function firstOutput(argv) {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
    let took = Number.NaN;
    child.stdout.on('data', () => {
      if (Number.isNaN(took)) took = performance.now() - start;
    });
    child.on('error', reject);
    child.on('close', () => resolve(took));
  });
}

const TICK_MS = 5;

/** A negotiation that fails, in syslog's dialect with tags, numbered so that its finding is known by the peer's name. */
function failing(n) {
  const line = (tag, group, text) =>
    `Nov 23 09:00:00 gw charon[47]: ${String(10 + (n % 6))}[${group}] <${tag}${n}> ${text}\n`;
  const peer = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  return [
    line('', 'NET', `received packet: from ${peer}[500] to 203.0.113.1[500] (464 bytes)`),
    line('', 'ENC', 'parsed IKE_SA_INIT request 0 [ SA KE No ]'),
    line('', 'IKE', `${peer} is initiating an IKE_SA`),
    line('', 'ENC', 'generating IKE_SA_INIT response 0 [ SA KE No ]'),
    line('', 'NET', `sending packet: from 203.0.113.1[500] to ${peer}[500] (280 bytes)`),
    line('', 'ENC', 'parsed IKE_AUTH request 1 [ IDi IDr AUTH SA TSi TSr ]'),
    line(`rw${n}|`, 'CFG', `selected peer config 'rw${n}'`),
    line(`rw${n}|`, 'IKE', `tried 1 shared key for 'sun.example.org' - 'peer${n}.example.org', but MAC mismatched`),
    line(`rw${n}|`, 'ENC', 'generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]'),
    line(`rw${n}|`, 'NET', `sending packet: from 203.0.113.1[500] to ${peer}[500] (80 bytes)`),
  ].join('');
}

/**
 * Milliseconds from the line that tells a failure to its finding on standard output, for as many failures as fit in `duration` ms at ten a second, while
 * `rate` other lines a second come with them. `background` is a list of lines, used again and again. The lines come from the moment on in which the program is
 * started: `took` is what the findings took whose line was written `warmUp` ms later or more, `first` what those before took.
 */
export async function latencies(argv, background, { rate, duration, warmUp }) {
  const child = spawn(argv[0], argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const written = new Map();
  const took = [];
  const first = [];
  const start = performance.now();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const now = performance.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const n = line.startsWith('{"kind":"finding"') ? /peer(\d+)\.example\.org/.exec(line)?.[1] : undefined;
      if (n === undefined || !written.has(n)) continue;
      const at = written.get(n);
      (at - start < warmUp ? first : took).push(now - at);
      written.delete(n);
    }
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let sent = 0;
  let failures = 0;
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      const past = performance.now() - start;
      if (past > duration) {
        clearInterval(timer);
        resolve();
        return;
      }
      const due = Math.floor((past / 1000) * rate);
      let text = '';
      for (; sent < due; sent++) text += background[sent % background.length];
      child.stdin.write(text);
      if (failures < Math.floor(past / 100)) {
        const n = ++failures + 1000;
        written.set(String(n), performance.now());
        child.stdin.write(failing(n));
      }
    }, TICK_MS);
  });
  const late = new Promise((resolve) => setTimeout(resolve, 1000));
  await late;
  child.stdin.end();
  await ended;
  return { took: took.sort((a, b) => a - b), first, lost: written.size, rate: Math.round(sent / (duration / 1000)) };
}
