/**
 * Room 8: what has to survive this process, on the disk. A value enters and is there as a whole or not at all, whenever the process or the machine dies. What
 * cannot be used on the way back is set aside, never an error.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { OperationalError, systemCode } from '../errors.ts';

/** A change of what the state means is a new number: an older or newer file is set aside. */
export const STATE_SCHEMA = 'ike-trace/watch-state/1';
const NAME = 'watch-state.json';

/** The steps of a write, so that a test can die between any two. */
export interface Disk {
  /** Makes or empties a file, writes all of it and waits until it is on the disk. */
  write(path: string, text: string): void;
  rename(from: string, to: string): void;
  /** Waits until the names in a directory are on the disk. */
  syncDirectory(path: string): void;
  /** Null when there is no such file. */
  read(path: string): string | null;
}

function withOpen(path: string, flags: string, use: (fd: number) => void): void {
  const fd = openSync(path, flags, 0o600);
  try {
    use(fd);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

export const DISK: Disk = {
  write(path, text) {
    withOpen(path, 'w', (fd) => {
      const bytes = Buffer.from(text);
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    });
  },
  rename: renameSync,
  syncDirectory: (path) => withOpen(path, 'r', () => undefined),
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch (thrown) {
      if (systemCode(thrown) === 'ENOENT') return null;
      throw thrown;
    }
  },
};

/** First line: what this is and the digest of the second, which is the value. */
const sum = (body: string) => createHash('sha256').update(body).digest('hex');

function parse(text: string): { readonly value: unknown } | { readonly wrong: string } {
  const newline = text.indexOf('\n');
  let head: { schema?: unknown; sha256?: unknown };
  try {
    head = JSON.parse(text.slice(0, Math.max(0, newline))) as typeof head;
  } catch {
    return { wrong: 'it is damaged' };
  }
  if (head === null || typeof head !== 'object') return { wrong: 'it is damaged' };
  if (head.schema !== STATE_SCHEMA)
    return { wrong: `it was written by another version (${String(head.schema).slice(0, 60)})` };
  const body = text.slice(newline + 1).trimEnd();
  if (sum(body) !== head.sha256) return { wrong: 'it is damaged' };
  return { value: JSON.parse(body) as unknown };
}

export interface StateFile<T> {
  /** The value, null when there is none. What cannot be used is renamed, and told to `warn`. */
  load(): T | null;
  save(value: T): void;
}

/** `now`: milliseconds, for the name of what is set aside. */
export function createStateFile<T>(
  directory: string,
  warn: (sentence: string) => void,
  now: () => number,
  disk: Disk = DISK,
): StateFile<T> {
  const path = join(directory, NAME);

  function setAside(why: string): void {
    const aside = `${path}.${new Date(now()).toISOString().replace(/[:.]/g, '-')}`;
    warn(`the state in ${path} is not used: ${why}; it is kept as ${aside}, and watching begins anew`);
    disk.rename(path, aside);
  }

  return {
    load() {
      const text = disk.read(path);
      if (text === null) return null;
      const read = parse(text);
      if ('value' in read) return read.value as T;
      setAside(read.wrong);
      return null;
    },
    save(value) {
      const body = JSON.stringify(value);
      try {
        disk.write(`${path}.new`, `${JSON.stringify({ schema: STATE_SCHEMA, sha256: sum(body) })}\n${body}\n`);
        disk.rename(`${path}.new`, path);
        disk.syncDirectory(directory);
      } catch (thrown) {
        if (thrown instanceof Error && systemCode(thrown) === '') throw thrown;
        throw new OperationalError('state-unwritable', `${path} cannot be written`, directory, thrown);
      }
    },
  };
}
