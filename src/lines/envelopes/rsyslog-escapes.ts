/**
 * Room 2, envelopes: rsyslog prints control bytes as `#` and three octal digits (`#011` a tab, `#012` a newline).
 */
import type { Record } from '../record.ts';

/** Value of an octal digit, or NaN. */
function octal(byte: number | undefined): number {
  return byte !== undefined && byte >= 0x30 && byte <= 0x37 ? byte - 0x30 : Number.NaN;
}

/**
 * Undoes the escapes of control bytes in `bytes[start, end)` into `scratch`; answers the length there, or -1 when there
 * was nothing to undo. Escapes of other bytes stay: "fragment #201 of 300" is charon's own text, while it prints no
 * number with a leading zero.
 */
export function unescapeOctal(bytes: Buffer, start: number, end: number, scratch: Buffer): number {
  let length = 0;
  let isChanged = false;
  for (let at = start; at < end && length < scratch.length; at++) {
    const byte = bytes[at]!;
    const value =
      byte === 0x23 && at + 3 < end && bytes[at + 1] === 0x30
        ? octal(bytes[at + 2]) * 8 + octal(bytes[at + 3])
        : Number.NaN;
    const isEscape = value < 0x20;
    scratch[length++] = isEscape ? value : byte;
    if (isEscape) at += 3;
    isChanged ||= isEscape;
  }
  return isChanged ? length : -1;
}

/**
 * Undoes them in the text of `record`, which then stands in the scratch bytes. A newline makes no further message: charon cuts its messages at newlines before
 * syslog sees them (libcharon/bus/listeners/sys_logger.c), and a stranger may have `#012` in his name, with words behind it that look like charon's.
 */
export function undoEscapes(record: Record, scratchBytes: () => Buffer): void {
  const scratch = scratchBytes();
  const length = unescapeOctal(record.bytes, record.start, record.end, scratch);
  if (length < 0) return;
  record.bytes = scratch;
  record.start = 0;
  record.end = length;
}
