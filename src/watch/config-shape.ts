/**
 * Room 8: what may stand in the configuration file, as one table, and how a value that stands there is judged. A node of the YAML tree enters; a plain value
 * or complaints with their places leave.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';

/** `duration`: `30s`, `5m`, `1h`, `2d`, out in milliseconds. `size`: `500k`, `8M`, `1G` or a number, out in units of one. */
export type Shape =
  | { readonly kind: 'text' | 'duration' | 'size' | 'count' | 'switch' | 'textOrTrue' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'map'; readonly keys: { readonly [key: string]: Shape } }
  | { readonly kind: 'texts' };

export type Value = string | number | boolean | Value[] | Map<string, Value>;

/** Takes what is wrong with a node. */
export type Complain = (node: Node | null, sentence: string) => void;

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `5m`, `1h`, `2d`, `0`: milliseconds; null for anything else. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  const found = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)$/.exec(text);
  return found === null ? null : Math.round(Number(found[1]) * UNITS[found[2] as keyof typeof UNITS]);
}

const MULTIPLES = { k: 1 << 10, M: 1 << 20, G: 1 << 30 } as const;

/** `4096`, `500k`, `8M`, `1G`; null for anything else, and for nothing. */
export function parseSize(text: string): number | null {
  const found = /^(\d{1,12})\s*([kMG]?)$/.exec(text);
  if (found === null) return null;
  const size = Number(found[1]) * (found[2] === '' ? 1 : MULTIPLES[found[2] as keyof typeof MULTIPLES]);
  return size > 0 && Number.isSafeInteger(size) ? size : null;
}

/** Changes of one letter that lead from one word to the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The word that was probably meant, or null when none is near. */
export function nearest(word: string, words: readonly string[]): string | null {
  const short = word.slice(0, 40).toLowerCase();
  const best = words.map((other) => ({ other, far: distance(short, other) })).sort((a, b) => a.far - b.far)[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(short.length / 2)) ? best.other : null;
}

const hintFor = (word: string, words: readonly string[]): string => {
  const near = nearest(word, words);
  return near === null ? `there are ${words.join(', ')}` : `did you mean ${near}?`;
};

const WANTED = {
  text: 'a text',
  duration: 'a duration as 30s, 5m, 1h or 2d',
  size: 'a size as 500k, 8M or 1G',
  count: 'a whole number from 1 on',
  switch: 'true or false',
  textOrTrue: 'a text, or true',
  choice: '',
  list: 'a list',
  map: 'keys with values',
  texts: 'keys with texts',
} as const;

function judgeScalar(shape: Shape, value: unknown): Value | undefined {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' && value !== '' ? value : undefined;
    case 'textOrTrue':
      return value === true || (typeof value === 'string' && value !== '') ? (value as Value) : undefined;
    case 'duration':
      return typeof value === 'string' || value === 0 ? (parseDuration(String(value)) ?? undefined) : undefined;
    case 'size':
      return typeof value === 'string' || typeof value === 'number'
        ? (parseSize(String(value)) ?? undefined)
        : undefined;
    case 'count':
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
    case 'switch':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return shape.of.find((one) => one === value);
    default:
      return undefined;
  }
}

function judgeMap(
  node: Node,
  pairs: readonly Pair[],
  shape: Shape,
  path: string,
  complain: Complain,
): Map<string, Value> {
  const result = new Map<string, Value>();
  for (const { key, value } of pairs as readonly Pair<Node, Node | null>[]) {
    const name = isScalar(key) ? String(key.value) : '';
    const where = path === '' ? name : `${path}.${name}`;
    const of: Shape | undefined =
      shape.kind === 'texts'
        ? { kind: 'text' }
        : shape.kind === 'map' && Object.hasOwn(shape.keys, name)
          ? shape.keys[name]
          : undefined;
    if (of === undefined) {
      const keys = shape.kind === 'map' ? Object.keys(shape.keys) : [];
      complain(
        key,
        `${path === '' ? 'there is no key' : `${path} has no key`} ${JSON.stringify(name)}; ${hintFor(name, keys)}`,
      );
      continue;
    }
    const judged = judge(value ?? node, of, where, complain, value === null);
    if (judged !== undefined) result.set(name, judged);
  }
  return result;
}

/** The value of a node as the shape wants it; undefined after a complaint. */
export function judge(node: Node, shape: Shape, path: string, complain: Complain, isEmpty = false): Value | undefined {
  const wrong = (): undefined => {
    const given = isScalar(node) ? JSON.stringify(node.value) : 'this';
    const wanted = shape.kind === 'choice' ? `one of ${shape.of.join(', ')}` : WANTED[shape.kind];
    const near = shape.kind === 'choice' && isScalar(node) ? nearest(String(node.value), shape.of) : null;
    complain(
      node,
      `${path} has to be ${wanted}, not ${isEmpty ? 'nothing' : given}${near === null ? '' : `; did you mean ${near}?`}`,
    );
    return undefined;
  };
  if (isAlias(node)) {
    complain(node, `${path} is an alias, which is not understood here`);
    return undefined;
  }
  if (isEmpty) return shape.kind === 'map' ? new Map() : wrong();
  if (isScalar(node))
    return node.value === null && shape.kind === 'map' ? new Map() : (judgeScalar(shape, node.value) ?? wrong());
  if (isMap(node))
    return shape.kind === 'map' || shape.kind === 'texts' ? judgeMap(node, node.items, shape, path, complain) : wrong();
  if (!isSeq(node) || shape.kind !== 'list') return wrong();
  const items = node.items as readonly Node[];
  return items.flatMap((item, i) => judge(item, shape.of, `${path}[${i + 1}]`, complain) ?? []);
}
