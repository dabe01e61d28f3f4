/**
 * Room 1, intake: which log a file name belongs to, and how old it is among its like. Knows logrotate's and
 * newsyslog's names: `charon.log.1`, `charon.log.2.gz`, `charon.log-20260101.gz`, `charon.log.0.bz2`, and with the
 * extension kept `charon-20260101.log`, `charon.1.log.gz`. Names only; no file is looked at.
 */

/** What a file name says about rotation. */
export interface Rotation {
  /** The name that the newest file of the set has: `charon.log`. */
  readonly head: string;
  /** Sorts a set, oldest first. */
  readonly age: Age;
  /** True where the name alone does not prove a rotation: it counts only if `head` exists as well. */
  readonly needsHead: boolean;
}

/** A date comes before every number, a higher number before a lower one, and the head is last. */
type Age =
  | { readonly kind: 'date'; readonly digits: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'head' };

const COMPRESSED = /\.(?:gz|zst|xz|bz2|lz4|Z)$/;
/** YYYYMMDD, with hours and more behind it, dashed, or seconds since 1970. */
const DAY = String.raw`(?:19|20)\d\d(?<dash>-?)(?:0[1-9]|1[0-2])\k<dash>(?:[0-2]\d|3[01])`;
const DATE = String.raw`(?<date>${DAY}(?:[-_T]?\d{2,6})?|1\d{9})`;
const DATED = new RegExp(`^(?<base>.+)[-._]${DATE}$`);
const DATED_BEFORE_EXTENSION = new RegExp(`^(?<base>.+)[-._]${DATE}(?<extension>\\.(?:log|txt|json|out))$`);
const NUMBERED = /^(?<base>.+)\.(?<number>\d{1,3})$/;
const NUMBERED_BEFORE_EXTENSION = /^(?<base>.+)\.(?<number>\d{1,3})(?<extension>\.(?:log|txt|json|out))$/;
/**
 * Names of which `.1` means "the one before". Of others, `gw-10.0.0.1` or `charon-6.1`, it does so only beside their
 * head.
 */
const LOG_NAME = /(?:log|messages|secure|daemon|charon|ipsec|\.txt|\.json|\.out)$/i;

/** In: a file name without its directory. */
export function rotationOf(name: string): Rotation {
  const stem = name.replace(COMPRESSED, '');
  const dated = (DATED.exec(stem) ?? DATED_BEFORE_EXTENSION.exec(stem))?.groups;
  if (dated !== undefined) {
    return { head: `${dated.base}${dated.extension ?? ''}`, age: dateOf(dated.date!), needsHead: false };
  }
  const numbered = (NUMBERED.exec(stem) ?? NUMBERED_BEFORE_EXTENSION.exec(stem))?.groups;
  if (numbered !== undefined) {
    const isInside = numbered.extension !== undefined;
    return {
      head: `${numbered.base}${numbered.extension ?? ''}`,
      age: { kind: 'number', number: Number(numbered.number) },
      needsHead: isInside || !LOG_NAME.test(numbered.base!),
    };
  }
  return { head: stem, age: { kind: 'head' }, needsHead: false };
}

function dateOf(text: string): Age {
  return { kind: 'date', digits: text.replace(/\D/g, '').padEnd(14, '0') };
}

const RANK = { date: 0, number: 1, head: 2 } as const;

/** Negative when `a` is older than `b`. Of one age (a file and its compressed copy) neither is. */
export function compareAge(a: Age, b: Age): number {
  if (a.kind === 'number' && b.kind === 'number') return b.number - a.number;
  if (a.kind === 'date' && b.kind === 'date') return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
  return RANK[a.kind] - RANK[b.kind];
}
