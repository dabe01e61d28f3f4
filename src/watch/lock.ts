/**
 * Room 8: one watcher for one state directory. A lock file names the process that holds it; one that a killed process left behind is recognised, because
 * that process does not live any more, or another one has got its number since.
 */
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperationalError, systemCode } from '../errors.ts';

const NAME = 'lock';
/** A stale lock may be taken by several at once; who loses looks again so often at most. */
const TRIES = 5;

/** When a process was started, in the clock ticks of this boot, and the boot; null where there is no such process, '' where the system does not tell. */
function birthOf(pid: number): string | null {
  try {
    // The name in parentheses may hold blanks and parentheses; field 22 is the start time (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return `${fields[19] ?? ''} ${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`;
  } catch {
    try {
      process.kill(pid, 0);
      return '';
    } catch (thrown) {
      return systemCode(thrown) === 'EPERM' ? '' : null;
    }
  }
}

interface Holder {
  readonly pid: number;
  readonly birth: string;
}

function parse(text: string): Holder | null {
  const [pid = '', ...birth] = text.trim().split(' ');
  return /^\d{1,9}$/.test(pid) ? { pid: Number(pid), birth: birth.join(' ') } : null;
}

function isAlive({ pid, birth }: Holder): boolean {
  const now = birthOf(pid);
  return now !== null && (now === '' || birth === '' || now === birth);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}

/** Takes a lock away that nobody holds; puts it back when meanwhile another one had come in its place. */
function removeStale(path: string, stale: string, own: string): void {
  const aside = `${own}.stale`;
  try {
    renameSync(path, aside);
    if (read(aside) !== stale) linkSync(aside, path);
    unlinkSync(aside);
  } catch {
    // Another one was quicker: the next look tells.
  }
}

/**
 * Locks a directory. Out: what releases it. Throws OperationalError `state-locked` when a living process holds it, `state-unwritable` when no file can be
 * made there.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, NAME);
  const own = join(directory, `${NAME}.${process.pid}`);
  const text = `${process.pid} ${birthOf(process.pid) ?? ''}\n`;
  try {
    writeFileSync(own, text);
  } catch (thrown) {
    throw new OperationalError('state-unwritable', `no file can be made in ${directory}`, directory, thrown);
  }
  try {
    for (let i = 0; i < TRIES; i++) {
      try {
        linkSync(own, path);
        return () => {
          if (read(path) === text) unlinkSync(path);
        };
      } catch (thrown) {
        if (systemCode(thrown) !== 'EEXIST')
          throw new OperationalError('state-unwritable', `no lock can be made in ${directory}`, directory, thrown);
      }
      const held = read(path);
      const holder = held === null ? null : parse(held);
      if (holder !== null && isAlive(holder))
        throw new OperationalError(
          'state-locked',
          `process ${holder.pid} watches with ${directory} already`,
          directory,
        );
      if (held !== null) removeStale(path, held, own);
    }
  } finally {
    unlinkSync(own);
  }
  throw new OperationalError('state-locked', `others fight for the lock in ${directory}`, directory);
}
