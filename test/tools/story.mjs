// A story: a Markdown heading, prose, and fenced blocks: `charon` (log lines of any dialect), perhaps `peer-charon` (the other end's log) and `config`
// (swanctl.conf or ipsec.conf of the side whose log it is), `timeline` and `findings` (what the corridor must make of them). Markdown enters, stories
// leave; a report enters, the text of the two blocks leaves. Text only: no file is read or written here, and nothing of the program is imported, so that
// the tests (on the sources) and approve.mjs (on the build) share it.

const BLOCKS = ['charon', 'timeline', 'findings'];
/** Blocks that a story may have, too. */
const OPTIONAL = ['peer-charon', 'config'];

/**
 * The stories of a Markdown file. Lines count from 1; `first` is the line of a block's first line of text.
 * Throws an Error that begins with `file:line` when a story lacks a block or has one twice.
 */
export function parseStories(markdown, file) {
  const stories = [];
  let heading = null;
  let story = null;
  const lines = markdown.split('\n');
  const complain = (index, what) => {
    throw new Error(`${file}:${index + 1}: ${what}`);
  };
  const finish = (index) => {
    if (story === null) return;
    for (const block of BLOCKS)
      if (story[block] === undefined) complain(index, `"${story.name}" has no ${block} block`);
    stories.push(story);
    story = null;
  };
  for (let at = 0; at < lines.length; at++) {
    const title = /^#{1,3} (.+)$/.exec(lines[at]);
    if (title !== null) {
      finish(at);
      heading = { name: title[1].trim(), line: at + 1 };
    }
    const fence = /^```([\w-]*)/.exec(lines[at]);
    if (fence === null) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) complain(at, 'this block has no end');
    if (BLOCKS.includes(fence[1]) || OPTIONAL.includes(fence[1])) {
      if (heading === null) complain(at, 'a block before the first heading');
      story ??= { ...heading, file };
      if (story[fence[1]] !== undefined) complain(at, `a second ${fence[1]} block under "${story.name}"`);
      story[fence[1]] = { first: at + 2, last: end, text: lines.slice(at + 1, end).join('\n') };
    }
    at = end;
  }
  finish(lines.length - 1);
  return stories;
}

/** The bytes of a `charon` block: `\xHH` stands for the byte HH, so that hostile text can be seen. */
export function logBytes(block) {
  const parts = `${block.text}\n`.split(/\\x([0-9a-f]{2})/i);
  return Buffer.concat(parts.map((part, index) => Buffer.from(part, index % 2 === 0 ? 'utf8' : 'hex')));
}

/** The configuration of a story, read by the program's function; null without a `config` block. */
export function storyConfiguration(story, readConfiguration) {
  if (story.config === undefined) return null;
  return readConfiguration({ name: 'config', text: `${story.config.text}\n` }, () => ({ texts: [], problem: null }));
}

/** The Markdown with new text in the two expected blocks of its stories; `observed` holds one entry for each story, in order. */
export function rewriteStories(markdown, file, observed) {
  const lines = markdown.split('\n');
  const stories = parseStories(markdown, file);
  for (let i = stories.length - 1; i >= 0; i--) {
    const blocks = ['timeline', 'findings'].sort((a, b) => stories[i][b].first - stories[i][a].first);
    for (const block of blocks) {
      const { first, last } = stories[i][block];
      lines.splice(first - 1, last - first + 1, ...observed[i][block].split('\n'));
    }
  }
  return lines.join('\n');
}

/** Index of the first line in which two texts differ, counted from 0; 0 when they do not. */
export function firstDifference(expected, observed) {
  const [a, b] = [expected.split('\n'), observed.split('\n')];
  const at = a.findIndex((line, index) => line !== b[index]);
  return at < 0 ? Math.max(0, a.length - 1) : at;
}

/** Control characters made visible, as in a `charon` block. */
const visible = (text) =>
  text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** `1-3,5`: ascending numbers as ranges. */
function ranges(numbers) {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts = [];
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    parts.push(end === at ? `${sorted[at]}` : `${sorted[at]}-${sorted[end]}`);
    at = end + 1;
  }
  return parts.length === 0 ? 'none' : parts.join(',');
}

function duration(gap) {
  if (!(gap >= 0.5)) return '';
  return gap < 1000 ? `  +${Math.round(gap)} ms` : `  +${(gap / 1000).toFixed(1)} s`;
}

/** How a block names an IKE_SA: `gw[1]`, `(unnamed)[2]`, `gw[?]`; with its daemon in front where there are several. */
function nameOf(sa, report) {
  const several = new Set(report.ikeSas.map((other) => other.daemon)).size > 1;
  return `${several ? `${sa.daemon.id} ` : ''}${sa.name ?? '(unnamed)'}[${sa.uniqueId ?? '?'}]`;
}

function entryText({ kind, event, gap, count, side, isLost }) {
  const { exchange, direction, mid, payloads } = event.fields;
  const message = `${exchange} ${direction} ${mid} ${String(payloads).replace(/^\[ ?/, '{ ').replace(/ ?\]$/, ' }')}`;
  const text = {
    // Arrows point as seen from this end.
    sent: side === 'peer' ? `<-- ${message}` : `${message} -->`,
    received: side === 'peer' ? `${message} -->` : `<-- ${message}`,
    note: `. ${event.text}`,
    trouble: `! ${event.text}`,
  }[kind];
  const lost = isLost === true ? ' (never arrived)' : '';
  return `  ${side === 'peer' ? 'peer ' : ''}${text}${lost}${count > 1 ? `  x${count}` : ''}${duration(gap)}`;
}

function childText(child) {
  const selectors = child.tsLocal === null ? '' : `, ${child.tsLocal} === ${child.tsRemote}`;
  return `  = CHILD_SA ${child.name}{${child.uniqueId ?? '?'}} ${child.outcome}${selectors}`;
}

function ikeSaText(sa, report, timeline) {
  const facts = [
    nameOf(sa, report),
    sa.role ?? 'role unknown',
    sa.version === null ? 'IKE' : `IKEv${sa.version}`,
    sa.outcome,
    ...(sa.stage === null ? [] : [`at ${sa.stage}`]),
  ];
  const lines = `lines ${ranges([...sa.lines.values()].flat())}`;
  const continues = sa.continues === null ? [] : [`${sa.continues.how} of ${nameOf(sa.continues.ikeSa, report)}`];
  const joined = (report.peer?.join.of(sa) ?? []).map(
    ({ local, peer, by }) => `is ${nameOf(local.sa === sa ? peer.sa : local.sa, report)} by ${by}`,
  );
  const head = [facts.join(' '), ...continues, ...joined, lines, ...(sa.certain ? [] : ['in part inferred'])].join(
    ', ',
  );
  return visible([head, ...timeline(sa).map(entryText), ...sa.children.map(childText)].join('\u0000')).replaceAll(
    '\\x00',
    '\n',
  );
}

/** The `timeline` block: one paragraph for each IKE_SA, in order of appearance. `timeline` gives the entries of an IKE_SA (room 5). */
export function timelineText(report, timeline) {
  if (report.ikeSas.length === 0) return 'none';
  return clockText(report) + report.ikeSas.map((sa) => ikeSaText(sa, report, timeline)).join('\n');
}

function differenceText({ kind, received, configured, mismatch }) {
  if (kind === 'proposal') return [`  differs in ${mismatch.join(', ')}`];
  const said = (what, list) => (list.length === 0 ? [] : [`  ${what} ${list.join(', ')}`]);
  return [...said('received', received), ...said('configured', configured)];
}

/** Where the changes go: one line for each that has a place in the configuration. */
function placesText(fix) {
  return fix.flatMap(({ inFile }) =>
    (inFile?.lines ?? [])
      .filter(({ place }) => place !== null)
      .map(({ config, place }) => `  ${place.isThere ? 'change' : 'add to'} ${place.file}:${place.line}  ${config}`),
  );
}

/** `lines 3,5`, and `peer lines 7` where the other end's log proves it. */
function linesText(evidence, report) {
  const isPeers = ({ source }) => report.peer?.streams.has(source.stream) === true;
  const of = (events) => ranges(events.map(({ line }) => line));
  const [own, theirs] = [evidence.filter((e) => !isPeers(e)), evidence.filter(isPeers)];
  if (theirs.length === 0) return `lines ${of(own)}`;
  return `${own.length === 0 ? '' : `lines ${of(own)} `}peer lines ${of(theirs)}`;
}

/** How far the peer's clock is ahead, as the join has it; '' for one log. */
function clockText(report) {
  const offset = report.peer?.join.clocks[0]?.offset;
  if (offset == null) return '';
  return `clock ${Math.round(offset.offsetMs)} ms ahead, give or take ${Math.round(offset.uncertaintyMs)}\n`;
}

function findingText(finding, report) {
  const { severity, symptom, causes, count, evidence, difference, fix } = finding;
  const whose = finding.ikeSa === null ? 'daemon' : nameOf(finding.ikeSa, report);
  const ranked = causes.map(({ cause, certainty }) => `${cause}(${certainty})`).join(' ');
  const decided = finding.bothEnds === undefined ? '' : ` by ${finding.bothEnds.decidedBy}`;
  const head = `${severity} ${symptom} ${whose} ${ranked}${decided}${count > 1 ? ` x${count}` : ''} ${linesText(evidence, report)}`;
  return [head, ...(difference == null ? [] : differenceText(difference)), ...placesText(fix)].map(visible).join('\n');
}

/** The `findings` block: one line for each finding, and what differs; `none` when there is none. */
export function findingsText(report) {
  return report.findings.length === 0 ? 'none' : report.findings.map((f) => findingText(f, report)).join('\n');
}
