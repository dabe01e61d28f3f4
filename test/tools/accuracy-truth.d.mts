// Types of accuracy-truth.mjs.
export function tagsOf(text: string): (number | null)[];
export function tagsByThread(taggedText: string, plainText: string): (number | null)[];
export function tagsOfJournal(text: string): (string | null)[];
export function scoreLines(
  tags: readonly (number | string | null)[],
  ikeSas: readonly { readonly lines: ReadonlyMap<unknown, readonly number[]> }[],
  text?: string | null,
): Counts & { extra: number; knowable: Counts };
interface Counts {
  tagged: number;
  right: number;
  wrong: number;
  lost: number;
}
