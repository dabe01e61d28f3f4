/**
 * `ike-trace explain`: what a log line or a cause means.
 */
import { GROUPS, recordOf } from '../lines/index.ts';
import { explainLine, loadValid } from '../messages/index.ts';
import { CAUSES, isCause } from '../triage/index.ts';
import { safeText } from '../views/index.ts';

const say = (text: string) => void process.stdout.write(`${text}\n`);

function list(): number {
  const width = Math.max(...Object.keys(CAUSES).map((id) => id.length));
  for (const [id, { title }] of Object.entries(CAUSES)) say(`${id.padEnd(width)}  ${title}`);
  return 0;
}

function explainCause(id: keyof typeof CAUSES): number {
  const { title, means, proof, otherwise, mend } = CAUSES[id];
  say(`${id}: ${title}\n`);
  say(means);
  say(`\nHow a log proves it: ${proof}`);
  if (otherwise !== null) say(`\nWhat looks alike: ${otherwise}`);
  say(`\nWhat mends it: ${mend}`);
  return 0;
}

/** Explains a cause id or a log line with or without its envelope. Exit status 1 when nothing is known about it. */
export function explain(
  given: string,
  flags: { readonly list?: boolean; readonly patterns?: readonly string[] },
): number {
  if (flags.list === true) return list();
  const text = given.trim();
  if (text === '') {
    process.stderr.write('ike-trace: give a line of the log, or the id of a cause (ike-trace explain --list)\n');
    return 2;
  }
  if (isCause(text)) return explainCause(text);
  const record = recordOf(text);
  const added = (flags.patterns ?? []).flatMap((directory) => loadValid(directory));
  const explanation = explainLine(record?.text ?? text, record?.group ?? -1, added);
  if (explanation.kind === 'unknown') {
    say(
      explanation.near.length > 1
        ? 'No pattern knows this line. What came near:'
        : 'No pattern knows this line, and none comes near.',
    );
    if (explanation.near.length < 2) return 1;
    for (const line of explanation.near) say(`  ${safeText(line)}`);
    return 1;
  }
  const { pattern, tells, means, fields, source } = explanation;
  say(tells);
  const facts: [string, string][] = [['pattern', pattern]];
  if (record !== null && record.group >= 0) facts.push(['group', GROUPS[record.group]!]);
  if (means !== null) facts.push(['event', means]);
  if (source !== null) facts.push(['printed by', source]);
  for (const [name, value] of [...facts, ...fields]) say(`  ${name.padEnd(12)} ${safeText(value)}`);
  return 0;
}
