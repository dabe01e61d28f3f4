/**
 * Room 2, the atom of its second half: one message as charon's logger wrapped it. A Record is what every envelope
 * yields, whatever it looked like: time, host, program, thread, group, level, IKE_SA tag, text.
 */
import type { Source } from '../intake/index.ts';

/** charon's log groups, in the order of their numbers (libstrongswan/utils/debug.h). The index is `Record.group`. */
export const GROUPS = [
  'DMN',
  'MGR',
  'IKE',
  'CHD',
  'JOB',
  'WCH',
  'CFG',
  'KNL',
  'NET',
  'ASN',
  'ENC',
  'TNC',
  'IMC',
  'IMV',
  'PTS',
  'TLS',
  'APP',
  'ESP',
  'LIB',
] as const;
export type Group = (typeof GROUPS)[number];

/** Who writes: one process on one host in one stream. Interned: the same speaker is the same object. */
export interface Speaker {
  readonly id: number;
  readonly stream: string;
  /** Host name of the envelope, or null. */
  readonly host: string | null;
  /** `charon`, `charon-systemd`, ... as printed, or null. */
  readonly program: string | null;
  /** Process id, or null. */
  readonly pid: number | null;
}

/**
 * The object, its bytes and its numbers are reused from line to line: valid during the call only. `-1` is "the envelope
 * does not say".
 */
export interface Record {
  /** Origin: the file and line this message came from. For multi-line envelopes the line where it begins. */
  source: Source;
  line: number;
  offset: number;

  /** Milliseconds since 1970 UTC with the fraction that the log gave; NaN when the line has no time. */
  at: number;
  /** Offset of local time from UTC in minutes as the log stated or as was assumed; NaN when unknown. */
  zone: number;

  speaker: Speaker;
  thread: number;
  /** Index in GROUPS. */
  group: number;
  level: number;
  /** The tag `<name|id>`: its unique id, and its name (null before a config is chosen, or when there is no tag). */
  uniqueId: number;
  name: string | null;
  /** Low 32 bits of journald's MESSAGE_ID for messages of charon-systemd (unsigned), -1 without one. */
  messageId: number;

  /** The message text is `bytes[start, end)`, envelope and escapes undone. */
  bytes: Buffer;
  start: number;
  end: number;
  /** How often the logger says this line was repeated (`message repeated N times`): 1 normally. */
  count: number;
}

/**
 * Text of a span of bytes: UTF-8, invalid sequences as U+FFFD. Allocates; call it for what is kept.
 */
export function textOf(bytes: Buffer, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if (bytes[i]! >= 0x80) return bytes.toString('utf8', start, end);
  }
  return bytes.toString('latin1', start, end);
}
