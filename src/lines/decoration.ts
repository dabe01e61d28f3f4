/**
 * Room 2: what people and tools put in front of a log line: a quote sign, indentation, list or line numbers, a file's
 * name, a pod's or service's name; and the colours of a terminal.
 */
import { BYTES, isBlank, isDigit, skipBlanks, skipDigits, startsWith } from './bytes.ts';

const { CLOSE_BRACKET, COLON, DOT, GREATER, OPEN_BRACKET, PIPE, SPACE, TAB } = BYTES;

/** Signs that quote, list or comment a line: > | * - + # ` and the bar of a box. */
const SIGNS = new Set([GREATER, PIPE, 0x2a, 0x2d, 0x2b, 0x23, 0x60]);
const POD = Buffer.from('[pod/');
const SSE = Buffer.from('data: ');
/** A file's, pod's or service's name in front of a line is not longer. */
const LONGEST_NAME = 128;

/** A decoration found: where the line goes on, and the span of the name when it names where the line came from. */
export interface Decoration {
  next: number;
  labelStart: number;
  labelEnd: number;
}

/**
 * Finds the decoration that stands at `start`, one piece of it. False when there is none.
 */
export function findDecoration(bytes: Buffer, start: number, end: number, found: Decoration): boolean {
  found.labelStart = found.labelEnd = -1;
  found.next = piece(bytes, start, end, found);
  return found.next > start && found.next < end;
}

function piece(bytes: Buffer, start: number, end: number, found: Decoration): number {
  const first = bytes[start]!;
  if (isBlank(first)) return skipBlanks(bytes, start, end);
  if (SIGNS.has(first)) return start + 1;
  if (isDigit(first)) return numberEnd(bytes, start, end);
  if (first === OPEN_BRACKET && startsWith(bytes, start, end, POD)) return podEnd(bytes, start, end, found);
  if (startsWith(bytes, start, end, SSE)) return start + SSE.length;
  return nameEnd(bytes, start, end, found);
}

/** `12: `, `12. `, `12) `, `12:`, `12<tab>`, `12  `. */
function numberEnd(bytes: Buffer, start: number, end: number): number {
  const stop = skipDigits(bytes, start, end);
  const byte = bytes[stop];
  if (stop - start > 9 || stop >= end) return -1;
  if (byte === COLON || byte === DOT || byte === 0x29 || byte === 0x2d || byte === PIPE || byte === TAB)
    return stop + 1;
  return byte === SPACE ? stop + 1 : -1;
}

/** `[pod/name/container] ` of kubectl logs --prefix: the pod is the host. */
function podEnd(bytes: Buffer, start: number, end: number, found: Decoration): number {
  const stop = findIn(bytes, start, end, CLOSE_BRACKET);
  if (stop < 0 || bytes[stop + 1] !== SPACE) return -1;
  found.labelStart = start + 1;
  found.labelEnd = stop;
  return stop + 2;
}

/** `charon.log:`, `/var/log/syslog:12:` of grep, `service-1  | ` of docker compose. */
function nameEnd(bytes: Buffer, start: number, end: number, found: Decoration): number {
  const last = Math.min(end, start + LONGEST_NAME);
  let at = start;
  let isFile = false;
  while (at < last && !isBlank(bytes[at]) && bytes[at] !== COLON) {
    if (bytes[at] === DOT || bytes[at] === 0x2f) isFile = true;
    at++;
  }
  if (at >= last) return -1;
  if (bytes[at] === COLON) return isFile ? at + 1 : -1;
  const bar = skipBlanks(bytes, at, end);
  if (bytes[bar] !== PIPE || bytes[bar + 1] !== SPACE) return -1;
  found.labelStart = start;
  found.labelEnd = at;
  return bar + 2;
}

function findIn(bytes: Buffer, start: number, end: number, byte: number): number {
  const last = Math.min(end, start + LONGEST_NAME);
  for (let at = start; at < last; at++) if (bytes[at] === byte) return at;
  return -1;
}

const ESCAPE = 0x1b;

/**
 * Copies `bytes[start, end)` without colours into `scratch`; answers the length, or -1 when there were none. Only what
 * a pager or grep adds goes: colours (`ESC [ ... m`) and erase-to-end (`ESC [ K`). Any other sequence is a stranger's
 * text, and stays to be seen.
 */
export function withoutColour(bytes: Buffer, start: number, end: number, scratch: Buffer): number {
  let length = 0;
  let isChanged = false;
  for (let at = start; at < end && length < scratch.length; at++) {
    const after = bytes[at] === ESCAPE ? colourEnd(bytes, at, end) : at;
    if (after === at) {
      scratch[length++] = bytes[at]!;
      continue;
    }
    isChanged = true;
    at = after - 1;
  }
  return isChanged ? length : -1;
}

const LETTER_M = 0x6d;
const LETTER_K = 0x4b;
const SEMICOLON = 0x3b;

/** Position after the colour sequence at `start`, or `start` when there is none. */
function colourEnd(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + 1] !== OPEN_BRACKET) return start;
  let at = start + 2;
  while (at < end && ((bytes[at]! >= 0x30 && bytes[at]! <= 0x39) || bytes[at] === SEMICOLON)) at++;
  const isColour = at < end && (bytes[at] === LETTER_M || bytes[at] === LETTER_K);
  return isColour ? at + 1 : start;
}
