// A week of a gateway in minutes: a thousand tunnels that rekey every hour, are checked for liveness, fail and come back, and strangers that knock. Prints what
// memory the watcher takes, day by day, and how fast it read. Time is compressed; the log is test/fixtures/gateway-log.mjs.
//
//   npm run bench:week -- [tunnels] [days]
import { createCorridor } from '../../dist/commands/watch/corridor.js';
import { loadShipped } from '../../dist/messages/index.js';
import { ALERTING_DEFAULTS } from '../../dist/watch/index.js';
import { createGateway } from '../fixtures/gateway-log.mjs';

const TUNNELS = Number(process.argv[2] ?? 1000);
const DAYS = Number(process.argv[3] ?? 7);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** So much of the log is read at once, and then the clock ticks. */
const STEP = 10 * MINUTE;
const BEGIN = Date.UTC(2026, 10, 2);

const say = (...words) => void process.stdout.write(`${words.join(' ')}\n`);
const gateway = createGateway();
let clock = BEGIN;
let saved = 0;
const told = new Map();
const corridor = createCorridor({
  patterns: loadShipped(),
  lines: { now: () => clock, timezone: 'UTC', year: 2026 },
  alerts: { ...ALERTING_DEFAULTS, expect: ['t1', 't2'] },
  isHistory: () => false,
  before: null,
  reopened: new Map(),
  save: (state) => {
    saved = JSON.stringify(state).length;
  },
  deliver: ({ edge }) => told.set(edge, (told.get(edge) ?? 0) + 1),
});
const source = { id: 1, name: 'charon.log', stream: 'charon.log', live: true };
corridor.feed({ kind: 'opened', source });
corridor.goLive();

/** A stranger is refused at his first message. */
function stranger(at, n) {
  const host = `203.0.113.${n % 250}`;
  const stamp = gateway.start(at).slice(0, 19);
  const tag = `<${9_000_000 + n}>`;
  return [
    `[NET] ${tag} received packet: from ${host}[500] to 192.0.2.1[500] (300 bytes)`,
    `[ENC] ${tag} parsed IKE_SA_INIT request 0 [ SA KE No ]`,
    `[IKE] ${tag} no IKE config found for 192.0.2.1...${host}, sending NO_PROPOSAL_CHOSEN`,
    `[ENC] ${tag} generating IKE_SA_INIT response 0 [ N(NO_PROP) ]`,
    `[NET] ${tag} sending packet: from 192.0.2.1[500] to ${host}[500] (36 bytes)`,
  ]
    .map((text) => `${stamp} 16${text}\n`)
    .join('');
}

/** What happens in [from, from + STEP), as lines in order of time. */
function chapter(from, mids, n) {
  const said = [];
  const add = (at, make) => said.push({ at, make });
  for (let t = 0; t < TUNNELS; t++) {
    const at = from + Math.floor((t / TUNNELS) * STEP * 0.7);
    const slot = (n + t) % 6;
    const isLost = (n + 7 * t) % 3000 === 5;
    if (!gateway.isUp(t)) {
      // One in fifty comes back only after its secret was refused for an hour.
      if (t % 50 === 0 && slot !== 0) add(at, (x) => gateway.refuse(x, t));
      else add(at, (x) => gateway.establish(x, t));
      mids[t] = 2;
    } else if (isLost) add(at, (x) => gateway.lose(x, t, mids[t]++));
    else if (slot === 0) {
      add(at, (x) => gateway.rekey(x, t, mids[t]));
      mids[t] = 0;
    } else if (slot === 3) {
      add(at, (x) => gateway.rekeyChild(x, t, mids[t]));
      mids[t] += 2;
    } else add(at, (x) => gateway.dpd(x, t, mids[t]++));
  }
  for (let s = 0; s < 20; s++) add(from + s * 20_000, (x) => stranger(x, n * 20 + s));
  return said
    .sort((a, b) => a.at - b.at)
    .map(({ at, make }) => make(at))
    .join('');
}

const mega = (bytes) => (bytes / 1048576).toFixed(0).padStart(5);
const mids = new Array(TUNNELS).fill(2);
let bytes = 0;
let lines = 0;
let reading = 0;
let offset = 0;
say(' day    rss MB  heap MB   IKE_SAs  raised   lines read  state KB');
for (let n = 0; n * STEP <= DAYS * 24 * HOUR; n++) {
  if (n % 36 === 0) {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    const day = ((n * STEP) / (24 * HOUR)).toFixed(2).padStart(5);
    const facts = [mega(rss).padStart(8), mega(heapUsed).padStart(8), String(corridor.ikeSas.size).padStart(9)];
    say(
      day,
      ...facts,
      String(corridor.stats().raised).padStart(7),
      String(lines).padStart(12),
      (saved / 1024).toFixed(0).padStart(9),
    );
  }
  const text = Buffer.from(chapter(BEGIN + n * STEP, mids, n));
  clock = BEGIN + (n + 1) * STEP;
  const start = performance.now();
  for (let at = 0; at < text.length; at += 65_536) {
    const piece = text.subarray(at, at + 65_536);
    corridor.feed({ kind: 'chunk', source, bytes: Buffer.from(piece), offset: offset + at });
  }
  corridor.feed({ kind: 'idle', source });
  corridor.tick();
  reading += performance.now() - start;
  offset += text.length;
  bytes += text.length;
  for (const byte of text) if (byte === 10) lines++;
}
const rate = (lines / reading) * 1000;
say(
  `${mega(bytes).trim()} MB in ${(reading / 1000).toFixed(0)} s: ${rate.toFixed(0)} lines/s; alerts: ${JSON.stringify(Object.fromEntries(told))}`,
);
