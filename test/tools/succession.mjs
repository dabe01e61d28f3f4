// npm run succession [-- FILE-OR-DIRECTORY ...]: learns from logs that say thread and IKE_SA of each line (ike_name = yes) which kind of line follows which within one
// job, and writes src/negotiation/succession.generated.ts. Without arguments: ../shared/charon-lab-logs, ../shared/real/strongswan-6 and samples/logs. The logs that
// accuracy.mjs measures logs without threads against are not among them.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLines } from '../../dist/lines/index.js';
import { createMatcher, loadShipped } from '../../dist/messages/index.js';
import { createEventReader } from '../../dist/negotiation/read-event.js';
import { tokenOf } from '../../dist/negotiation/token.js';
import { traitsOf } from '../../dist/negotiation/traits.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DEFAULTS = ['../shared/charon-lab-logs', '../shared/real/strongswan-6', 'samples/logs'].map((path) =>
  join(ROOT, path),
);

function* filesOf(path) {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) yield path;
  else for (const name of readdirSync(path).sort()) yield* filesOf(join(path, name));
}

const patterns = loadShipped();
/** By token: how often a job begins and ends with it, how often it is outside of any IKE_SA, and what follows how often. */
const counts = new Map();

function countOf(token) {
  let count = counts.get(token);
  if (count === undefined) {
    count = { begins: 0, ends: 0, outside: 0, next: new Map() };
    counts.set(token, count);
  }
  return count;
}

/** The lines of a log, if it names threads and IKE_SAs. */
function read(path) {
  const lines = [];
  const matcher = createMatcher(patterns);
  const eventOf = createEventReader();
  const reader = createLines({ now: () => Date.UTC(2026, 11, 31), timezone: 'UTC' }, (record) => {
    const message = matcher.match(record);
    const event = eventOf(message);
    lines.push({
      thread: record.thread,
      uid: record.uniqueId,
      at: record.at,
      token: tokenOf(event, message.pattern?.name ?? 'unmatched'),
      type: event?.type,
    });
  });
  const source = { id: 1, name: path, stream: path, live: false };
  reader.feed({ kind: 'opened', source });
  reader.feed({ kind: 'chunk', source, bytes: readFileSync(path), offset: 0 });
  reader.feed({ kind: 'end', source });
  reader.end();
  return lines.some(({ uid }) => uid >= 0) && lines.every(({ thread }) => thread >= 0) ? lines : [];
}

const COOKIE = '> IKE_SA_INIT response COOKIE';

/** Milliseconds after a sent packet after which the same thread, for the same IKE_SA, does another job. */
const PAUSE = 50;

/** Some lines begin a job always; so does another IKE_SA. */
function learn(lines) {
  const jobs = new Map();
  const end = (job) => job !== undefined && countOf(job.token).ends++;
  for (const { thread, uid, at, token, type } of lines) {
    const job = jobs.get(thread);
    // The receiver thread asks for a COOKIE in the name of no IKE_SA: these two lines are a job all the same.
    const isCookie = token === COOKIE || (uid < 0 && job?.token === COOKIE && type === 'packet.sent');
    if (uid < 0 && !isCookie) {
      countOf(token).outside++;
      continue;
    }
    const isOver = job?.isSent === true && at - job.at > PAUSE;
    const startsJob = type !== undefined && traitsOf(type).startsJob;
    if (job !== undefined && job.uid === uid && !isOver && !startsJob) {
      const { next } = countOf(job.token);
      next.set(token, (next.get(token) ?? 0) + 1);
    } else {
      end(job);
      countOf(token).begins++;
    }
    jobs.set(thread, { uid, at, token, isSent: type === 'packet.sent' });
  }
  for (const job of jobs.values()) end(job);
}

const paths = process.argv.length > 2 ? process.argv.slice(2) : DEFAULTS;
let logs = 0;
for (const path of paths.flatMap((path) => [...filesOf(path)])) {
  if (!/\.log$/.test(path) || /\.l2\.|diag/.test(path)) continue;
  const lines = read(path);
  if (lines.length > 0) logs++;
  learn(lines);
}
const tokens = [...counts.keys()].sort();
const index = new Map(tokens.map((token, i) => [token, i]));
const rows = tokens.map((token) => {
  const { begins, ends, outside, next } = counts.get(token);
  const pairs = [...next].map(([after, n]) => [index.get(after), n]).sort(([a], [b]) => a - b);
  return `  [${JSON.stringify(token)}, ${begins}, ${ends}, ${outside}, [${pairs.join(', ')}]],`;
});
writeFileSync(
  join(ROOT, 'src/negotiation/succession.generated.ts'),
  `// Written by npm run succession from ${logs} logs; never edited.
// By kind of line (token.ts): jobs that begin with it, jobs that end with it, times outside of any IKE_SA, then pairs: which kind follows, how often.
export const SUCCESSION: readonly (readonly [string, number, number, number, readonly number[]])[] = [
${rows.join('\n')}
];
`,
);
process.stdout.write(`${logs} logs, ${tokens.length} kinds of lines\n`);
