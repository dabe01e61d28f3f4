/**
 * Room 3: what each type of hole accepts. Bytes of a span enter; out comes whether it may stand there.
 *
 * No regular expressions: a hole is a class of bytes, a least length, and for five types a check of the whole span. So a line costs what its bytes cost.
 */
import { HOLE_TYPES, type HoleType } from './message.ts';

const LOWEST = 0x21;
const DIGITS = '0123456789';
const HEX_DIGITS = `${DIGITS}abcdefABCDEF`;

interface HoleRule {
  /** Bytes that may stand in the hole: only these, or all but these. */
  readonly only?: string;
  readonly without?: string;
  /** True when blanks and control bytes end the hole. */
  readonly isWord: boolean;
  readonly least: 0 | 1;
  /** True when a span of such bytes needs a look at its whole (see `accepts`). */
  readonly checked: boolean;
}

const ANYTHING: HoleRule = { isWord: false, least: 1, checked: false };

const HOLE_RULES: Readonly<Record<HoleType, HoleRule>> = {
  int: { only: `${DIGITS}-`, isWord: true, least: 1, checked: true },
  hex: { only: `${HEX_DIGITS}x`, isWord: true, least: 1, checked: true },
  spi: { only: `${HEX_DIGITS}x`, isWord: true, least: 1, checked: true },
  ip: { without: '[]', isWord: true, least: 1, checked: false },
  endpoint: { isWord: true, least: 1, checked: true },
  word: { isWord: true, least: 1, checked: false },
  name: ANYTHING,
  id: { ...ANYTHING, least: 0 },
  dn: ANYTHING,
  proposals: ANYTHING,
  ts: ANYTHING,
  time: ANYTHING,
  payloads: { ...ANYTHING, checked: true },
  text: ANYTHING,
  rest: { ...ANYTHING, least: 0 },
};

/** Number of a hole type: its place in HOLE_TYPES. The tables below are indexed by it. */
export const TYPE_NUMBER: ReadonlyMap<HoleType, number> = new Map(HOLE_TYPES.map((type, index) => [type, index]));

/** The least number of bytes in a hole of this type. */
export const LEAST: Uint8Array = Uint8Array.from(HOLE_TYPES, (type) => HOLE_RULES[type].least);
/** 1 when `accepts` must be asked. */
export const CHECKED: Uint8Array = Uint8Array.from(HOLE_TYPES, (type) => Number(HOLE_RULES[type].checked));
/** 1 when the hole may hold any byte. */
export const FREE: Uint8Array = Uint8Array.from(HOLE_TYPES, (type) => Number(!HOLE_RULES[type].isWord));

/** For each byte the set of hole types, as bits, in which it may stand. */
export const ALLOWED: Uint16Array = allowed();

function allowed(): Uint16Array {
  const table = new Uint16Array(256);
  for (const [index, type] of HOLE_TYPES.entries()) {
    const { only, without = '', isWord } = HOLE_RULES[type];
    const bit = 1 << index;
    if (only === undefined) for (let byte = isWord ? LOWEST : 0; byte < 256; byte++) table[byte]! |= bit;
    else for (let i = 0; i < only.length; i++) table[only.charCodeAt(i)]! |= bit;
    for (let i = 0; i < without.length; i++) table[without.charCodeAt(i)]! &= ~bit;
  }
  return table;
}

const IS_DIGIT = byteClass(DIGITS);
const IS_HEX_DIGIT = byteClass(HEX_DIGITS);

function byteClass(characters: string): Uint8Array {
  const bytes = new Uint8Array(256);
  for (const character of characters) bytes[character.charCodeAt(0)] = 1;
  return bytes;
}

function allOf(bytes: Uint8Array, start: number, end: number, members: Uint8Array): boolean {
  for (let i = start; i < end; i++) if (members[bytes[i]!] === 0) return false;
  return end > start;
}

const INT = HOLE_TYPES.indexOf('int');
const HEX = HOLE_TYPES.indexOf('hex');
const SPI = HOLE_TYPES.indexOf('spi');
const ENDPOINT = HOLE_TYPES.indexOf('endpoint');
const LONGEST_SPI = 16;

/**
 * Whether `bytes[start, end)`, all of whose bytes are allowed in `type` (its number), is a whole value of that type: digits with a sign in front only,
 * hexadecimal digits after an optional 0x, at most 16 of them in an SPI, brackets only round a port at the end of an endpoint, a payload list from its `[`.
 */
export function accepts(type: number, bytes: Uint8Array, start: number, end: number): boolean {
  if (type === INT) return allOf(bytes, bytes[start] === 0x2d ? start + 1 : start, end, IS_DIGIT);
  if (type === HEX || type === SPI) {
    const from = end - start > 2 && bytes[start] === 0x30 && bytes[start + 1] === 0x78 ? start + 2 : start;
    return allOf(bytes, from, end, IS_HEX_DIGIT) && (type === HEX || end - from <= LONGEST_SPI);
  }
  if (type === ENDPOINT) return acceptsEndpoint(bytes, start, end);
  return bytes[start] === 0x5b;
}

function acceptsEndpoint(bytes: Uint8Array, start: number, end: number): boolean {
  let host = start;
  while (host < end && bytes[host] !== 0x5b && bytes[host] !== 0x5d) host += 1;
  if (host === end) return true;
  return host > start && bytes[host] === 0x5b && bytes[end - 1] === 0x5d && allOf(bytes, host + 1, end - 1, IS_DIGIT);
}
