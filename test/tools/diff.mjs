// A line diff for people who review goldens: what leaves with `-`, what comes with `+`, three lines of what stays around them.

const CONTEXT = 3;

/** Lengths of the longest common subsequences of the tails of two lists: `lengths[i][j]` is that of `a` from i on and `b` from j on. */
function commonTails(a, b) {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

function edits(a, b) {
  const lengths = commonTails(a, b);
  const list = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      list.push(` ${a[i++]}`);
      j++;
    } else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) list.push(`-${a[i++]}`);
    else list.push(`+${b[j++]}`);
  }
  return list;
}

const linesOf = (text) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** The diff of two texts; '' when they are the same. What is left out between changes is `...`. */
export function diffLines(before, after) {
  if (before === after) return '';
  const list = edits(linesOf(before), linesOf(after));
  const changed = list.flatMap((line, index) => (line[0] === ' ' ? [] : [index]));
  const isNear = (index) => changed.some((at) => Math.abs(at - index) <= CONTEXT);
  const kept = list.map((line, index) => (isNear(index) ? line : null));
  return kept
    .filter((line, index) => line !== null || kept[index - 1] !== null)
    .map((line) => `${line ?? '...'}\n`)
    .join('');
}
