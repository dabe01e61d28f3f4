/**
 * Coverage of charon's messages by our patterns (`npm run coverage:patterns [DIRECTORY]`): every format of charon-messages.tsv is printed with plausible arguments and
 * matched within its group. The share that is recognised is told per component and group, and what is left is listed.
 *
 * DIRECTORY holds charon-messages.tsv and charon-message-ids.tsv; `../shared` when none is named. Uses the built program.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isPrintedSince, readFormats, textsOf } from './charon-formats.mjs';

/** The oldest release whose messages count. */
const OLDEST = '5.6.0';

/** Judges the formats of these levels, each group and format once. See charon-strings.d.mts. */
export function judgeFormats(table, ids, patterns, recognise, levels) {
  const idsByName = new Map(patterns.map(({ name, ids: listed }) => [name, listed.split(' ')]));
  const listed = new Set([...idsByName.values()].flat());
  const seen = new Set();
  const judged = [];
  for (const row of readFormats(table)) {
    const key = `${row.group} ${row.format} ${row.literalArgs} ${component(row)}`;
    if (!levels.includes(row.level) || !isPrintedSince(row, OLDEST) || seen.has(key)) continue;
    seen.add(key);
    judged.push(judge(row));
  }
  return judged;

  function judge(row) {
    const id = ids.get(row.format);
    const lines = textsOf(row)
      .flatMap((text) => text.split('\n').map((line) => line.trim()))
      .filter((line) => line !== '');
    for (const line of lines) {
      const name = recognise(row.group, line);
      if (name === null) return { row, verdict: hasWord(row.format) ? 'left' : 'bare', detail: line };
      if (listed.has(id) && !idsByName.get(name).includes(id))
        return { row, verdict: 'other', detail: `${name}: ${line}` };
    }
    return { row, verdict: lines.length === 0 ? 'left' : 'right', detail: '' };
  }
}

/** Whether a format has a literal word of three letters, as the laws ask of a pattern. */
function hasWord(format) {
  return /[A-Za-z]{3}/.test(format.replace(/%[-+ #0]*[\d.*]*(?:hh|h|ll|l|z|j|t|q)?[a-zA-Z]|\\[nt]/g, ' '));
}

/** The library or program that prints it. */
export function component({ file }) {
  return file.split('/')[0];
}

/** MESSAGE_ID by format, from charon-message-ids.tsv. */
export function readIds(table) {
  return new Map(
    table
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((row) => {
        const [id, , format] = row.split('\t');
        return [format, id];
      }),
  );
}

/** Share of the judged formats that are recognised, by the right pattern as far as MESSAGE_IDs tell. */
export function shareOf(judged) {
  return judged.filter(({ verdict }) => verdict === 'right').length / judged.length;
}

/** The report as text. */
export function reportOf(title, judged) {
  const rows = new Map();
  for (const one of judged) {
    for (const key of [`${component(one.row)} (all)`, `${component(one.row)} ${one.row.group}`])
      rows.set(key, [...(rows.get(key) ?? []), one]);
  }
  const table = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, members]) => {
      const right = members.filter(({ verdict }) => verdict === 'right').length;
      return `  ${key.padEnd(24)} ${String(right).padStart(5)} of ${String(members.length).padStart(5)}  ${(100 * shareOf(members)).toFixed(1).padStart(5)} %\n`;
    });
  const list = (verdict) =>
    judged
      .filter((one) => one.verdict === verdict)
      .map(({ row, detail }) => `  [${row.group}${row.level}] ${row.file}: ${row.format}   -> ${detail}\n`);
  const [left, bare, other] = [list('left'), list('bare'), list('other')];
  return [
    `${title}: ${(100 * shareOf(judged)).toFixed(1)} % of ${judged.length} formats\n`,
    ...table,
    `recognised by a pattern that does not list the MESSAGE_ID, though another does: ${other.length}\n`,
    ...other,
    `left, since they consist of values only: ${bare.length}\n`,
    ...bare,
    `left: ${left.length}\n`,
    ...left,
  ].join('');
}
/** Name of the pattern that the built program recognises a text by, within a group; or null. */
async function recogniserOf(patterns) {
  const [{ createMatcher }, { GROUPS }] = await Promise.all(
    ['messages', 'lines'].map((room) => import(new URL(`../../dist/${room}/index.js`, import.meta.url).href)),
  );
  const matcher = createMatcher(patterns);
  return (group, text) => {
    const bytes = Buffer.from(text, 'utf8');
    const origin = { source: { id: 0, name: '-', stream: '-', live: false }, line: 1, offset: 0 };
    const record = {
      ...origin,
      group: GROUPS.indexOf(group),
      messageId: -1,
      bytes,
      start: 0,
      end: bytes.length,
      count: 1,
    };
    return matcher.match(record).pattern?.name ?? null;
  };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const directory = resolve(process.argv[2] ?? '../shared');
  const tables = ['charon-messages.tsv', 'charon-message-ids.tsv'].map((name) => join(directory, name));
  const missing = tables.find((file) => !existsSync(file));
  if (missing !== undefined) {
    process.stderr.write(`${missing} is not there: name the directory that holds it\n`);
    process.exitCode = 2;
  } else {
    const [formats, ids] = tables.map((file) => readFileSync(file, 'utf8'));
    const { loadShipped } = await import(new URL('../../dist/messages/index.js', import.meta.url).href);
    const patterns = loadShipped();
    const recognise = await recogniserOf(patterns);
    const judge = (levels) => judgeFormats(formats, readIds(ids), patterns, recognise, levels);
    process.stdout.write(`${reportOf('levels 0 and 1', judge(['0', '1']))}\n${reportOf('level 2', judge(['2']))}`);
  }
}
