/**
 * Room 4: answers about texts that come again and again (addresses, payload lists, proposals). A pure function of a text enters, the same
 * function leaves, which works each text out once.
 */

/** Texts remembered by one function. A log has a few hundred of a kind; a stranger's odd ones only empty the memory. */
const MOST = 4096;
/** Longer texts are worked out anew: nothing of charon's own is that long. */
const LONGEST = 1024;

/** What `of` answers, remembered. `of` must not answer undefined, and nobody may change what it answered. */
export function remembered<T extends NonNullable<unknown> | null>(of: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = of(text);
    if (text.length > LONGEST) return answer;
    if (answers.size >= MOST) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
