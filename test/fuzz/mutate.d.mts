// Types of mutate.mjs.
import type { Break } from '../../src/intake/index.ts';
import type { DialectName } from '../../src/lines/index.ts';
import type { Corpus } from './corpus.mjs';

export interface Case {
  readonly bytes: Buffer;
  readonly cuts: readonly number[];
  readonly isLive: boolean;
  readonly breaks: readonly (Break['kind'] | null)[];
  readonly dialect: DialectName | null;
  readonly isFiltered: boolean;
  readonly width: number;
  readonly file: { readonly isPacked: boolean; readonly damageAt: number; readonly isCut: boolean } | null;
}
/** A whole saved log in one piece, and the options of a run that sets none. */
export const PLAIN: Case;
export function makeCase(corpus: Corpus, seed: number, index: number): Case;
