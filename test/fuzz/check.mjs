// One case through the corridor and out by every output, and what must hold of each. Knows nothing of where the program comes from: the tests hand in the
// sources, `npm run fuzz` the build.

export const NOW = Date.UTC(2026, 10, 30, 12);
const SETTINGS = { now: () => NOW, timezone: 'UTC' };
/** What must not leave as text: everything but the newline that safe-text.ts makes visible, named once more and independently of it. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Our own colours: the only escapes there are, and only where colour was asked for. */
const COLOUR = /\x1b\[[\d;]*m/g;
const PLAIN = { brief: false, failuresOnly: false, connection: null, peer: null, since: Number.NaN, until: Number.NaN };
const FILTERED = { ...PLAIN, failuresOnly: true, since: NOW - 8 * 86_400_000, until: NOW };

/** Every output with its settings. `kind` says what its text has to be. */
function outputsOf({ width, isFiltered }) {
  const selection = isFiltered ? FILTERED : PLAIN;
  const view = (name, kind, format, settings) => ({
    name,
    kind,
    view: { format, live: false, colour: false, width, ...selection, ...settings },
  });
  return [
    view('text', 'text', 'text', {}),
    view('text, live', 'text', 'text', { live: true }),
    view('text, in colour', 'coloured', 'text', { colour: true, live: true, width: 60 }),
    view('json', 'json', 'json', {}),
    view('json, brief', 'json', 'json', { brief: true }),
    view('ndjson', 'ndjson', 'ndjson', {}),
    view('ndjson, brief', 'ndjson', 'ndjson', { brief: true }),
    { name: 'dump of records', kind: 'lines', dump: 'records' },
    { name: 'dump of messages', kind: 'lines', dump: 'messages' },
    { name: 'dump of events', kind: 'lines', dump: 'events' },
  ];
}

/** Pieces as intake would deliver them, each in memory of its own that is spoilt after use. */
function deliver({ bytes, cuts, isLive, breaks }, take) {
  const source = { id: 1, name: 'charon.log', stream: 'charon.log', live: isLive };
  const ends = [...cuts, bytes.length];
  take({ kind: 'opened', source });
  let from = 0;
  let offset = 0;
  ends.forEach((to, i) => {
    if (to > from) {
      const piece = Buffer.from(bytes.subarray(from, to));
      take({ kind: 'chunk', source, bytes: piece, offset });
      piece.fill(0x7e);
      offset += to - from;
    }
    from = Math.max(from, to);
    const kind = breaks[i] ?? null;
    if (kind === null) return;
    if (kind === 'rotated' || kind === 'truncated') offset = 0;
    take({ kind, source });
  });
  take({ kind: 'end', source });
}

function pipelineOf(program, { dialect }, watcher) {
  return program.createPipeline(program.patterns, dialect === null ? SETTINGS : { ...SETTINGS, dialect }, watcher);
}

/** Walks a case. Out: the report, and the text of every output by its name. */
export function walk(program, given) {
  const outputs = outputsOf(given).map((output) => {
    const pieces = [];
    const write = (text) => void pieces.push(text);
    const watcher =
      output.dump === undefined
        ? program.createView({ ...output.view, write })
        : program.createDump(output.dump, write);
    return { ...output, pieces, watcher };
  });
  const views = outputs.filter(({ dump }) => dump === undefined).map(({ watcher }) => watcher);
  const dumps = outputs.filter(({ dump }) => dump !== undefined).map(({ watcher }) => watcher);
  const pipeline = pipelineOf(program, given, {
    input: (input) => views.forEach((view) => void view.input?.(input)),
    message: (message) => dumps.forEach((dump) => void dump.message?.(message)),
    step(step) {
      for (const view of views) view.step(step);
      for (const dump of dumps) dump.step?.(step);
    },
    finding: (finding) => views.forEach((view) => void view.finding(finding)),
  });
  deliver(given, pipeline.feed);
  const report = pipeline.end();
  for (const view of views) view.end(report);
  const shapes = pipeline
    .unmatched()
    .shapes.map(({ shape, source }) => `${program.safeText(shape)} ${program.safeText(source)}\n`);
  const texts = outputs.map(({ name, kind, pieces }) => ({ name, kind, text: pieces.join('') }));
  return { report, outputs: [...texts, { name: 'patterns unmatched', kind: 'text', text: shapes.join('') }] };
}

function parsed(text) {
  try {
    return { value: JSON.parse(text) };
  } catch (thrown) {
    return { complaint: `is not JSON: ${thrown.message}` };
  }
}

/** What is wrong with an output by itself; null when nothing is. */
export function complaintAboutText({ kind, text }) {
  const plain = kind === 'coloured' ? text.replace(COLOUR, '') : text;
  const found = UNSAFE.exec(plain);
  if (found !== null) {
    const around = JSON.stringify(plain.slice(Math.max(0, found.index - 40), found.index + 20));
    return `U+${found[0].codePointAt(0).toString(16)} at ${found.index}: ${around}`;
  }
  if (kind === 'json') return parsed(text).complaint ?? null;
  if (kind !== 'ndjson' && kind !== 'lines') return null;
  if (text !== '' && !text.endsWith('\n')) return 'its last line has no end';
  for (const line of text.split('\n')) {
    const complaint = line === '' ? undefined : parsed(line).complaint;
    if (complaint !== undefined) return `${complaint}: ${line.slice(0, 200)}`;
  }
  if (kind === 'ndjson' && !/(?:^|\n)\{"kind":"summary"[^\n]*\n$/.test(text)) return 'does not end in the summary';
  return null;
}

/** What holds between the parts of a report. */
function complaintAboutReport(report, mostLines) {
  const ids = report.ikeSas.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) return 'two IKE_SAs have the same id';
  for (const finding of report.findings) {
    if (finding.causes.length === 0) return `finding ${finding.id} has no cause`;
    if (finding.evidence.length === 0) return `finding ${finding.id} (${finding.causes[0].cause}) has no evidence`;
    if (!(finding.count >= 1)) return `finding ${finding.id} was seen ${finding.count} times`;
    if (/\bundefined\b|\bNaN\b|\[object /.test(finding.summary))
      return `finding ${finding.id} says: ${finding.summary}`;
    const wrong = finding.evidence.find(({ line }) => !(Number.isInteger(line) && line >= 1 && line <= mostLines));
    if (wrong !== undefined) return `finding ${finding.id} quotes line ${wrong.line} of ${mostLines}`;
  }
  for (const sa of report.ikeSas) {
    for (const lines of sa.lines.values())
      if (lines.some((line) => !(line >= 1 && line <= mostLines))) return `${sa.id} has a line beyond ${mostLines}`;
  }
  for (const input of report.inputs) {
    const messages = input.recognised + input.unrecognised;
    if (input.charonLines > input.lines) return `${input.charonLines} lines of charon's among ${input.lines}`;
    if (messages > 0 && input.dialect === null) return 'messages and no dialect';
  }
  return null;
}

/** How many lines there are, counted in another way; a last one without newline counts unless it is padding. */
function lineCounts({ bytes, breaks }) {
  let newlines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) newlines++;
  return { least: newlines, most: newlines + 1 + breaks.filter((kind) => kind !== null).length };
}

/** Every line is accounted for, whatever it was. */
function complaintAboutCounts(program, given) {
  const messages = { count: 0 };
  const lines = program.createLines(
    { ...SETTINGS, ...(given.dialect === null ? {} : { dialect: given.dialect }) },
    (record) => {
      messages.count += record.count;
    },
  );
  deliver(given, lines.feed);
  lines.end();
  const { least, most } = lineCounts(given);
  for (const counts of lines.inputs()) {
    const sum = counts.charonLines + counts.other + counts.broken + counts.parts;
    if (sum !== counts.lines)
      return `${counts.lines} lines, of which ${counts.charonLines} charon's, ${counts.other} other, ${counts.broken} broken, ${counts.parts} parts`;
    if (given.bytes.length > 0 && !(counts.lines >= least && counts.lines <= most))
      return `${counts.lines} lines counted, ${least} to ${most} are there`;
    if (messages.count > 0 && counts.charonLines === 0) return `${messages.count} messages, and no line of charon's`;
  }
  return null;
}

const jsonOf = (outputs) => outputs.find(({ name }) => name === 'json').text;

/** A saved log says the same in whatever pieces it comes. */
function complaintAboutPieces(program, given, whole) {
  if (given.isLive || given.cuts.length === 0) return null;
  const again = jsonOf(walk(program, { ...given, cuts: [] }).outputs);
  if (again === whole) return null;
  let at = 0;
  while (again[at] === whole[at]) at++;
  const part = (text) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `in pieces ${part(whole)}, whole ${part(again)}`;
}

/**
 * Everything that must hold of one case. Out: null, or what is wrong, beginning with words that name the check.
 */
export function complaintAbout(program, given) {
  try {
    const { report, outputs } = walk(program, given);
    for (const output of outputs) {
      const complaint = complaintAboutText(output);
      if (complaint !== null) return `output ${output.name}: ${complaint}`;
    }
    const { most } = lineCounts(given);
    const inReport = complaintAboutReport(report, most);
    if (inReport !== null) return `report: ${inReport}`;
    const inCounts = complaintAboutCounts(program, given);
    if (inCounts !== null) return `counts: ${inCounts}`;
    const inPieces = complaintAboutPieces(program, given, jsonOf(outputs));
    return inPieces === null ? null : `pieces: ${inPieces}`;
  } catch (thrown) {
    return `exception: ${thrown?.stack ?? thrown}`;
  }
}
