/**
 * Room 1, intake: finds a followed log again after a restart, wherever rotation has put it: renamed, copied and truncated, or compressed. In: how its files
 * looked where reading stopped. Out: what to read, oldest first, the present file last. Files are known by their bytes: an inode says nothing of a copy, and
 * is given to another file as soon as it is free.
 */
import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { closeDescriptor, openDescriptor, readDescriptor } from './descriptor.ts';
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

export const printOf = (bytes: Uint8Array, end: number): BytePrint => ({
  end,
  length: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** The bytes of those stretches of a compressed file, or null where it ends before. */
async function unpackedParts(path: string, prints: readonly BytePrint[]): Promise<Buffer[] | null> {
  const parts = prints.map(({ length }) => Buffer.alloc(length));
  const last = Math.max(...prints.map(({ end }) => end));
  const input = await openInput(path, CHUNK_BYTES);
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

async function plainParts(path: string, prints: readonly BytePrint[]): Promise<Buffer[] | null> {
  const fd = await openDescriptor(path);
  try {
    const parts: Buffer[] = [];
    for (const { end, length } of prints) {
      const bytes = Buffer.alloc(length);
      const { bytesRead } = length === 0 ? { bytesRead: 0 } : await readDescriptor(fd, bytes, 0, length, end - length);
      if (bytesRead < length) return null;
      parts.push(bytes);
    }
    return parts;
  } finally {
    await closeDescriptor(fd);
  }
}

/** Do the file's bytes at those places look the same? False for a file that cannot be read or ends before. */
async function matches(path: string, { head, tail }: FilePrint): Promise<boolean> {
  const prints = [head, tail];
  try {
    if (!(await stat(path)).isFile()) return false;
    const parts = await (COMPRESSED.test(path) ? unpackedParts(path, prints) : plainParts(path, prints));
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

/**
 * In: the followed path and the prints of its files, oldest first, as they were; `from` is where in the first of them reading goes on. Out: what to open. A
 * file that is not found is left out; when none is, the present file is read from its beginning.
 */
export async function planResumption(
  path: string,
  stream: string,
  prints: readonly FilePrint[],
  from: { readonly position: number; readonly lines: number },
): Promise<Resumption> {
  const target = await realpath(path).catch(() => path);
  const files = [...(await olderFiles(target)), path];
  const found: number[] = [];
  for (const print of prints) {
    const known = found.findLast((at) => at >= 0) ?? -1;
    let at = files.length - 1;
    // The newest first: it is the likeliest. A younger print is not in an older file.
    while (at > known && !(await matches(files[at]!, print))) at--;
    found.push(at > known ? at : -1);
  }
  const first = found.find((at) => at >= 0) ?? files.length - 1;
  const ino = await stat(files[first]!).then(
    (stats) => stats.ino,
    () => 0,
  );
  const start = found[0] === first ? { from: { ino, ...from } } : {};
  const specs = files.slice(first).map((file, i): SourceSpec => {
    const kind = file === path ? 'follow' : 'file';
    return { kind, path: file, stream, ...(i === 0 ? start : {}) };
  });
  return { specs, places: found.map((at) => (at < 0 ? -1 : at - first)) };
}
