// Types of accuracy-truth.mjs.
export function tagsOf(text: string): (number | null)[];
export function tagsByThread(taggedText: string, plainText: string): (number | null)[];
export function tagsOfJournal(text: string): (string | null)[];
export function scoreLines(
  tags: readonly (number | string | null)[],
  ikeSas: readonly { readonly lines: ReadonlyMap<unknown, readonly number[]> }[],
  text?: string | null,
): { tagged: number; right: number; alike: number; wrong: number; lost: number; extra: number };
