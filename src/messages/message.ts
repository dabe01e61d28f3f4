/**
 * Room 3, the atom: what charon said. A Record whose text was recognised by a pattern, with typed fields; or `unmatched`.
 */
import type { Record } from '../lines/index.ts';

/** The types a hole of a pattern may have. What each accepts is the table in holes.ts. */
export const HOLE_TYPES = [
  'int',
  'hex',
  'ip',
  'endpoint',
  'word',
  'name',
  'id',
  'dn',
  'spi',
  'proposals',
  'ts',
  'time',
  'payloads',
  'text',
  'rest',
] as const;
export type HoleType = (typeof HOLE_TYPES)[number];

/** A pattern as the rooms to the right see it: its name and what it means. One object per pattern; compare by identity. */
export interface Pattern {
  /** Position in the loaded set: a dense small number, good for tables. */
  readonly index: number;
  readonly name: string;
  /** The event type it stands for (negotiation/event.ts), or null: recognised, but nothing that moves a state machine. */
  readonly means: string | null;
  /** Groups that print it, as indices in GROUPS. */
  readonly groups: readonly number[];
}

/** One wording of a pattern as the rooms to the right see it. One object per wording; compare by identity. */
export interface Phrase {
  /** A dense small number, good for tables. */
  readonly index: number;
  /** Names and types of its holes, in order. */
  readonly names: readonly string[];
  readonly types: readonly HoleType[];
  /** The literal text around the holes: one more than there are holes. */
  readonly literals: readonly string[];
}

/**
 * A message. The object is reused: valid during the call only. Fields are decoded when asked for, never before.
 */
export interface Message {
  readonly record: Record;
  /** Null: no pattern knows this text (counted, listed by `ike-trace patterns unmatched`). */
  readonly pattern: Pattern | null;
  /** The wording that was used; null without a pattern. */
  readonly phrase: Phrase | null;
  /** Text of hole number `hole` of the phrase. Texts that come again are the same string. */
  textAt(hole: number): string;
  /** Number in hole number `hole` of the phrase (decimal for `int`, hexadecimal for `hex` and `spi`); NaN when it is none. */
  numberAt(hole: number): number;
  /** Length in bytes of what stands in hole number `hole`. */
  lengthAt(hole: number): number;
  /** The whole message text. Allocates. */
  whole(): string;
}
