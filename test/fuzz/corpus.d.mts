// Types of corpus.mjs.
import type { WrappedMessage } from '../tools/dialects.mjs';

export interface Corpus {
  readonly files: readonly string[];
  /** Lines of each log, newlines included. */
  readonly logs: readonly (readonly Buffer[])[];
  readonly stories: readonly (readonly WrappedMessage[])[];
}
export function splitLines(bytes: Buffer): Buffer[];
export function readCorpus(isWide: boolean): Corpus;
