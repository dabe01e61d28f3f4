// npm run approve: goldens are changed here and nowhere else. Every change is shown as a diff before it is written, and asked for one by one.
//   (nothing)      the printed text of samples/logs
//   --stories      the timeline and findings blocks of test/stories and test/regress instead
//   --case NAME    only that case, or the story files whose name has NAME in it
//   --all          shows every diff and writes without asking
// Runs the built program. Exit status 1 when something differs and was not written.
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { diffLines } from './diff.mjs';
import { printSample, sampleLogs, strayGoldens } from './samples.mjs';
import { findingsText, logBytes, parseStories, rewriteStories, storyConfiguration, timelineText } from './story.mjs';

const ROOT = new URL('../../', import.meta.url);
const { values } = parseArgs({
  options: { stories: { type: 'boolean' }, all: { type: 'boolean' }, case: { type: 'string' } },
});

async function loadProgram() {
  try {
    const rooms = ['messages', 'sessions', 'views', 'configuration'].map((room) => `${room}/index.js`);
    const [pipeline, bothEnds, messages, sessions, views, configuration] = await Promise.all(
      ['pipeline.js', 'both-ends.js', ...rooms].map((file) => import(new URL(`dist/${file}`, ROOT).href)),
    );
    return { ...pipeline, ...bothEnds, ...sessions, ...views, ...configuration, patterns: messages.loadShipped() };
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write('The program is not built: run npm run build\n');
    return process.exit(2);
  }
}

/** What the goldens of samples should be: path, old text (null: none) and new text (null: to be removed). */
function sampleChanges(program) {
  const wanted = sampleLogs().filter((log) => values.case === undefined || log.case === values.case);
  const stray = values.case === undefined ? strayGoldens() : [];
  return [
    ...wanted.map((log) => ({ url: log.goldenUrl, old: log.golden, text: printSample(program, log).text })),
    ...stray.map((path) => {
      const url = new URL(`samples/logs/${path}`, ROOT);
      return { url, old: readFileSync(url, 'utf8'), text: null };
    }),
  ];
}

function observeStory(program, story) {
  const { createPipeline, patterns, timeline, bothTimelines, joinReport, readConfiguration } = program;
  const configuration = storyConfiguration(story, readConfiguration);
  const settings = { now: () => Date.UTC(2026, 10, 30, 12), timezone: 'UTC', year: 2026, configuration };
  const pipeline = createPipeline(patterns, settings, {});
  for (const [i, [name, block]] of Object.entries({
    'charon.log': story.charon,
    'peer.log': story['peer-charon'],
  }).entries()) {
    if (block === undefined) continue;
    const source = { id: i + 1, name, stream: name, live: false };
    pipeline.feed({ kind: 'opened', source });
    pipeline.feed({ kind: 'chunk', source, bytes: logBytes(block), offset: 0 });
    pipeline.feed({ kind: 'end', source });
  }
  const read = pipeline.end();
  const report = story['peer-charon'] === undefined ? read : joinReport(read, new Set(['peer.log']));
  const isToldElsewhere = (sa) => report.peer.join.of(sa)[0]?.peer.sa === sa;
  const both = (sa) => (isToldElsewhere(sa) ? [] : bothTimelines(sa, report.peer.join, () => true));
  const entries = (sa) => (report.peer === undefined ? timeline(sa.events) : both(sa));
  return { timeline: timelineText(report, entries), findings: findingsText(report) };
}

/** The same for the Markdown files of stories. */
function storyChanges(program) {
  return ['test/stories/', 'test/regress/'].flatMap((directory) =>
    readdirSync(new URL(directory, ROOT))
      .filter((name) => name.endsWith('.md') && name !== 'README.md' && name.includes(values.case ?? ''))
      .map((name) => {
        const url = new URL(`${directory}${name}`, ROOT);
        const old = readFileSync(url, 'utf8');
        const observed = parseStories(old, `${directory}${name}`).map((story) => observeStory(program, story));
        return { url, old, text: rewriteStories(old, `${directory}${name}`, observed) };
      }),
  );
}

/** Shows a change and has it approved. */
async function isApproved(change, ask) {
  const name = change.url.href.slice(ROOT.href.length);
  const what = change.old === null ? 'is new' : change.text === null ? 'has no log any more' : 'changes';
  process.stdout.write(`\n${name} ${what}:\n${diffLines(change.old ?? '', change.text ?? '')}`);
  if (values.all) return true;
  if (ask === null) return false;
  const answer = await ask.question('Write it? [y/N, q ends] ').catch(() => 'q');
  if (/^q/i.test(answer)) isOver = true;
  return /^y/i.test(answer);
}

const program = await loadProgram();
const changes = (values.stories ? storyChanges(program) : sampleChanges(program)).filter(
  ({ old, text }) => old !== text,
);
const ask =
  values.all || !process.stdin.isTTY ? null : createInterface({ input: process.stdin, output: process.stdout });
let written = 0;
// True once the person at the terminal has had enough (q, Ctrl-C, Ctrl-D): what is left stays as it is.
let isOver = false;
for (const change of changes) {
  if (isOver || !(await isApproved(change, ask))) continue;
  if (change.text === null) unlinkSync(change.url);
  else writeFileSync(change.url, change.text);
  written++;
}
ask?.close();
process.stdout.write(`${changes.length} differ, ${written} written\n`);
if (written < changes.length && ask === null)
  process.stdout.write('Nothing is written without a terminal to ask at; --all writes what was shown.\n');
process.exitCode = written < changes.length ? 1 : 0;
