/**
 * Room 1, intake: where in the journal an entry stands. In: one line of journald's JSON. Out: its cursor.
 */

/** In JSON text a quotation mark inside a string has a backslash before it, so this is never found in a message. */
const CURSOR = /"__CURSOR"\s*:\s*"([^"\\]+)"/;

/** The cursor of one entry, or null. */
export function cursorOf(line: Buffer): string | null {
  return CURSOR.exec(line.toString('latin1'))?.[1] ?? null;
}
