/**
 * Room 1, intake: what the user named becomes a list of sources. In: paths as given, `-` for standard input. Out: what
 * to open, in the order to read it, and what cannot be read and why. Directories are expanded; rotated files of one
 * log become one stream, oldest first.
 */
import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OperationalError } from '../errors.ts';
import { closeDescriptor, descriptorOf, openDescriptor, readDescriptor } from './descriptor.ts';
import type { Journal } from './journal-place.ts';
import { compareAge, rotationOf } from './rotation.ts';
import { judge } from './sniff.ts';
import { troubleWith } from './trouble.ts';

/** Where reading of a file begins: behind so many bytes (of the decompressed text), which hold so many lines. */
export interface Start {
  readonly ino: number;
  /** The file, open already: by now another one may have its name. Its reader closes it. */
  readonly fd: number;
  readonly position: number;
  readonly lines: number;
}

/** What to open. `stream` as in Source: files with the same one are one log. */
export type SourceSpec =
  | { readonly kind: 'file'; readonly path: string; readonly stream: string; readonly from?: Start }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'follow'; readonly path: string; readonly stream: string; readonly from?: Start }
  | ({ readonly kind: 'journal' } & Journal);

export interface SourcePlan {
  readonly specs: readonly SourceSpec[];
  /** One for each path that was given and cannot be read, and for each log in a directory that may not be. */
  readonly errors: readonly OperationalError[];
}

/** A file to read. `path` as given, or the directory as given with the name behind it. */
interface Candidate {
  readonly path: string;
  /** Without symbolic links: a file given by two names is read once. */
  readonly real: string;
  /** Only a regular file can be followed; a pipe is read to its end. */
  readonly isRegular: boolean;
}

/** Extensions of text files that are not logs. */
const NOT_A_LOG =
  /\.(?:conf|cfg|ini|md|html?|xml|ya?ml|toml|sh|py|pl|c|h|js|ts|tsv|csv|pem|crt|cer|key|sql|te?mp|swp|tar|tgz|tar\.\w+|journal~?)$|~$/i;
/** So many bytes tell a log from a binary in a directory. */
const GLANCE_BYTES = 4096;
/** More entries than this are not a directory of logs; the first are taken, in order of name. */
const MOST_ENTRIES = 10_000;

/** Stricter than for a file that was named: nobody said that this one is a log. */
async function looksLikeLog(path: string, follow: boolean): Promise<boolean> {
  const fd = await openDescriptor(path);
  try {
    const { bytesRead, buffer } = await readDescriptor(fd, Buffer.alloc(GLANCE_BYTES), 0, GLANCE_BYTES, 0);
    if (bytesRead === 0) return follow;
    const head = buffer.subarray(0, bytesRead);
    const { kind } = judge(head);
    return kind === 'text' ? !head.includes(0) : kind !== 'binary';
  } finally {
    await closeDescriptor(fd);
  }
}

/**
 * The logs that lie in a directory itself, by name. Hidden files and binaries are passed over; empty files too, unless
 * they may fill.
 */
async function expand(directory: string, follow: boolean, errors: OperationalError[]): Promise<Candidate[]> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.') && !NOT_A_LOG.test(name)).sort();
  const found: Candidate[] = [];
  const refused: OperationalError[] = [];
  for (const name of names.slice(0, MOST_ENTRIES)) {
    const path = join(directory, name);
    try {
      const isLog = (await stat(path)).isFile() && (await looksLikeLog(path, follow));
      if (isLog) found.push({ path, real: await realpath(path), isRegular: true });
    } catch (thrown) {
      refused.push(troubleWith(path, thrown));
    }
  }
  errors.push(...refused);
  if (names.length > MOST_ENTRIES) {
    const words = `${directory} holds ${names.length} files, of which only the first ${MOST_ENTRIES} are looked at`;
    errors.push(new OperationalError('source-unreadable', words, directory));
  }
  if (found.length === 0 && refused.length === 0) {
    errors.push(new OperationalError('source-empty-directory', `${directory} holds no log`, directory));
  }
  return found;
}

/** In: one path as given. A missing file is no error when it is to be followed: it may come. */
async function candidatesOf(path: string, follow: boolean, errors: OperationalError[]): Promise<Candidate[]> {
  if (path === '-' || descriptorOf(path) !== null) return [{ path, real: path, isRegular: false }];
  try {
    const stats = await stat(path);
    await access(path, constants.R_OK);
    if (stats.isDirectory()) return await expand(path, follow, errors);
    return [{ path, real: await realpath(path), isRegular: stats.isFile() }];
  } catch (thrown) {
    const error = troubleWith(path, thrown);
    if (follow && error.code === 'source-missing') return [{ path, real: resolve(path), isRegular: true }];
    errors.push(error);
    return [];
  }
}

interface Member extends Candidate {
  readonly rotation: ReturnType<typeof rotationOf>;
}

/** The name of the log a file belongs to. `known` are the full paths of all candidates. */
function streamOf(member: Member, known: ReadonlySet<string>): string {
  const { rotation, path } = member;
  if (path === '-' || !member.isRegular) return path;
  const head = join(dirname(path), rotation.head);
  return rotation.needsHead && !known.has(resolve(head)) ? path : head;
}

function isCompressed(path: string): boolean {
  return /\.(?:gz|zst|xz|bz2)$/.test(path);
}

/** Of one age, the compressed copy is the older. */
function compareMembers(a: Member, b: Member): number {
  return compareAge(a.rotation.age, b.rotation.age) || Number(isCompressed(b.path)) - Number(isCompressed(a.path));
}

/** Rotated sets stand where their first member was given. Out: the members of each stream, by its name. */
function group(candidates: readonly Candidate[]): Map<string, Member[]> {
  const known = new Set(candidates.map(({ path }) => resolve(path)));
  const seen = new Set<string>();
  /** By full name, so that `charon.log` and `./charon.log.1` meet; the name shown is that of the member given first. */
  const streams = new Map<string, { name: string; members: Member[] }>();
  for (const candidate of candidates) {
    if (seen.has(candidate.real)) continue;
    seen.add(candidate.real);
    const member = { ...candidate, rotation: rotationOf(basename(candidate.path)) };
    const name = streamOf(member, known);
    const stream = streams.get(resolve(name)) ?? { name, members: [] };
    stream.members.push(member);
    streams.set(resolve(name), stream);
  }
  return new Map([...streams.values()].map(({ name, members }) => [name, members.sort(compareMembers)]));
}

/** The newest file of a set is followed, if it is one that can grow. */
function specsOf(stream: string, members: readonly Member[], follow: boolean): SourceSpec[] {
  return members.map(({ path, isRegular }, i) => {
    if (path === '-') return { kind: 'stdin' };
    const isFollowed = follow && i === members.length - 1 && isRegular && !isCompressed(path);
    return { kind: isFollowed ? 'follow' : 'file', path, stream };
  });
}

/**
 * In: paths as given on the command line; `follow` when files are to be followed. Out: what to open, in order. Never
 * throws for what a path leads to: errors are `source-missing`, `source-denied`, `source-unreadable`,
 * `source-empty-directory`.
 */
export async function planSources(
  paths: readonly string[],
  options: { readonly follow: boolean },
): Promise<SourcePlan> {
  const errors: OperationalError[] = [];
  const candidates: Candidate[] = [];
  for (const path of paths) candidates.push(...(await candidatesOf(path, options.follow, errors)));
  const specs = [...group(candidates)].flatMap(([stream, members]) => specsOf(stream, members, options.follow));
  return { specs, errors };
}
