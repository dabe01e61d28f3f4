/**
 * Room 2, the atom of its first half: one line of a source, as bytes.
 */
import type { Source } from '../intake/index.ts';

/**
 * One line without its terminator (LF, CRLF). The object and the bytes are reused: valid during the call only.
 */
export interface Line {
  source: Source;
  bytes: Buffer;
  /** The line is `bytes[start, end)`. */
  start: number;
  end: number;
  /** Counts from 1 in the file as given. */
  number: number;
  /** Byte offset of `start` in the source. */
  offset: number;
  /** True when the line was longer than the limit and its rest was thrown away. */
  cut: boolean;
}
