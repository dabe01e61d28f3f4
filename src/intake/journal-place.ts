/**
 * Room 1, intake: what is asked of the journal, and where in it an entry stands. In: a unit and a place, or one line of journald's JSON. Out: the words for
 * journalctl, or a cursor.
 */

export interface Journal {
  /** A unit, or null for all entries of charon's programs. */
  readonly unit: string | null;
  readonly follow: boolean;
  /** Reading begins behind the entry with this cursor, before which so many lines were read. */
  readonly from?: { readonly cursor: string; readonly lines: number };
}

/** SYSLOG_IDENTIFIERs under which charon and what starts it write. */
const IDENTIFIERS = [
  'charon-systemd',
  'charon',
  'ipsec',
  'strongswan',
  'charon-nm',
  'charon-cmd',
  'ipsec_starter',
] as const;

/** Where reading begins: behind an entry, at a time (milliseconds since 1970), or at the oldest entry. */
export type Beginning = { readonly cursor: string } | { readonly since: number } | null;

/** `--all`: else fields over 4096 bytes come as null. `--no-tail`: else following begins ten entries before the end. */
export function journalctlArguments(journal: Journal, beginning: Beginning): string[] {
  const what = journal.unit === null ? IDENTIFIERS.map((name) => `--identifier=${name}`) : [`--unit=${journal.unit}`];
  const how = ['--output=json', '--no-pager', '--quiet', '--all', ...(journal.follow ? ['--follow', '--no-tail'] : [])];
  if (beginning === null) return [...how, ...what];
  if ('cursor' in beginning) return [...how, ...what, `--after-cursor=${beginning.cursor}`];
  return [...how, ...what, `--since=@${Math.floor(beginning.since / 1000)}`];
}

/** In JSON text a quotation mark inside a string has a backslash before it, so this is never found in a message. */
const CURSOR = /"__CURSOR"\s*:\s*"([^"\\]+)"/;

/** The cursor of one entry, or null. */
export function cursorOf(line: Buffer): string | null {
  return CURSOR.exec(line.toString('latin1'))?.[1] ?? null;
}
