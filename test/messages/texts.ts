/** For the tests of room 3: records from plain texts, patterns from a few lines. */
import { GROUPS, type Group, type Record } from '../../src/lines/index.ts';
import { readPatterns } from '../../src/messages/load.ts';
import type { Message } from '../../src/messages/message.ts';
import type { PatternSource } from '../../src/messages/pattern-source.ts';

const SOURCE = { id: 0, name: 'test.log', stream: 'test.log', live: false };
const SPEAKER = { id: 0, stream: 'test.log', host: null, program: null, pid: null };

/** A record of that text. The bytes around it are not blank, so that reading past its ends shows. */
export function recordOf(text: string, group: Group | null = null, others: Partial<Record> = {}): Record {
  const bytes = Buffer.from(`#${text}#`, 'utf8');
  return {
    source: SOURCE,
    line: 1,
    offset: 0,
    at: Number.NaN,
    zone: Number.NaN,
    speaker: SPEAKER,
    thread: -1,
    group: group === null ? -1 : GROUPS.indexOf(group),
    level: -1,
    uniqueId: -1,
    name: null,
    messageId: -1,
    bytes,
    start: 1,
    end: bytes.length - 1,
    count: 1,
    ...others,
  };
}

/** Patterns from the text of a file without mistakes. */
export function patternsOf(text: string): readonly PatternSource[] {
  const { patterns, complaints } = readPatterns(text, 'test.pattern');
  if (complaints.length > 0) throw new Error(JSON.stringify(complaints));
  return patterns;
}

/** One pattern of group IKE for each wording, named `p0`, `p1`, ... */
export function patternsSaying(...wordings: string[]): readonly PatternSource[] {
  return patternsOf(wordings.map((wording, i) => `pattern p${i}\n  from IKE 1\n  says ${wording}\n`).join(''));
}

/** Text of the hole of that name; undefined when the wording has no such hole. */
export function textIn({ phrase, textAt }: Message, name: string): string | undefined {
  const hole = phrase?.names.indexOf(name) ?? -1;
  return hole < 0 ? undefined : textAt(hole);
}

/** Number in the hole of that name; NaN when there is none. */
export function numberIn({ phrase, numberAt }: Message, name: string): number {
  const hole = phrase?.names.indexOf(name) ?? -1;
  return hole < 0 ? Number.NaN : numberAt(hole);
}
