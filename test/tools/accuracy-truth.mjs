// Which IKE_SA each line of a log belongs to: the truth, taken from a second log of the same run that says it (`<name|id>`, IKE_SA_UNIQUE_ID), and how
// much of it an attribution got right.
import { unknowableLines } from './exchange.mjs';

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

/**
 * Scores an attribution. `tags`: the truth by line; `ikeSas`: as the report has them. Each IKE_SA of the report stands for the true one that it has
 * most lines of, and each true one is stood for once: lines that went elsewhere are wrong.
 * Out: counts of tagged lines, of those right, wrong, and left without an IKE_SA, and of untagged lines that were given to one.
 * With the `text` of the log also, of the tagged lines, those that can be known (exchange.mjs), and how many of them are right, wrong, left.
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
  const knowable = { tagged: 0, right: 0, wrong: 0, lost: 0 };
  const unknowable = text === null ? new Set() : unknowableLines(tags, linesOf(text));
  for (const [index, tag] of tags.entries()) {
    const owner = owners.get(index + 1);
    if (tag === null) {
      if (owner !== undefined) score.extra++;
      continue;
    }
    const verdict = owner === undefined ? 'lost' : tagOf.get(owner) === tag ? 'right' : 'wrong';
    for (const count of unknowable.has(index) ? [score] : [score, knowable]) {
      count.tagged++;
      count[verdict]++;
    }
  }
  return { ...score, knowable };
}
