/**
 * Room 2: which envelope a line wears. The envelope that read the last line is asked first; when a line does not fit,
 * the others are tried, so a file pasted together of several dialects is read as well. Decided line by line: no line
 * waits for a later one, and no chopping changes the answer.
 */
import { BYTES, isDigit, isUpper, skipSpaceEnd, startsWith } from './bytes.ts';
import { findDecoration } from './decoration.ts';
import type { DialectName } from './dialects.ts';
import type { IsKnownText } from './envelopes/bare.ts';
import { createBare } from './envelopes/bare.ts';
import { createCharonJson } from './envelopes/charon-json.ts';
import { createCri, createDockerJson, criFlagAt } from './envelopes/container.ts';
import type { Context, Envelope } from './envelopes/envelope.ts';
import { createJournalExport } from './envelopes/journal-export.ts';
import { createJournalJson, createJournalPretty } from './envelopes/journal-json.ts';
import { createJournalVerbose, verboseHeadEnd } from './envelopes/journal-verbose.ts';
import { createSyslog5424, versionEnd } from './envelopes/syslog-5424.ts';
import { createText } from './envelopes/text.ts';
import type { Verdict } from './envelopes/verdict.ts';
import { VERDICTS } from './envelopes/verdict.ts';
import type { Record } from './record.ts';
import { textOf } from './record.ts';

const { DASH, LESS, OPEN_BRACE } = BYTES;
const { charon: CHARON, foreign: FOREIGN, misfit: MISFIT, other: OTHER } = VERDICTS;

/** How each envelope is made. One may serve several dialects. */
const MAKERS = {
  text: createText,
  'charon-json': createCharonJson,
  'syslog-5424': createSyslog5424,
  'journal-json': createJournalJson,
  'journal-pretty': createJournalPretty,
  'journal-export': createJournalExport,
  'journal-verbose': createJournalVerbose,
  'docker-json': createDockerJson,
  cri: createCri,
} as const;
type Kind = keyof typeof MAKERS;

/** What an object of each kind begins with; any other object may be a journal entry, whose fields have no order. */
const OBJECTS: readonly (readonly [Buffer, Kind])[] = (
  [
    ['{"time":"', 'charon-json'],
    ['{"thread":', 'charon-json'],
    ['{"log":', 'docker-json'],
  ] as const
).map(([text, kind]) => [Buffer.from(text), kind]);
const EXPORT_HEADS = ['__CURSOR=', '__REALTIME_TIMESTAMP='].map((text) => Buffer.from(text));
const RECORD_SEPARATOR = 0x1e;
/** Pieces of decoration in front of a line: `> > 12: ` has three. */
const MOST_PIECES = 6;

/** The envelope that the first bytes of a line suggest. */
function sniff(bytes: Buffer, start: number, end: number): Kind {
  const first = bytes[start]!;
  if (first === OPEN_BRACE) return sniffObject(bytes, start, end);
  if (first === RECORD_SEPARATOR) return 'journal-json';
  if (first === LESS && versionEnd(bytes, start, end) >= 0) return 'syslog-5424';
  if (first === 0x5f && EXPORT_HEADS.some((head) => startsWith(bytes, start, end, head))) return 'journal-export';
  // The dash of `2026-` and of `Mon 2026-` rules out nearly everything that is neither.
  if (isDigit(first) && bytes[start + 4] === DASH && criFlagAt(bytes, start, end) >= 0) return 'cri';
  if (isUpper(first) && bytes[start + 8] === DASH && verboseHeadEnd(bytes, start, end) >= 0) return 'journal-verbose';
  return 'text';
}

function sniffObject(bytes: Buffer, start: number, end: number): Kind {
  if (skipSpaceEnd(bytes, start + 1, end) === end) return 'journal-pretty';
  for (const [head, kind] of OBJECTS) if (startsWith(bytes, start, end, head)) return kind;
  return 'journal-json';
}

export interface Detector {
  read(bytes: Buffer, start: number, end: number, record: Record): Verdict;
  flush(record: Record): Verdict;
  /** Back to the state of the first line. */
  forget(): void;
}

/**
 * `forced`: the only dialect that counts. `isKnownText` tells a bare message from prose; without it bare messages are
 * not looked for.
 */
export function createDetector(
  context: Context,
  forced: DialectName | undefined,
  isKnownText: IsKnownText | undefined,
): Detector {
  const made = new Map<Kind, Envelope>();
  const bare = createBare(context, isKnownText);
  const decoration = { next: 0, labelStart: -1, labelEnd: -1 };
  // Invariant: `current` is the envelope of `kind`, the one that read charon's last line, and `pieces` how much
  // decoration stood before it. isDecorated belongs to readBehind.
  let kind: Kind = 'text';
  let current = envelopeOf(kind);
  let pieces = 0;
  let isDecorated = false;

  function envelopeOf(wanted: Kind): Envelope {
    let envelope = made.get(wanted);
    if (envelope === undefined) {
      envelope = MAKERS[wanted](context);
      made.set(wanted, envelope);
    }
    return envelope;
  }

  /** Asks the envelope that the line's head suggests; adopts it when it knows the line. */
  function readAs(wanted: Kind, bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const envelope = envelopeOf(wanted);
    const verdict = envelope.read(bytes, start, end, record);
    if (verdict !== MISFIT && verdict !== OTHER && verdict !== FOREIGN) {
      kind = wanted;
      current = envelope;
    }
    return verdict;
  }

  function readPlain(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (kind === 'text') {
      // Text with a header fits many a line; the others know theirs by the first bytes.
      const wanted = sniff(bytes, start, end);
      if (wanted !== 'text') return readAs(wanted, bytes, start, end, record);
      return current.read(bytes, start, end, record);
    }
    const verdict = current.read(bytes, start, end, record);
    if (verdict !== MISFIT) return verdict;
    const wanted = sniff(bytes, start, end);
    return wanted === kind ? verdict : readAs(wanted, bytes, start, end, record);
  }

  /** The line behind `count` pieces of decoration. `isDecorated` tells whether there were so many. */
  function readBehind(count: number, bytes: Buffer, start: number, end: number, record: Record): Verdict {
    let from = start;
    let label: string | null = null;
    for (let i = 0; i < count; i++) {
      isDecorated = findDecoration(bytes, from, end, decoration);
      if (!isDecorated) return MISFIT;
      if (decoration.labelStart >= 0) label = textOf(bytes, decoration.labelStart, decoration.labelEnd);
      from = decoration.next;
    }
    const verdict = readPlain(bytes, from, end, record);
    if (verdict === CHARON && label !== null && record.speaker.host === null) {
      record.speaker = context.speakers.find(context.stream, label, record.speaker.program, record.speaker.pid);
    }
    return verdict;
  }

  /** Looks for charon's line behind any decoration, then for a bare message. */
  function search(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const isKnown = bare.judge(bytes, start, end);
    if (isKnown && bare.isLikely()) return bare.take(bytes, start, end, record);
    const { line, offset } = record;
    isDecorated = true;
    for (let count = 0; count <= MOST_PIECES && isDecorated; count++) {
      if (count === pieces) continue;
      const verdict = readBehind(count, bytes, start, end, record);
      if (verdict === CHARON) {
        pieces = count;
        return verdict;
      }
      record.line = line;
      record.offset = offset;
    }
    return isKnown || bare.isLikely() ? bare.take(bytes, start, end, record) : searchBare(bytes, start, end, record);
  }

  /** A known message behind decoration. */
  function searchBare(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    let from = start;
    for (let count = 0; count < MOST_PIECES && findDecoration(bytes, from, end, decoration); count++) {
      from = decoration.next;
      if (bare.knows(bytes, from, end)) return bare.take(bytes, from, end, record);
    }
    return MISFIT;
  }

  function readAny(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (start >= end) return kind === 'journal-export' ? current.read(bytes, start, end, record) : OTHER;
    const verdict = pieces === 0 ? readPlain(bytes, start, end, record) : readBehind(pieces, bytes, start, end, record);
    return verdict === MISFIT ? search(bytes, start, end, record) : verdict;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (forced === 'bare') return start < end ? bare.take(bytes, start, end, record) : OTHER;
    const verdict = readAny(bytes, start, end, record);
    return verdict === CHARON && forced !== undefined && context.dialect !== forced ? OTHER : verdict;
  }

  function forget(): void {
    for (const envelope of made.values()) envelope.forget();
    bare.forget();
    kind = 'text';
    current = envelopeOf(kind);
    pieces = 0;
  }

  return { read, flush: (record) => current.flush(record), forget };
}
