// Types of diff.mjs.
export function diffLines(before: string, after: string): string;
