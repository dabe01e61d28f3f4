// Which lines of a log nobody can attribute, not even knowing all the rest of the truth. Two IKE_SAs' lines run into each other; where another way to part them lets
// both say word for word the same in the same order, the log is as valid one way as the other, and the lines that change hands are unknowable.
//
// A log that names threads binds the lines of a job together: they change hands as one, and an IKE_SA is in one job at a time (it is checked out).

const THREADED = /^(?:.*? )??(\d+)\[[A-Z]{3}\d?\](?: <(?:[^>]*\|)?\d+>)? (.*)$/;
const JOURNALED = /(\S+\[\d+\]: .*)$/;
const BEGINS_JOB =
  /^(received packet: |retransmit \d|sending retransmit|giving up after|initiating |sending DPD|old path is not)/;

/** charon throws dice for the time of a rekeying: nothing else in a log has to do with it, so that it tells nobody's. */
const DICE = /(scheduling (?:rekeying|reauthentication) in|maximum IKE_SA lifetime) \d+s$/;

/** What a line says, without time, thread and dice; in a journal, with the daemon that says it. */
const saidBy = (line) => (THREADED.exec(line)?.[2] ?? JOURNALED.exec(line)?.[1] ?? line).replace(DICE, '$1');

/** Numbers the jobs: lines of one thread and one IKE_SA up to the next that begins a job. Without threads each line stands for itself. */
function jobsOf(tags, lines) {
  const [open, last] = [new Map(), new Map()];
  return lines.map((line, index) => {
    const [, thread, said] = THREADED.exec(line) ?? [];
    if (thread === undefined) return index;
    const before = open.get(thread);
    const goesOn = before?.tag === tags[index] && !BEGINS_JOB.test(said) && last.get(before.tag) === thread;
    if (!goesOn) open.set(thread, { tag: tags[index], job: index });
    last.set(tags[index], thread);
    return open.get(thread).job;
  });
}

/** Is there a first line at which the two could change hands? Most pairs have none, and are done with. */
function couldDiffer(one, other) {
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    const isOnes = one[i].index < other[j].index;
    if (one[i].said === other[j].said && (isOnes ? one[i] : other[j]).isFirst) return true;
    if (isOnes) i++;
    else j++;
  }
  return false;
}

/** The state after one of the two has said the line, or null when it could not have: `open` is the job that each is in. */
function saidIn(state, side, line, words) {
  const at = state.at[side];
  if (words[side][at]?.said !== line.said) return null;
  const { open } = state;
  if (line.isFirst ? open[side] !== -1 : open[side] !== line.job) return null;
  const job = line.isLast ? -1 : line.job;
  return side === 0
    ? { at: [at + 1, state.at[1]], open: [job, open[1]], from: [] }
    : { at: [state.at[0], at + 1], open: [open[0], job], from: [] };
}

/** All ways to part the lines of two IKE_SAs, step by step; out: the lines that some way gives to the other one. */
function changingHands(one, other) {
  const words = [one, other];
  const all = [...one, ...other].sort((a, b) => a.index - b.index);
  let layer = [{ at: [0, 0], open: [-1, -1], from: [] }];
  for (const line of all) {
    const next = new Map();
    for (const state of layer)
      for (const side of [0, 1]) {
        const after = saidIn(state, side, line, words);
        if (after === null) continue;
        const key = `${after.at[0]} ${after.open}`;
        if (!next.has(key)) next.set(key, after);
        next.get(key).from.push({ state, side });
      }
    layer = [...next.values()];
  }
  const changed = [];
  for (let k = all.length - 1; k >= 0; k--) {
    const before = new Set();
    const sides = new Set();
    for (const { from } of layer)
      for (const { state, side } of from) {
        before.add(state);
        sides.add(side);
      }
    if (sides.size > 1) changed.push(all[k].index);
    layer = [...before];
  }
  return changed;
}

/** In: the true IKE_SA of each line (null: none) and the lines. Out: the indexes of those that nobody can attribute. */
export function unknowableLines(tags, lines) {
  const texts = new Map();
  const jobs = jobsOf(tags, lines);
  const lasts = new Map(jobs.map((job, index) => [job, index]));
  const byTag = new Map();
  for (const [index, tag] of tags.entries()) {
    if (tag === null) continue;
    const text = saidBy(lines[index]);
    if (!texts.has(text)) texts.set(text, texts.size);
    const job = jobs[index];
    const line = { index, job, said: texts.get(text), isFirst: job === index, isLast: lasts.get(job) === index };
    if (!byTag.has(tag)) byTag.set(tag, []);
    byTag.get(tag).push(line);
  }
  const unknowable = new Set();
  const all = [...byTag.values()];
  for (const [n, one] of all.entries())
    for (const other of all.slice(n + 1)) {
      if (one.at(-1).index < other[0].index || other.at(-1).index < one[0].index) continue;
      if (couldDiffer(one, other)) for (const index of changingHands(one, other)) unknowable.add(index);
    }
  return unknowable;
}
