/**
 * Room 2: which envelope a line wears. The envelope that read the last line is asked first; when a line does not fit, the others are tried, so a
 * file pasted together of several dialects is read as well. Decided line by line: no line waits for a later one, and no chopping changes the answer.
 */
import { OPEN_BRACE, startsWith } from './bytes.ts';
import type { DialectName } from './dialects.ts';
import { createCharonJson } from './envelopes/charon-json.ts';
import type { Context, Envelope } from './envelopes/envelope.ts';
import { createJournalJson, createJournalPretty } from './envelopes/journal-json.ts';
import { createText } from './envelopes/text.ts';
import type { Verdict } from './envelopes/verdict.ts';
import { VERDICTS } from './envelopes/verdict.ts';
import type { Record } from './record.ts';

/** How each envelope is made. One may serve several dialects. */
const MAKERS = {
  text: createText,
  'charon-json': createCharonJson,
  'journal-json': createJournalJson,
  'journal-pretty': createJournalPretty,
} as const;
type Kind = keyof typeof MAKERS;

const CHARON_JSON = ['{"time":"', '{"thread":'].map((text) => Buffer.from(text));

/** The envelope that the first bytes of a line suggest. */
function sniff(bytes: Buffer, start: number, end: number): Kind {
  const first = bytes[start];
  if (first === 0x1e) return 'journal-json';
  if (first === OPEN_BRACE) {
    if (start + 1 === end) return 'journal-pretty';
    return CHARON_JSON.some((literal) => startsWith(bytes, start, end, literal)) ? 'charon-json' : 'journal-json';
  }
  return 'text';
}

export interface Detector {
  read(bytes: Buffer, start: number, end: number, record: Record): Verdict;
  flush(record: Record): Verdict;
}

/** `forced`: the only dialect that counts. */
export function createDetector(context: Context, forced: DialectName | undefined): Detector {
  const made = new Map<Kind, Envelope>();
  // Invariant: `current` is the envelope of `kind`, the one that read the last line that any could read.
  let kind: Kind = 'text';
  let current = envelopeOf(kind);

  function envelopeOf(wanted: Kind): Envelope {
    let envelope = made.get(wanted);
    if (envelope === undefined) {
      envelope = MAKERS[wanted](context);
      made.set(wanted, envelope);
    }
    return envelope;
  }

  function adopt(wanted: Kind, verdict: Verdict): Verdict {
    kind = wanted;
    current = envelopeOf(wanted);
    return verdict;
  }

  /** The current envelope does not fit. */
  function readElsewhere(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const wanted = sniff(bytes, start, end);
    if (wanted !== kind) {
      const verdict = envelopeOf(wanted).read(bytes, start, end, record);
      if (verdict === VERDICTS.other) return verdict;
      if (verdict !== VERDICTS.misfit) return adopt(wanted, verdict);
    }
    return VERDICTS.misfit;
  }

  function readAny(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    if (start >= end) return VERDICTS.misfit;
    const verdict = current.read(bytes, start, end, record);
    return verdict === VERDICTS.misfit ? readElsewhere(bytes, start, end, record) : verdict;
  }

  function read(bytes: Buffer, start: number, end: number, record: Record): Verdict {
    const verdict = readAny(bytes, start, end, record);
    return verdict === VERDICTS.charon && forced !== undefined && context.dialect !== forced ? VERDICTS.other : verdict;
  }

  return { read, flush: (record) => current.flush(record) };
}
