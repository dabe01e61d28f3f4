/**
 * Room 1, intake: the file that is followed, as it lies on the disk: opened once, read at a position, and its rotated
 * neighbours.
 */
import fs from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperationalError } from '../errors.ts';
import { closeDescriptor, openDescriptor, readDescriptor, statDescriptor } from './descriptor.ts';
import type { Handle } from './input.ts';
import { compareAge, rotationOf } from './rotation.ts';
import { HEAD_BYTES, judge } from './sniff.ts';

/**
 * True when the file that `ino` was renamed to is not the newest of its rotated set: between it and the present head,
 * files came and went that nobody has read. False when the name it went to is not known.
 */
export function isSuccessorMissed(path: string, ino: number): boolean {
  const directory = dirname(path);
  const head = basename(path);
  try {
    const rotated = fs
      .readdirSync(directory)
      .map((name) => ({ name, ...rotationOf(name) }))
      .filter((file) => file.head === head && file.age.kind !== 'head')
      .sort((a, b) => compareAge(a.age, b.age));
    const place = rotated.findIndex((file) => fs.statSync(join(directory, file.name)).ino === ino);
    return place >= 0 && place < rotated.length - 1;
  } catch {
    return false;
  }
}

/** An open file and its place on the disk. Whoever has it closes `fd`. */
export interface FollowedFile {
  /** The path without symbolic links. */
  readonly target: string;
  readonly fd: number;
  readonly ino: number;
  readonly size: number;
}

async function refuseOtherThanText(path: string, fd: number): Promise<void> {
  const buffer = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await readDescriptor(fd, buffer, 0, HEAD_BYTES, 0);
  const verdict = judge(buffer.subarray(0, bytesRead));
  if (verdict.kind === 'text') return;
  const what = verdict.kind === 'binary' ? verdict.what : `${verdict.kind} and can be read, but not followed`;
  throw new OperationalError('source-binary', `${path} is ${what}`, path);
}

/** Opens what the path leads to; `opened` is a descriptor of it, where there is one. Throws what the system says, or an OperationalError where it is not a text file. */
export async function openFollowed(path: string, opened?: number): Promise<FollowedFile> {
  const target = opened === undefined ? await realpath(path) : await realpath(path).catch(() => path);
  const fd = opened ?? (await openDescriptor(target));
  try {
    const stats = await statDescriptor(fd);
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? 'a directory' : 'not a regular file';
      throw new OperationalError('source-unreadable', `${path} is ${what}, which cannot be followed`, path);
    }
    await refuseOtherThanText(path, fd);
    return { target, fd, ino: stats.ino, size: stats.size };
  } catch (thrown) {
    await closeDescriptor(fd);
    throw thrown;
  }
}

/** Reads an open file from a position on; the descriptor stays open. */
export function handleAt(fd: number, from: number): Handle {
  let position = from;
  return {
    async read(buffer, offset, length) {
      const result = await readDescriptor(fd, buffer, offset, length, position);
      position += result.bytesRead;
      return result;
    },
    async close() {},
  };
}
