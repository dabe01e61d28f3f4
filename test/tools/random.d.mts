// Types of random.mjs.
export function createRandom(seed: number): () => number;

export interface Chance {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number in [0, n). */
  int(n: number): number;
  pick<T>(list: readonly T[]): T;
  /** True with the probability `odds`. */
  happens(odds: number): boolean;
}
export function createChance(seed: number): Chance;
