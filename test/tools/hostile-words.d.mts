// Types of hostile-words.mjs.
export const HOSTILE_WORDS: { readonly [name: string]: string };
export const HOSTILE_BYTES: readonly (readonly number[])[];
