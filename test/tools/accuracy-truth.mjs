// Which IKE_SA each line of a log belongs to: the truth, taken from a second log of the same run that says it (`<name|id>`, IKE_SA_UNIQUE_ID), and how
// much of it an attribution got right.

const FILE_LOG = /^(?:.*? )??(\d+)\[([A-Z]{3})\d?\](?: <(?:(?:[^>]*)\|)?(\d+)>)? (.*)$/;

const linesOf = (text) => text.replace(/\n$/, '').split('\n');

/** Unique ids of a tagged file log, line by line; null for lines without a tag. */
export function tagsOf(text) {
  return linesOf(text).map((line) => {
    const id = FILE_LOG.exec(line)?.[3];
    return id === undefined ? null : Number(id);
  });
}

/**
 * The tags of one file log carried over to another of the same run. Two files are written by the same threads, each under its own lock: lines of different threads
 * may change places, those of one thread never do. Throws when a thread did not say the same in both.
 */
export function tagsByThread(taggedText, plainText) {
  const queues = new Map();
  for (const line of linesOf(taggedText)) {
    const [, thread, , id, message] = FILE_LOG.exec(line) ?? [];
    if (!queues.has(thread)) queues.set(thread, []);
    queues.get(thread).push({ id: id === undefined ? null : Number(id), message });
  }
  return linesOf(plainText).map((line) => {
    const [, thread, , , message] = FILE_LOG.exec(line) ?? [];
    const next = queues.get(thread)?.shift();
    if (next?.message !== message) throw new Error(`the two logs differ at "${line}"`);
    return next.id;
  });
}

/** `pid:unique id` of the entries of journalctl -o json, entry by entry; null outside of any IKE_SA. */
export function tagsOfJournal(text) {
  return linesOf(text).map((line) => {
    const entry = JSON.parse(line);
    return entry.IKE_SA_UNIQUE_ID === undefined ? null : `${entry._PID}:${entry.IKE_SA_UNIQUE_ID}`;
  });
}

/** What a line says, without time, host and thread: lines that say the same of two IKE_SAs are exchanged without a trace. */
const saidBy = (line) => FILE_LOG.exec(line)?.[4] ?? line.replace(/^.*?\]: /, '');

/** Lines whose IKE_SA has just as many lines with that text as it should have, whichever they are. */
function countAlike(tags, given, lines) {
  const counts = new Map();
  for (const [index, line] of lines.entries()) {
    for (const [side, tag] of [tags[index], given[index]].entries()) {
      if (tag === null || tag === undefined || tags[index] === null) continue;
      const key = `${tag}\0${saidBy(line)}`;
      const pair = counts.get(key) ?? [0, 0];
      pair[side]++;
      counts.set(key, pair);
    }
  }
  return [...counts.values()].reduce((sum, [wanted, got]) => sum + Math.min(wanted, got), 0);
}

/**
 * Scores an attribution. `tags`: the truth by line; `ikeSas`: as the report has them. Each IKE_SA of the report stands for the true one that it has
 * most lines of, and each true one is stood for once: lines that went elsewhere are wrong.
 * With the `text` of the log: `alike` counts those right but for exchanges of lines that say the same.
 * Out: counts of tagged lines, of those right, wrong, and left without an IKE_SA, and of untagged lines that were given to one.
 */
export function scoreLines(tags, ikeSas, text = null) {
  const owners = new Map();
  for (const sa of ikeSas) for (const lines of sa.lines.values()) for (const line of lines) owners.set(line, sa);
  const votes = new Map();
  for (const [index, tag] of tags.entries()) {
    const owner = owners.get(index + 1);
    if (tag === null || owner === undefined) continue;
    const counts = votes.get(owner) ?? new Map();
    votes.set(owner, counts.set(tag, (counts.get(tag) ?? 0) + 1));
  }
  const pairs = [...votes].flatMap(([sa, counts]) => [...counts].map(([tag, count]) => ({ sa, tag, count })));
  pairs.sort((a, b) => b.count - a.count);
  const [tagOf, taken] = [new Map(), new Set()];
  for (const { sa, tag } of pairs) {
    if (tagOf.has(sa) || taken.has(tag)) continue;
    tagOf.set(sa, tag);
    taken.add(tag);
  }
  const score = { tagged: 0, right: 0, wrong: 0, lost: 0, extra: 0 };
  for (const [index, tag] of tags.entries()) {
    const owner = owners.get(index + 1);
    if (tag === null) {
      if (owner !== undefined) score.extra++;
      continue;
    }
    score.tagged++;
    if (owner === undefined) score.lost++;
    else if (tagOf.get(owner) === tag) score.right++;
    else score.wrong++;
  }
  const given = tags.map((_, index) => tagOf.get(owners.get(index + 1)) ?? null);
  score.alike = text === null ? score.right : countAlike(tags, given, linesOf(text));
  return score;
}
