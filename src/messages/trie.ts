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
/** Number of the list of entries whose key ends here (of the pending list while it is not built); 0 for none. */
const LIST = 1;
/** Node for keys that go on behind the word that stands at this depth. */
const AFTER_WORD = 2;
/** Children are by byte, for bytes `[LOW, LOW + COUNT)`, in the cells from CHILDREN on. */
const LOW = 3;
const COUNT = 4;
const CHILDREN = 5;
const NODE_CELLS = 6;
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
  const lists: (readonly Entry[])[] = [[]];
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
    cells[node + LIST] = pending.push(keyed) - 1;
    return node;
  }

  function createList(entries: readonly Entry[]): number {
    return entries.length === 0 ? 0 : lists.push(entries) - 1;
  }

  /** Builds a node whose keys agree on the bytes before `from`. */
  function build(node: number, from: number): void {
    const keyed = pending[cells[node + LIST]!]!;
    pending[cells[node + LIST]!] = [];
    const isAlone = keyed.length === 1;
    const depth = isAlone ? from : agreement(keyed, from);
    const final: Entry[] = [];
    const goingOn: Keyed<Entry>[] = [];
    const longer: Keyed<Entry>[] = [];
    for (const one of keyed) {
      if (!isAlone && one.key.length > depth) {
        longer.push(one);
        continue;
      }
      const key = isAlone ? undefined : keyAfter(one.entry, one.part);
      if (key === undefined) final.push(one.entry);
      else goingOn.push({ key, part: one.part + 1, entry: one.entry });
    }
    cells[node + DEPTH] = depth;
    cells[node + LIST] = createList(final);
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
    for (;;) {
      if (cells[node + DEPTH] === PENDING) build(node, builtTo);
      const list = cells[node + LIST]!;
      if (list !== 0) {
        const entries = lists[list]!;
        for (let i = 0; i < entries.length; i++) into[end++] = entries[i]!;
      }
      const depth = cells[node + DEPTH]!;
      if (depth >= length) return end;
      const afterWord = cells[node + AFTER_WORD]!;
      if (afterWord !== 0) {
        let word = depth;
        while (word < length && bytes[origin + word] !== 0x20) word += 1;
        if (word < length) end = walk(afterWord, bytes, origin + word, 1, length - word, into, end);
      }
      const index = bytes[origin + step * depth]! - cells[node + LOW]!;
      if (index < 0 || index >= cells[node + COUNT]!) return end;
      node = cells[cells[node + CHILDREN]! + index]!;
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
