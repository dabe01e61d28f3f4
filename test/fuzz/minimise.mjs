// Makes a failing case small: pieces, then breaks, then lines, then bytes are left out as long as the same check fails.
import { splitLines } from './corpus.mjs';

/** The words before the first colon name the check; digits do not make another one. */
const kindOf = (complaint) => (complaint === null ? null : complaint.split(':')[0]);

/**
 * In: a case and what is wrong with it; `judge` tells what is wrong with another (null: nothing). Out: a smaller case with the same fault. Takes at most about
 * `budget` milliseconds.
 */
export function minimise(given, complaint, judge, budget) {
  const wanted = kindOf(complaint);
  const end = Date.now() + budget;
  const fails = (candidate) => Date.now() < end && kindOf(judge(candidate)) === wanted;
  let best = given;
  const attempt = (change) => {
    const candidate = { ...best, ...change };
    if (!fails(candidate)) return false;
    best = candidate;
    return true;
  };
  attempt({ cuts: [], breaks: [] });
  attempt({ breaks: [] });
  attempt({ isFiltered: false });
  attempt({ isLive: false, breaks: [] });
  reduce(
    splitLines(best.bytes),
    (lines) => attempt(withBytes(best, Buffer.concat(lines))),
    () => Date.now() < end,
  );
  for (let at = 0; at < splitLines(best.bytes).length && Date.now() < end; at++) {
    const lines = splitLines(best.bytes);
    const parts = [...lines[at]].map((byte) => Buffer.from([byte]));
    if (parts.length > 20_000) continue;
    reduce(
      parts,
      (kept) => attempt(withBytes(best, Buffer.concat([...lines.slice(0, at), ...kept, ...lines.slice(at + 1)]))),
      () => Date.now() < end,
    );
  }
  return best;
}

/** Cuts beyond the bytes mean nothing; those within stay where they are. */
const withBytes = (given, bytes) => ({ bytes, cuts: given.cuts.filter((cut) => cut <= bytes.length) });

/** Leaves out ever smaller stretches of a list while `holds` says that it is as bad without (ddmin). */
function reduce(list, holds, hasTime) {
  let kept = list;
  for (let size = Math.ceil(kept.length / 2); size >= 1 && hasTime(); size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length && hasTime(); ) {
      const without = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (without.length < kept.length && holds(without)) kept = without;
      else from += size;
    }
  }
  return kept;
}
