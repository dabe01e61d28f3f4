/**
 * Room 1, intake: finds a followed log again after a restart, wherever rotation has put it: renamed, copied and truncated, or compressed. In: how its files
 * looked where reading stopped. Out: what to read, oldest first, the present file last. Files are known by their bytes: an inode says nothing of a copy, and
 * is given to another file as soon as it is free.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { closeDescriptor, openDescriptor, readDescriptor, statDescriptor } from './descriptor.ts';
import { openInput } from './file.ts';
import type { SourceSpec } from './plan.ts';
import { compareAge, rotationOf } from './rotation.ts';

/** A stretch of a file's (decompressed) bytes that ends at `end`. */
export interface BytePrint {
  readonly end: number;
  readonly length: number;
  readonly sha256: string;
}

/** How a file looked: its first bytes, and the last ones that were read. */
export interface FilePrint {
  readonly head: BytePrint;
  readonly tail: BytePrint;
}

export interface Resumption {
  readonly specs: readonly SourceSpec[];
  /** For each print the index in `specs` of the file it was found in, -1 for none. */
  readonly places: readonly number[];
}

const CHUNK_BYTES = 1 << 20;
const COMPRESSED = /\.(?:gz|zst|xz|bz2)$/;

/** node:crypto, loaded for the first print: who reads saved files needs none. */
let crypto: typeof import('node:crypto') | undefined;

export function printOf(bytes: Uint8Array, end: number): BytePrint {
  crypto ??= createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
  return { end, length: bytes.length, sha256: crypto.createHash('sha256').update(bytes).digest('hex') };
}

/** A file of a rotated set, open, so that it stays the same whatever becomes of its name. */
interface Member {
  readonly path: string;
  readonly fd: number;
  readonly ino: number;
  /** When it was last written to, milliseconds since 1970 UTC. */
  readonly writtenAt: number;
}

/** So often the set is opened again when it was rotated meanwhile. */
const TRIES = 10;

/** The bytes of those stretches of a compressed file, or null where it ends before. */
async function unpackedParts({ path, fd }: Member, prints: readonly BytePrint[]): Promise<Buffer[] | null> {
  const parts = prints.map(({ length }) => Buffer.alloc(length));
  const last = Math.max(...prints.map(({ end }) => end));
  // A descriptor of its own, whose reading begins at the beginning.
  const own = await openDescriptor(`/proc/self/fd/${fd}`).catch(() => openDescriptor(path));
  const input = await openInput(path, own, CHUNK_BYTES);
  try {
    for (let offset = 0; offset < last; ) {
      const chunk = await input.next();
      if (chunk === null) return null;
      for (const [i, { end, length }] of prints.entries()) {
        const from = Math.max(end - length, offset);
        const to = Math.min(end, offset + chunk.length);
        if (to > from) chunk.copy(parts[i]!, from - (end - length), from - offset, to - offset);
      }
      offset += chunk.length;
    }
    return parts;
  } finally {
    await input.close();
  }
}

async function plainParts({ fd }: Member, prints: readonly BytePrint[]): Promise<Buffer[] | null> {
  const parts: Buffer[] = [];
  for (const { end, length } of prints) {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = length === 0 ? { bytesRead: 0 } : await readDescriptor(fd, bytes, 0, length, end - length);
    if (bytesRead < length) return null;
    parts.push(bytes);
  }
  return parts;
}

/** Do the file's bytes at those places look the same? False for a file that cannot be read or ends before. */
async function matches(member: Member, { head, tail }: FilePrint): Promise<boolean> {
  const prints = [head, tail];
  try {
    const parts = await (COMPRESSED.test(member.path) ? unpackedParts(member, prints) : plainParts(member, prints));
    return parts?.every((bytes, i) => printOf(bytes, prints[i]!.end).sha256 === prints[i]!.sha256) ?? false;
  } catch {
    return false;
  }
}

/** The files of a rotated set, oldest first, without the present one; of a file and its compressed copy only the file. */
async function olderFiles(path: string): Promise<string[]> {
  const directory = dirname(path);
  const names = await readdir(directory).catch(() => []);
  const plain = new Set(names.filter((name) => !COMPRESSED.test(name)));
  return names
    .filter((name) => !COMPRESSED.test(name) || !plain.has(name.replace(COMPRESSED, '')))
    .map((name) => ({ name, ...rotationOf(name) }))
    .filter(({ head, age }) => head === basename(path) && age.kind !== 'head')
    .sort((a, b) => compareAge(a.age, b.age))
    .map(({ name }) => join(directory, name));
}

async function openMember(path: string): Promise<Member[]> {
  const fd = await openDescriptor(path).catch(() => -1);
  if (fd < 0) return [];
  const stats = await statDescriptor(fd);
  if (stats.isFile()) return [{ path, fd, ino: stats.ino, writtenAt: stats.mtimeMs }];
  await closeDescriptor(fd);
  return [];
}

/** Does each of these names still mean the same file, and is there no other? */
async function isAsOpened(members: readonly Member[], path: string, files: readonly string[]): Promise<boolean> {
  const now = [...(await olderFiles(await realpath(path).catch(() => path))), path];
  if (now.join('\0') !== files.join('\0')) return false;
  const inodes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ ino }) => ino,
        () => 0,
      ),
    ),
  );
  return files.every((file, i) => (members.find((member) => member.path === file)?.ino ?? 0) === inodes[i]);
}

/** The set as it was at one moment, oldest first; the present file last, if there is one. */
async function openSet(path: string): Promise<Member[]> {
  for (let tries = 1; ; tries++) {
    const files = [...(await olderFiles(await realpath(path).catch(() => path))), path];
    const members: Member[] = [];
    for (const file of files) members.push(...(await openMember(file)));
    if (tries === TRIES || (await isAsOpened(members, path, files))) return members;
    for (const { fd } of members) await closeDescriptor(fd);
  }
}

/**
 * In: the followed path and the prints of its files, oldest first, as they were; `from` is where in the first of them reading goes on, `since` (milliseconds
 * since 1970 UTC) when that was. Out: what to open. A file that is not found is left out; when none is, every file that was written to since then is read from its
 * beginning, and the present one.
 */
export async function planResumption(
  path: string,
  stream: string,
  prints: readonly FilePrint[],
  from: { readonly position: number; readonly lines: number },
  since: number,
): Promise<Resumption> {
  const members = await openSet(path);
  const isHeadThere = members.at(-1)?.path === path;
  const found: number[] = [];
  for (const print of prints) {
    const known = found.findLast((at) => at >= 0) ?? -1;
    let at = members.length - 1;
    // The newest first: it is the likeliest. A younger print is not in an older file.
    while (at > known && !(await matches(members[at]!, print))) at--;
    found.push(at > known ? at : -1);
  }
  const unread = members.findIndex(({ path: file, writtenAt }) => file === path || writtenAt > since);
  const first = found.find((at) => at >= 0) ?? (unread < 0 ? members.length : unread);
  for (const { fd } of members.slice(0, first)) await closeDescriptor(fd);
  const specs = members.slice(first).map(({ path: file, fd, ino }, i): SourceSpec => {
    const where = i === 0 && found[0] === first ? from : { position: 0, lines: 0 };
    return { kind: file === path ? 'follow' : 'file', path: file, stream, from: { fd, ino, ...where } };
  });
  if (!isHeadThere) specs.push({ kind: 'follow', path, stream });
  return { specs, places: found.map((at) => (at < 0 ? -1 : at - first)) };
}
