// Chance that can be repeated: the same seed gives the same numbers.

/** Small seeded generator (mulberry32): numbers in [0, 1). */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same with what is usually asked of it. `int(n)` is below n; `pick` takes one of a list. */
export function createChance(seed) {
  const next = createRandom(seed);
  const int = (n) => Math.floor(next() * n);
  return { next, int, pick: (list) => list[int(list.length)], happens: (odds) => next() < odds };
}
