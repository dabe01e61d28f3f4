/**
 * Room 3: keys that begin alike share their way. Keyed entries enter; the bytes of a text lead to those whose keys it begins with.
 *
 * Nodes are numbers in one Int32Array, not objects: at some hundred nodes per group the walk is bound by memory, and this layout needs little of it. A node is built
 * when a text first comes by it: a set of thousands costs little at start.
 */

/** What is looked up: an entry under its key. */
export interface Keyed<Entry> {
  /** Bytes, each a character below 256. */
  readonly key: string;
  /** Which key of the entry this is: its first is number 0. */
  readonly part: number;
  readonly entry: Entry;
}

export interface Trie<Entry> {
  /**
   * Puts the candidates for a text of `length` bytes into `into`, from `found` on, and returns where they end. The text is read from `origin` in steps of `step`
   * (1, or -1 for keys that are ends written backwards). A candidate's key may fit: bytes on which no two keys differ are not compared. Those with longer keys
   * come later.
   */
  collect(bytes: Uint8Array, origin: number, step: 1 | -1, length: number, into: Entry[], found: number): number;
}

// The cells of a node, from its number on. Node 0 is no node.
/** Which byte of the text the node decides on, counted from where the key began; PENDING while the node is not built. */
const DEPTH = 0;
/** The entries whose key ends here: `[FIRST, FIRST + FINAL)` of all placed ones. While the node is not built, FIRST is the number of its pending list. */
const FIRST = 1;
const FINAL = 2;
/** Node for keys that go on behind the word that stands at this depth. */
const AFTER_WORD = 3;
/** Children are by byte, for bytes `[LOW, LOW + COUNT)`, in the cells from CHILDREN on. */
const LOW = 4;
const COUNT = 5;
const CHILDREN = 6;
const NODE_CELLS = 7;
const PENDING = -1;

/**
 * A trie of these entries. `keyAfter` gives the key of an entry that follows number `part`: it begins with the blank behind the word in which that one ended; undefined when
 * there is none.
 */
export function createTrie<Entry>(
  all: readonly Keyed<Entry>[],
  keyAfter: (entry: Entry, part: number) => string | undefined,
): Trie<Entry> {
  let cells = new Int32Array(1024);
  let used = NODE_CELLS;
  const pending: (readonly Keyed<Entry>[])[] = [];
  const placed: Entry[] = [];
  const root = createNode(all);

  function allocate(count: number): number {
    while (used + count > cells.length) {
      const larger = new Int32Array(2 * cells.length);
      larger.set(cells);
      cells = larger;
    }
    used += count;
    return used - count;
  }

  function createNode(keyed: readonly Keyed<Entry>[]): number {
    const node = allocate(NODE_CELLS);
    cells[node + DEPTH] = PENDING;
    cells[node + FIRST] = pending.push(keyed) - 1;
    return node;
  }

  /** Builds a node whose keys agree on the bytes before `from`. */
  function build(node: number, from: number): void {
    const keyed = pending[cells[node + FIRST]!]!;
    pending[cells[node + FIRST]!] = [];
    const isAlone = keyed.length === 1;
    const depth = isAlone ? from : agreement(keyed, from);
    const first = placed.length;
    const goingOn: Keyed<Entry>[] = [];
    const longer: Keyed<Entry>[] = [];
    for (const one of keyed) {
      if (!isAlone && one.key.length > depth) {
        longer.push(one);
        continue;
      }
      const key = isAlone ? undefined : keyAfter(one.entry, one.part);
      if (key === undefined) placed.push(one.entry);
      else goingOn.push({ key, part: one.part + 1, entry: one.entry });
    }
    cells[node + DEPTH] = depth;
    cells[node + FIRST] = first;
    cells[node + FINAL] = placed.length - first;
    if (goingOn.length > 0) {
      const after = createNode(goingOn);
      cells[node + AFTER_WORD] = after;
    }
    buildChildren(node, depth, longer);
  }

  function buildChildren(node: number, depth: number, keyed: readonly Keyed<Entry>[]): void {
    if (keyed.length === 0) return;
    const byByte: Keyed<Entry>[][] = [];
    for (const one of keyed) {
      const byte = one.key.charCodeAt(depth);
      byByte[byte] ??= [];
      byByte[byte].push(one);
    }
    const low = byByte.findIndex((below) => below !== undefined);
    const children = allocate(byByte.length - low);
    byByte.forEach((below, byte) => {
      const child = createNode(below);
      cells[children + byte - low] = child;
    });
    cells[node + LOW] = low;
    cells[node + COUNT] = byByte.length - low;
    cells[node + CHILDREN] = children;
  }

  function walk(
    from: number,
    bytes: Uint8Array,
    origin: number,
    step: 1 | -1,
    length: number,
    into: Entry[],
    found: number,
  ): number {
    let node = from;
    let builtTo = 0;
    let end = found;
    let table = cells;
    for (;;) {
      if (table[node + DEPTH] === PENDING) {
        build(node, builtTo);
        table = cells;
      }
      const first = table[node + FIRST]!;
      for (let i = 0; i < table[node + FINAL]!; i++) into[end++] = placed[first + i]!;
      const depth = table[node + DEPTH]!;
      if (depth >= length) return end;
      const afterWord = table[node + AFTER_WORD]!;
      if (afterWord !== 0) {
        let word = depth;
        while (word < length && bytes[origin + word] !== 0x20) word += 1;
        if (word < length) {
          end = walk(afterWord, bytes, origin + word, 1, length - word, into, end);
          table = cells;
        }
      }
      const index = bytes[origin + step * depth]! - table[node + LOW]!;
      if (index < 0 || index >= table[node + COUNT]!) return end;
      node = table[table[node + CHILDREN]! + index]!;
      if (node === 0) return end;
      builtTo = depth + 1;
    }
  }

  return {
    collect: (bytes, origin, step, length, into, found) => walk(root, bytes, origin, step, length, into, found),
  };
}

/** Length of what all keys have in common, `from` bytes of which are known. */
function agreement(keyed: readonly Keyed<unknown>[], from: number): number {
  const first = keyed[0]?.key ?? '';
  let common = first.length;
  for (const { key } of keyed) {
    let length = from;
    while (length < common && length < key.length && key.charCodeAt(length) === first.charCodeAt(length)) length += 1;
    common = length;
  }
  return common;
}
