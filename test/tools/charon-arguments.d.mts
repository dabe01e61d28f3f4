/** Texts by format, where charon's code restricts the arguments further than their types say. */
export const KNOWN_TEXTS: ReadonlyMap<string, readonly string[]>;
