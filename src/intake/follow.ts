/**
 * Room 1, intake: a file that grows, like `tail -F`. In: a path. Out: `opened`, what the file holds already, then what
 * is appended, with `rotated`, `truncated`, `gone`, `gap` and `idle` between; `end` only after `stop`. Chunk offsets
 * begin again at 0 in every new file. tail-file does the following (byte-tail.ts); here is what it cannot: the first
 * read, symbolic links, missing and replaced directories, and the way back from every error.
 */
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ByteTail, type Place, type TailEvents } from './byte-tail.ts';
import type { Break, Chunk, Source } from './chunk.ts';
import { closeDescriptor } from './descriptor.ts';
import { type FollowedFile, handleAt, isSuccessorMissed, openFollowed } from './followed-file.ts';
import { fileInput, type Input, pump } from './input.ts';
import type { Start } from './plan.ts';
import { createNap, type Reading, type Surroundings } from './reading.ts';
import { troubleWith } from './trouble.ts';

/** Inode of what a path leads to, or null where it leads nowhere. */
async function inodeOf(path: string): Promise<number | null> {
  return stat(path).then(
    (stats) => stats.ino,
    () => null,
  );
}

/**
 * Follows a file until stopped; `start` says where reading begins. Errors, reported: `source-*`; all but `source-binary` at the beginning are waited out.
 */
export function followFile(
  path: string,
  stream: string,
  { gate, introduce, settings }: Surroundings,
  start?: Start,
): Reading {
  const nap = createNap();
  let isStopped = false;
  /** Null until the file was first opened: before that nothing is handed on. */
  let source: Source | null = null;
  /** Null while there is no file to follow. */
  let tail: ByteTail | null = null;
  /** The reading of what a file holds already; closed by `stop`. */
  let firstRead: Input | null = null;
  /** Where the last file was left, to go on there should it come back. */
  let left: Place | null = start ?? null;
  /** The first file, if it is open already and not yet taken over. */
  let startFd = start?.fd;
  /** Inode of the directory that `tail` watches. */
  let directory: number | null = null;
  /** Bytes were handed on since the last `opened`, `rotated` or `truncated`. */
  let isBegun = false;
  /** Bytes were handed on since the last `idle`. */
  let isFresh = false;
  /** The path leads nowhere just now. */
  let isGone = false;
  /** The last error reported, so that it is said once and not at every look. */
  let complaint = '';

  function isOver(): boolean {
    return isStopped || gate.hasFailed();
  }
  /** What the taker throws stops the following (`isOver`) and must not reach tail-file. */
  function offer(piece: Chunk | Break): Promise<void> | undefined {
    try {
      return gate.hand(piece);
    } catch {
      return undefined;
    }
  }
  function tell(kind: Break['kind']): Promise<void> | undefined {
    if (kind === 'rotated' || kind === 'truncated') isBegun = false;
    return source === null ? undefined : offer({ kind, source });
  }

  const events: TailEvents = {
    bytes(bytes, offset) {
      isBegun = true;
      isFresh = true;
      return source === null ? undefined : offer({ kind: 'chunk', source, bytes, offset });
    },
    rotated(ino) {
      isGone = false;
      if (tail !== null && isSuccessorMissed(tail.filename, ino)) tell('gap');
      tell('rotated');
    },
    truncated() {
      tell('truncated');
    },
    gap() {
      tell('gap');
    },
    idle() {
      if (isFresh) tell('idle');
      isFresh = false;
    },
    lost(_error, stood) {
      // Whatever it was, opening the path again finds out and says it.
      tail = null;
      left = stood;
      nap.wake();
    },
  };

  function miss(thrown: unknown): void {
    const error = troubleWith(path, thrown);
    if (!isGone) tell('gone');
    isGone = true;
    const isNews = source === null || error.code !== 'source-missing';
    if (isNews && error.message !== complaint) settings.report(error, path);
    complaint = error.message;
    if (error.code === 'source-binary' && source === null) isStopped = true;
  }

  /** Says what kind of beginning this is. Out: where to read from. */
  async function announce(file: FollowedFile): Promise<number> {
    const isSame = left !== null && left.ino === file.ino;
    const isResumed = isSame && file.size >= left!.position;
    const from = isResumed ? left!.position : source === null && settings.fromEnd && !isGone ? file.size : 0;
    if (source === null) {
      source = introduce(path, stream, true, isResumed ? start?.lines : 0);
      await tell('opened');
    } else if (!isResumed && isBegun) {
      await tell(isSame ? 'truncated' : 'rotated');
    }
    isGone = false;
    complaint = '';
    left = null;
    return from;
  }

  /** Reads what the file holds and sets the tail on its end. The descriptor passes to the tail. */
  async function readAndTail(file: FollowedFile): Promise<void> {
    const from = await announce(file);
    const input = fileInput(path, handleAt(file.fd, from), settings.chunkBytes);
    if (file.size > from) isBegun = isFresh = true;
    firstRead = input;
    if (isStopped) await input.close();
    const position = await pump(input, source!, gate, from);
    if (position > from) isBegun = isFresh = true;
    directory = await inodeOf(dirname(file.target));
    if (isOver()) {
      await closeDescriptor(file.fd);
      return;
    }
    tail = new ByteTail(file.target, events);
    tail.begin({ fd: file.fd, ino: file.ino, position });
  }

  async function attach(): Promise<void> {
    let file: FollowedFile | null = null;
    try {
      const opened = startFd;
      startFd = undefined;
      file = await openFollowed(path, opened);
      await readAndTail(file);
    } catch (thrown) {
      if (file !== null) await closeDescriptor(file.fd);
      if (!gate.hasFailed()) miss(thrown);
    }
  }

  /** Looks whether the path still leads to the file that is followed, and there for what the directory did not tell. */
  async function inspect(followed: ByteTail): Promise<void> {
    const target = await realpath(path).catch(() => null);
    if (target === null && !isGone) tell('gone');
    isGone = target === null;
    if (target === null) {
      // The old descriptor may still be written to.
    } else if (target !== followed.filename) {
      // As with a rename, the old file is left only when the new one has content.
      const fresh = await stat(target).catch(() => null);
      if (fresh !== null && tail === followed && (fresh.size > 0 || fresh.ino === followed.ino)) {
        left = followed.quit();
        tail = null;
        await attach();
        return;
      }
    } else {
      const now = await inodeOf(dirname(target));
      if (now !== null && now !== directory) followed.watchAgain();
      directory = now ?? directory;
    }
    followed.look();
  }

  async function run(): Promise<void> {
    while (!isOver()) {
      if (tail === null) await attach();
      else await inspect(tail);
      if (!isOver()) await nap.sleep(settings.lookEvery);
    }
    tail?.quit();
    await gate.settle();
    await tell('end');
    await gate.settle();
  }

  const done = run();
  async function stop(): Promise<void> {
    isStopped = true;
    nap.wake();
    await firstRead?.close();
    await done;
  }
  return { done, stop };
}
