/**
 * Room 3: the laws of pattern files. Patterns enter, complaints leave: one for every breach, with file and line.
 *
 * Here stand the laws that a pattern can break by itself: its name, `tells`, `means`, `yields`, the literal text of its wordings. What samples must show is in
 * sample-laws.ts. The grammar itself already forbids two holes that touch.
 */
import { type Complaint, type PatternSource, segmentsOf, type Wording } from './pattern-source.ts';
import { checkSamples } from './sample-laws.ts';

/** Event types with their fields, as negotiation/event.ts lists them: handed in, since this room may not look to its right. */
export interface EventFieldTable {
  readonly [type: string]: { readonly [field: string]: 'text' | 'int' | 'text?' | 'int?' };
}

/** Every breach of the laws in these patterns. `otherNames` are patterns outside the set that `yields` may name. */
export function checkLaws(
  patterns: readonly PatternSource[],
  events: EventFieldTable,
  otherNames: Iterable<string> = [],
): Complaint[] {
  const complaints: Complaint[] = [];
  const complain = (file: string, line: number, text: string, details: readonly string[] = []) => {
    complaints.push({ file, line, column: 0, text, details });
  };
  const byName = new Map<string, PatternSource>();
  const names = new Set([...otherNames, ...patterns.map(({ name }) => name)]);
  for (const pattern of patterns) {
    const { file, line, name } = pattern;
    const other = byName.get(name);
    if (other) complain(file, line, `pattern \`${name}\` exists already (${other.file}:${other.line})`);
    byName.set(name, pattern);
    for (const law of [tellsLaw, literalLaw, meansLaw]) law(pattern, events, (at, text) => complain(file, at, text));
    for (const winner of pattern.yields) {
      if (!names.has(winner) || winner === name)
        complain(file, line, `\`${name}\` yields to \`${winner}\`, which is no other pattern`);
    }
  }
  return [...complaints, ...checkSamples(patterns)];
}

type Law = (pattern: PatternSource, events: EventFieldTable, complain: (line: number, text: string) => void) => void;

const tellsLaw: Law = ({ name, tells, line }, _events, complain) => {
  if (tells === '') complain(line, `\`${name}\` lacks \`tells\`: one plain sentence of what the message means`);
  else if (!tells.endsWith('.')) complain(line, `the \`tells\` of \`${name}\` does not end with a full stop`);
};

const literalLaw: Law = ({ says, saysLines }, _events, complain) => {
  says.forEach((wording, index) => {
    if (!segmentsOf(wording).some((segment) => typeof segment === 'string' && /[A-Za-z]{3}/.test(segment))) {
      complain(
        saysLines[index]!,
        'a wording needs a literal word of three letters or more: this one would match other messages too',
      );
    }
  });
};

const meansLaw: Law = ({ name, means, line, says, saysLines }, events, complain) => {
  if (means === null) return;
  const fields = Object.hasOwn(events, means) ? new Map(Object.entries(events[means]!)) : null;
  if (fields === null) {
    complain(line, `\`${name}\` means \`${means}\`, which is no event type${suggestion(means, Object.keys(events))}`);
    return;
  }
  says.forEach((wording, index) => {
    for (const breach of fieldBreaches(wording, means, fields)) complain(saysLines[index]!, breach);
  });
};

/** A required field that the wording lacks, a number field in a hole that holds no number, a hole that is nearly named like a field. */
function fieldBreaches(wording: Wording, means: string, fields: ReadonlyMap<string, string>): string[] {
  const holes = new Map(segmentsOf(wording).flatMap((segment) => (typeof segment === 'string' ? [] : [segment])));
  const breaches: string[] = [];
  for (const [field, kind] of fields) {
    const type = holes.get(field);
    if (type === undefined) {
      if (!kind.endsWith('?')) breaches.push(`\`${means}\` needs a hole \`${field}\` in every wording`);
    } else if (kind.startsWith('int') && !['int', 'hex', 'spi'].includes(type)) {
      breaches.push(`field \`${field}\` of \`${means}\` is a number: its hole must be of type int or hex, not ${type}`);
    }
  }
  for (const name of holes.keys()) {
    if (fields.has(name)) continue;
    const meant = [...fields.keys()].find((field) => plainName(field) === plainName(name));
    if (meant !== undefined) breaches.push(`hole \`${name}\`: the field of \`${means}\` is written \`${meant}\``);
  }
  return breaches;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** Event types that begin alike, for a hint. */
function suggestion(type: string, types: readonly string[]): string {
  const area = type.split('.')[0]!;
  const near = types.filter((other) => other.split('.')[0] === area);
  return near.length === 0 ? '' : ` (there are ${near.join(', ')})`;
}
