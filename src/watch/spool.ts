/**
 * Room 8: the spool of one sink: the alerts it has not taken yet, on disk, so that they survive a restart. Text in, text out; what it means is
 * delivery's business.
 *
 * One directory for each sink and one file for each alert: a sink's progress is the files it still has; a dead sink fills its own directory
 * only; deleting needs no room on a full disk, as rewriting one journal file would; and an operator can look and delete with ls and rm. Alerts
 * are rare (watch bounds their rate), so two fsyncs for each are cheap, and as `write` is synchronous, "it returned" means "it is safe".
 *
 * After kill -9 between any two steps: a file under its own name is whole, as it was complete before it was renamed; what was not renamed was never
 * promised, and is removed. A file that is still there although it was delivered is delivered again, with the same key.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';

/** What the spool asks of the file system; handed in, so that tests can let each step fail. */
export type SpoolFiles = Pick<
  typeof fs,
  | 'closeSync'
  | 'fsyncSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'renameSync'
  | 'statSync'
  | 'unlinkSync'
  | 'writeFileSync'
>;

/** `text` null: it cannot be read. `since`: when it was written, milliseconds since 1970 UTC, NaN where that is not known. */
export interface SpooledFile {
  readonly name: string;
  readonly text: string | null;
  readonly since: number;
}

const NAME = /^(\d{12})\.json$/;
const CORRUPT = /\.corrupt$/;
const HALF = /\.new$/;
/** What is set aside is for people to look at; no more than this is kept. */
const MAX_SET_ASIDE = 16;
/** No alert is that long: such a file is not ours. */
const MAX_FILE = 1 << 20;

/**
 * `directory` is made when it is needed. Every function throws what the file system throws.
 */
export function openSpool(directory: string, files: SpoolFiles = fs) {
  /** Greater than the number of every file in the directory; 0 until that was read. */
  let next = 0;

  /** The names in the directory, which is made when it is not there. */
  function list(): string[] {
    files.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const names = files.readdirSync(directory).sort();
    next = names.reduce((most, name) => Math.max(most, Number(/^\d{12}/.exec(name)?.[0] ?? 0)), 0) + 1;
    return names;
  }

  function syncDirectory(): void {
    const fd = files.openSync(directory, 'r');
    try {
      files.fsyncSync(fd);
    } finally {
      files.closeSync(fd);
    }
  }

  /** Removes a file; one that is gone already is as good. */
  function remove(name: string): void {
    try {
      files.unlinkSync(join(directory, name));
    } catch (thrown) {
      if (systemCode(thrown) !== 'ENOENT') throw thrown;
    }
  }

  function writeHalf(path: string, text: string): void {
    const fd = files.openSync(path, 'w', 0o600);
    try {
      files.writeFileSync(fd, text);
      files.fsyncSync(fd);
    } finally {
      files.closeSync(fd);
    }
  }

  /** Durable when it returns. Gives the name under which it is kept. */
  function write(text: string): string {
    if (next === 0) list();
    const name = `${String(next).padStart(12, '0')}.json`;
    const half = join(directory, `${name}.new`);
    try {
      writeHalf(half, text);
      files.renameSync(half, join(directory, name));
    } catch (thrown) {
      // The directory may have been replaced: it is looked at again.
      next = 0;
      try {
        files.unlinkSync(half);
      } catch {
        // It was never made, or goes with the next load.
      }
      throw thrown;
    }
    next++;
    syncDirectory();
    return name;
  }

  /** Puts a file that cannot be read out of the way, under a name that `load` passes over. */
  function setAside(name: string): void {
    files.renameSync(join(directory, name), join(directory, `${name}.corrupt`));
  }

  function read(name: string): SpooledFile {
    const path = join(directory, name);
    try {
      const about = files.statSync(path);
      const text = about.isFile() && about.size <= MAX_FILE ? files.readFileSync(path, 'utf8') : null;
      return { name, text, since: about.mtimeMs };
    } catch {
      return { name, text: null, since: Number.NaN };
    }
  }

  /** What an earlier run left, oldest first. What it had not finished is removed; what cannot be read has text null. */
  function load(): SpooledFile[] {
    const names = list();
    for (const name of names) if (HALF.test(name)) remove(name);
    const setAsideBefore = names.filter((name) => CORRUPT.test(name));
    for (const name of setAsideBefore.slice(0, -MAX_SET_ASIDE)) remove(name);
    return names.filter((name) => NAME.test(name)).map(read);
  }

  return { load, write, remove, setAside };
}

export type Spool = ReturnType<typeof openSpool>;
