// The shipped samples: which there are, what their front matter states, and what the program prints for a log. Like story.mjs this imports nothing of
// the program, so that samples.test.ts (on the sources) and approve.mjs (on the build) print alike.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const SAMPLES = new URL('../../samples/logs/', import.meta.url);
/** A time after all samples were recorded: what a log leaves out of its times is filled in the same for ever. */
const NOW = Date.UTC(2026, 11, 31);

/** Every log of every case, in order of their names; `golden` is null when there is none yet. */
export function sampleLogs() {
  const cases = readdirSync(SAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return cases
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => {
      const directory = new URL(`${name}/`, SAMPLES);
      const about = readAbout(readFileSync(new URL('about.md', directory), 'utf8'));
      const logs = readdirSync(directory).filter((file) => file.endsWith('.log'));
      return logs.sort().map((file) => {
        const side = file.slice(0, -'.log'.length);
        const goldenUrl = new URL(`${side}.expected.txt`, directory);
        return {
          case: name,
          side,
          path: `samples/logs/${name}/${file}`,
          bytes: readFileSync(new URL(file, directory)),
          goldenUrl,
          golden: existsSync(goldenUrl) ? readFileSync(goldenUrl, 'utf8') : null,
          claims: claimsOf(about, side),
        };
      });
    });
}

/** Goldens whose log is gone. */
export function strayGoldens() {
  const wanted = new Set(sampleLogs().map(({ goldenUrl }) => goldenUrl.href));
  return readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.expected.txt'))
    .filter((path) => !wanted.has(new URL(path, SAMPLES).href));
}

/** The front matter of an about.md: `key: value` lines, values in YAML's flow style, and lists of such values below a bare `key:`. */
export function readAbout(text) {
  const front = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? '';
  const about = {};
  let key = '';
  for (const line of front.split('\n')) {
    const item = /^ {2}- (.*)$/.exec(line);
    const pair = /^(\w+):\s*(.*)$/.exec(line);
    if (item !== null) about[key].push(readFlow(item[1]));
    else if (pair !== null) {
      key = pair[1];
      about[key] = pair[2] === '' ? [] : readFlow(pair[2]);
    }
  }
  return about;
}

/** `{ a: b, c: [d, e] }`, `[a, b]` or a plain word, by way of JSON. */
function readFlow(text) {
  return JSON.parse(text.replace(/[^\s{}[\],:]+/g, (word) => JSON.stringify(word)));
}

/** What a side's log bears out: a list of claims, empty where it shows no fault. A claim without `peer` is about the whole log. */
function claimsOf(about, side) {
  const claim = about[side] ?? 'none';
  if (claim === 'none') return [];
  return Array.isArray(claim) ? claim : [claim];
}

/** What `ike-trace LOG` prints when piped, 100 columns wide. `program` is the built or the source `createPipeline`, `patterns` and `createView`. */
export function printSample({ createPipeline, createView, patterns }, log) {
  let text = '';
  const view = createView({
    format: 'text',
    write: (piece) => {
      text += piece;
    },
    live: false,
    colour: false,
    width: 100,
    brief: false,
    failuresOnly: false,
    connection: null,
    peer: null,
    since: Number.NaN,
    until: Number.NaN,
  });
  const watcher = { step: (step) => view.step(step), finding: (finding) => view.finding(finding) };
  const pipeline = createPipeline(patterns, { now: () => NOW, timezone: 'UTC', year: 2026 }, watcher);
  const name = log.path.slice(log.path.lastIndexOf('/') + 1);
  const source = { id: 1, name, stream: name, live: false };
  pipeline.feed({ kind: 'opened', source });
  pipeline.feed({ kind: 'chunk', source, bytes: log.bytes, offset: 0 });
  pipeline.feed({ kind: 'end', source });
  const report = pipeline.end();
  view.end(report);
  return { text, report };
}
