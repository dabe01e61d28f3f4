/**
 * Room 2: the few byte loops that splitting, times and envelopes share. Spans are `[start, end)`; nothing here
 * allocates.
 */

/**
 * Bytes by name. A file takes those it needs by `const { SPACE } = BYTES`: a constant of a module's own is known to the
 * compiler, while an imported one is loaded again at each use, which takes twice the time in a loop over bytes
 * (measured, Node 20).
 */
export const BYTES = {
  TAB: 0x09,
  LF: 0x0a,
  CR: 0x0d,
  SPACE: 0x20,
  QUOTE: 0x22,
  COMMA: 0x2c,
  DASH: 0x2d,
  DOT: 0x2e,
  COLON: 0x3a,
  LESS: 0x3c,
  EQUALS: 0x3d,
  GREATER: 0x3e,
  OPEN_BRACKET: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_BRACKET: 0x5d,
  OPEN_BRACE: 0x7b,
  PIPE: 0x7c,
  CLOSE_BRACE: 0x7d,
} as const;
const { TAB, SPACE } = BYTES;

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

export function isUpper(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x41 && byte <= 0x5a;
}

export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/** Space or tab. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Position of the first byte from `start` that is neither space nor tab, at most `end`. */
export function skipBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at;
}

/** Position of the first space or tab from `start`, or `end`. */
export function findBlank(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SPACE && bytes[at] !== TAB) at++;
  return at;
}

/** Position of the first byte from `start` that is not a decimal digit, at most `end`. */
export function skipDigits(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}

/**
 * Value of a run of decimal digits. The caller knows that the span holds nothing else; more than 15 digits lose
 * precision.
 */
export function numberOf(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (bytes[at]! - 0x30);
  return value;
}

/** Whether `literal` stands at `start` and ends by `end`. */
export function startsWith(bytes: Buffer, start: number, end: number, literal: Buffer): boolean {
  const length = literal.length;
  if (start + length > end) return false;
  for (let i = 0; i < length; i++) {
    if (bytes[start + i] !== literal[i]) return false;
  }
  return true;
}

/** Position of the first `byte` in the span, or -1. Never looks beyond `end`. */
export function findByte(bytes: Buffer, start: number, end: number, byte: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === byte) return at;
  }
  return -1;
}

/** Value of one hexadecimal digit, or -1. */
export function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Position of the first byte from `start` that is no white space of any kind, at most `end`. */
export function skipSpaceEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at]! <= SPACE) at++;
  return at;
}

/** Memory that is taken when it is first asked for: most sources never need most of it. */
export function lazyBuffer(size: number): () => Buffer {
  let buffer: Buffer | undefined;
  return () => {
    buffer ??= Buffer.alloc(size);
    return buffer;
  };
}
