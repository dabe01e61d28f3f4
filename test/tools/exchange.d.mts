// Types of exchange.mjs.
export function unknowableLines(tags: readonly (number | string | null)[], lines: readonly string[]): Set<number>;
