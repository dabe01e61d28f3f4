// npm run accuracy: how often the built program is right, measured against logs whose truth is known (../shared). Lines are counted against the truth that a
// second log of the same run gives, causes against what was really wrong. Says so and ends when there is no ../shared.
//   --misses    also lists every case that is not ok
//   --crowd DIR measures the logs that npm run lab:scale -- N --keep DIR left, instead of ../shared
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { COMES_UP, FAULTS, judge, LAB } from './accuracy-expected.mjs';
import { scoreLines, tagsByThread, tagsOf, tagsOfJournal } from './accuracy-truth.mjs';

const ROOT = new URL('../../', import.meta.url);
const SHARED = new URL('../shared/', ROOT);
const { values: flags } = parseArgs({ options: { misses: { type: 'boolean' }, crowd: { type: 'string' } } });

// A reader that has seen enough (head) is a quiet end.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const say = (text) => process.stdout.write(`${text}\n`);
const read = (url) => readFileSync(url, 'utf8');
const directories = (url) =>
  readdirSync(url, { withFileTypes: true })
    .filter((e) => e.isDirectory())
    .map((e) => e.name)
    .sort();
const share = (part, whole) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)}%`);

const precise = (part, whole) => (whole === 0 ? '-' : `${(Math.floor((10_000 * part) / whole) / 100).toFixed(2)}%`);

/** A table with columns as wide as they need; numbers to the right. */
function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  for (const row of all)
    say(
      row
        .map((cell, i) => (/^[\d.-]+%?$/.test(cell) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    );
}

async function loadProgram() {
  const [{ createPipeline }, { loadShipped }] = await Promise.all(
    ['pipeline.js', 'messages/index.js'].map((file) => import(new URL(`dist/${file}`, ROOT).href)),
  );
  const patterns = loadShipped();
  return (url) => {
    const source = { id: 1, name: 'log', stream: 'log', live: false };
    const pipeline = createPipeline(patterns, { now: () => Date.UTC(2026, 11, 31), timezone: 'UTC' }, {});
    pipeline.feed({ kind: 'opened', source });
    pipeline.feed({ kind: 'chunk', source, bytes: readFileSync(url), offset: 0 });
    pipeline.feed({ kind: 'end', source });
    return pipeline.end();
  };
}

/** Cases that are not ok, for --misses. */
const misses = [];
const said = (findings) =>
  findings.map(({ causes }) => causes.map(({ cause, certainty }) => `${cause}(${certainty})`).join(' ')).join(' / ') ||
  'nothing';
const errorsOf = (report) => report.findings.filter(({ severity }) => severity === 'error');

function note(verdict, name, expectation, findings) {
  if (verdict !== 'ok' && verdict !== '-') misses.push([verdict, name, expectation, said(findings)]);
  return verdict;
}

const count = () => ({ ok: 0, listed: 0, miss: 0, 'false alarm': 0, '-': 0 });
const causesRow = (counts) => {
  const judged = counts.ok + counts.listed + counts.miss + counts['false alarm'];
  return [judged, counts.ok, counts.listed, counts.miss, counts['false alarm'], share(counts.ok, judged)];
};
/** Of all tagged lines, then of those that can be known at all (exchange.mjs). */
const LINES_HEAD = ['tagged lines', 'right', 'wrong', 'left', 'extra', 'knowable', 'right', 'wrong', 'left'];
/** Logs that say of each line whose it is: nothing is unknowable there. */
const hasTags = (name) => /named|json|^l1$/.test(name);
const linesRow = ({ knowable, ...all }) => [
  all.tagged,
  precise(all.right, all.tagged),
  all.wrong,
  all.lost,
  all.extra,
  knowable.tagged,
  precise(knowable.right, knowable.tagged),
  knowable.wrong,
  knowable.lost,
];
const CAUSE_HEAD = ['judged', 'ok', 'listed', 'miss', 'false alarm', 'right'];

/**
 * Connections whose CHILD_SA the kernel of moon refused: a fault of the laboratory that truth.json does not know. In IKEv1 the peer is told NO_PROPOSAL_CHOSEN,
 * in IKEv2 it sees a CHILD_SA come and go.
 */
function refusedByKernel(log) {
  const lines = log.split('\n').filter((line) => line.includes('unable to install IPsec policies'));
  return new Set(lines.map((line) => /<(c\d{4})\|/.exec(line)?.[1]));
}

/** scale-100: a hundred connections at once, each with its own truth. */
function scale(walk) {
  const base = new URL('real/scale-100/', SHARED);
  const truth = JSON.parse(read(new URL('truth.json', base)));
  const byAddress = new Map(Object.entries(truth).map(([name, { addr }]) => [addr, name]));
  const journal = tagsOfJournal(read(new URL('journal-json.log', base)));
  const logs = [
    ...['moon', 'sun'].flatMap((side) => [
      [`${side}/named.log`, tagsOf(read(new URL(`${side}/named.log`, base)))],
      [
        `${side}/plain.log`,
        tagsByThread(read(new URL(`${side}/named.log`, base)), read(new URL(`${side}/plain.log`, base))),
      ],
    ]),
    ...['journal-json.log', 'journal-short-precise.log', 'journal-short.log'].map((file) => [file, journal]),
  ];
  const connectionOf = (sa) => {
    if (sa === null) return undefined;
    if (truth[sa.name] !== undefined) return sa.name;
    return byAddress.get(sa.remote.host) ?? byAddress.get(sa.local.host);
  };
  const sideOf = (sa) => (sa.role === 'responder' ? 1 : 0);
  const refused = refusedByKernel(read(new URL('moon/named.log', base)));
  const expectationOf = (name, side) => {
    const { cause, ike_version: version } = truth[name];
    if (!refused.has(name)) return FAULTS[cause][side];
    return side === 0 ? '=kernel-sa-failed' : version === 1 ? '~kernel-sa-failed' : FAULTS[cause][side];
  };
  const rows = logs.map(([file, tags]) => {
    const report = walk(new URL(file, base));
    const lines = scoreLines(tags, report.ikeSas, hasTags(file) ? null : read(new URL(file, base)));
    const sides = file.startsWith('moon') ? [0] : file.startsWith('sun') ? [1] : [0, 1];
    const causes = count();
    let outcomes = 0;
    for (const [name, { cause }] of Object.entries(truth)) {
      for (const side of sides) {
        const sas = report.ikeSas.filter((sa) => connectionOf(sa) === name && sideOf(sa) === side);
        const isUp = sas.some((sa) => sa.everEstablished);
        const isFailed = sas.some((sa) => sa.outcome === 'failed' || sa.outcome === 'timed-out');
        if (sas.length > 0 && (COMES_UP[cause] ? isUp && !isFailed : !isUp && isFailed)) outcomes++;
        const findings = errorsOf(report).filter(({ ikeSa }) => connectionOf(ikeSa) === name && sideOf(ikeSa) === side);
        const expectation = expectationOf(name, side);
        const title = `scale-100 ${file} ${name} ${side === 0 ? 'moon' : 'sun'}`;
        causes[note(judge(expectation, findings), title, expectation, findings)]++;
      }
    }
    const expected = sides.length * Object.keys(truth).length;
    return [file, ...linesRow(lines), share(outcomes, expected), ...causesRow(causes)];
  });
  say('\n../shared/real/scale-100: lines by their IKE_SA, outcomes and causes by connection');
  table(['log', ...LINES_HEAD, 'outcomes', ...CAUSE_HEAD], rows);
}

/** A crowd that `npm run lab:scale -- N --keep DIR` left: the responder can know each cause, the initiator names it among others. */
function crowd(walk, directory) {
  const base = pathToFileURL(`${resolve(directory)}/`);
  const truth = JSON.parse(read(new URL('truth.json', base)));
  const byAddress = new Map(Object.entries(truth).map(([name, { addr }]) => [addr, name]));
  const rows = ['moon', 'sun'].flatMap((side) => {
    const named = read(new URL(`${side}/named.log`, base));
    const journal = tagsOfJournal(read(new URL(`${side}/journal-json.log`, base)));
    const plain = read(new URL(`${side}/plain.log`, base));
    const logs = [
      ['named', tagsOf(named)],
      ['plain', tagsByThread(named, plain)],
      ['journal-json', journal],
      ['journal-short', journal],
    ];
    return logs.map(([file, tags]) => {
      const url = new URL(`${side}/${file}.log`, base);
      const report = walk(url);
      const lines = scoreLines(tags, report.ikeSas, hasTags(file) ? null : read(url));
      const connectionOf = (sa) => byAddress.get(side === 'moon' ? sa?.local.host : sa?.remote.host);
      const causes = count();
      let outcomes = 0;
      for (const [name, { cause }] of Object.entries(truth)) {
        const sas = report.ikeSas.filter((sa) => connectionOf(sa) === name);
        const isUp = sas.some((sa) => sa.everEstablished);
        if (sas.length > 0 && isUp === (COMES_UP[cause] ?? false)) outcomes++;
        const findings = errorsOf(report).filter(({ ikeSa }) => connectionOf(ikeSa) === name);
        const expectation = cause === 'none' ? 'none' : `${side === 'sun' ? '=' : '~'}${cause}`;
        causes[note(judge(expectation, findings), `${side} ${file} ${name}`, expectation, findings)]++;
      }
      return [
        `${side}/${file}.log`,
        ...linesRow(lines),
        share(outcomes, Object.keys(truth).length),
        ...causesRow(causes),
      ];
    });
  });
  say(`\n${directory}: ${Object.keys(truth).length} connections at once`);
  table(['log', ...LINES_HEAD, 'outcomes', ...CAUSE_HEAD], rows);
}

const NO_LINES = { tagged: 0, right: 0, wrong: 0, lost: 0 };

function addLines(sum, { knowable, ...all }) {
  for (const [key, n] of Object.entries(all)) sum[key] += n;
  for (const [key, n] of Object.entries(knowable)) sum.knowable[key] += n;
}

/** Scenarios with two sides and several shapes of log each. */
function scenarios(walk, title, cases) {
  const rows = new Map();
  for (const { name, shape, url, expectation, tags } of cases) {
    const row = rows.get(shape) ?? {
      logs: 0,
      lines: { ...NO_LINES, extra: 0, knowable: { ...NO_LINES } },
      causes: count(),
    };
    rows.set(shape, row);
    const report = walk(url);
    row.logs++;
    if (tags !== undefined) addLines(row.lines, scoreLines(tags, report.ikeSas, hasTags(shape) ? null : read(url)));
    const all = errorsOf(report);
    const findings = expectation === '=half-open-limit' ? report.findings : all;
    row.causes[note(judge(expectation, findings), name, expectation, findings)]++;
  }
  say(`\n${title}`);
  table(
    ['shape', 'logs', ...LINES_HEAD, ...CAUSE_HEAD],
    [...rows].map(([shape, { logs, lines, causes }]) => [shape, logs, ...linesRow(lines), ...causesRow(causes)]),
  );
}

function strongswan6(walk) {
  const base = new URL('real/strongswan-6/', SHARED);
  const cases = directories(base).flatMap((name) => {
    const { cause } = JSON.parse(read(new URL(`${name}/truth.json`, base)));
    return ['moon', 'sun'].flatMap((side, index) =>
      ['named', 'plain', 'diag'].map((shape) => ({
        name: `strongswan-6 ${name} ${side} ${shape}`,
        shape,
        url: new URL(`${name}/${side}/${shape}.log`, base),
        expectation: FAULTS[cause][index],
        tags:
          shape === 'plain'
            ? tagsByThread(
                read(new URL(`${name}/${side}/named.log`, base)),
                read(new URL(`${name}/${side}/plain.log`, base)),
              )
            : undefined,
      })),
    );
  });
  scenarios(walk, '../shared/real/strongswan-6', cases);
}

function lab(walk) {
  const base = new URL('charon-lab-logs/', SHARED);
  const cases = directories(base).flatMap((version) =>
    directories(new URL(`${version}/`, base)).flatMap((name) =>
      ['a', 'b'].flatMap((side, index) =>
        ['l1', 'plain', 'json', 'l2'].flatMap((shape) => {
          const url = new URL(`${version}/${name}/${side}.${shape}.log`, base);
          if (!existsSync(url) || LAB[name] === undefined) return [];
          const tagged = read(new URL(`${version}/${name}/${side}.l1.log`, base));
          const tags =
            shape === 'plain' ? tagsByThread(tagged, read(url)) : shape === 'l1' ? tagsOf(tagged) : undefined;
          return [{ name: `lab ${version} ${name} ${side} ${shape}`, shape, url, expectation: LAB[name][index], tags }];
        }),
      ),
    ),
  );
  scenarios(walk, '../shared/charon-lab-logs', cases);
}

/** Logs as people posted them. One line each: what was really wrong, and what came first. */
function posted(walk) {
  const base = new URL('real/posted/', SHARED);
  const counts = count();
  const rows = directories(base).flatMap((name) => {
    const truth = JSON.parse(read(new URL(`${name}/truth.json`, base)));
    return ['log.txt', 'log-peer.txt'].flatMap((file) => {
      const url = new URL(`${name}/${file}`, base);
      if (!existsSync(url)) return [];
      const expectation = truth.causes[0] === 'none' ? 'none' : `=${truth.causes.join('|')}`;
      const findings = errorsOf(walk(url));
      const verdict = judge(expectation, findings);
      counts[verdict]++;
      const first = findings[0]?.causes[0];
      return [
        [verdict, name, file, truth.causes[0], first === undefined ? 'nothing' : `${first.cause} (${first.certainty})`],
      ];
    });
  });
  say('\n../shared/real/posted');
  table(['verdict', 'case', 'log', 'really', 'said first'], rows);
  table(['', ...CAUSE_HEAD], [['total', ...causesRow(counts)]]);
}

if (flags.crowd === undefined && !existsSync(SHARED)) {
  say('There is no ../shared beside the project, so there is nothing to measure against.');
} else {
  const walk = await loadProgram();
  if (flags.crowd !== undefined) crowd(walk, flags.crowd);
  else for (const measure of [scale, strongswan6, lab, posted]) measure(walk);
  if (flags.misses) {
    say('\nNot ok');
    table(['verdict', 'case', 'expected', 'said'], misses);
  } else say(`\n${misses.length} not ok; --misses lists them`);
}
