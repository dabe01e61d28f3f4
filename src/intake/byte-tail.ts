/**
 * Room 1, intake: tail-file 1.4.16 with its repairs. In: an open file and a position in it. Out: the bytes that are
 * appended to it, and to the files that take its place, with `rotated` and `truncated` between them.
 *
 * What is tail-file's: the watch on the directory; staying on the old file after a rename until the new one has
 * content (charon writes to its old descriptor until SIGHUP); telling a new file and an emptied one from an appended
 * one. What is mended here:
 *  - its decoder and line splitter are passed by, so a split UTF-8 character, CRLF and a last line without a newline
 *    come through as they are, and every position is a byte position;
 *  - it takes over a descriptor that is open already, so nothing is lost or doubled between our own first read and its
 *    start;
 *  - before a file is left, what was appended to it since the last read is read;
 *  - a missing file is said to be missing: it would read `<file>.1` instead, from the position meant for the file;
 *  - the inode it remembers is that of the descriptor, not of a `stat` some moments earlier;
 *  - a directory that cannot be watched, or is replaced, is looked at from outside (`look`) instead of ending in an
 *    uncaught exception;
 *  - a file emptied and at once filled beyond the old position is noticed by the bytes before that position;
 *  - the taker's promises hold it back; its `stop`, which can wait for ever, is not used.
 *
 * Knowingly lost: what is written between the last read and a copytruncate (the copy has it); what a daemon still
 * writes to a renamed file after the new one has content.
 */
import fs from 'node:fs';
import Tail from 'tail-file';

/** What happens to the file. None of these may throw. */
export interface TailEvents {
  /** `bytes` are valid during the call. A promise returned is awaited before more is read. */
  bytes(bytes: Buffer, offset: number): Promise<void> | undefined;
  /** All of the old file is read, and a new one begins. `ino` is that of the old. */
  rotated(ino: number): void;
  truncated(): void;
  /** Bytes at the end of a file were left unread, because it was left with too many of them. */
  gap(): void;
  /** Everything there is has been handed on. */
  idle(): void;
  /** The file could not be opened or read any more; this object is at its end. `stood` as `quit` returns it. */
  lost(error: Error, stood: Place | null): void;
}

/** A file and how far it has been read. */
export interface Place {
  readonly ino: number;
  readonly position: number;
}

/** An open file that has been read up to `position`. The descriptor passes into the tail's ownership. */
export interface OpenFile extends Place {
  readonly fd: number;
}

const BUFFER_BYTES = 65_536;
/** At a stop, or when a file is left, so much is still read at most. More means that the taker is far behind. */
const LAST_READ_BYTES = 16 << 20;
/** How many bytes before the position tell whether the file is still the one that was read. */
const PRINT_BYTES = 32;

/** A class because it must inherit: tail-file's methods call each other, and the repairs stand between them. */
export class ByteTail extends Tail {
  readonly #events: TailEvents;
  /** True from `quit` or a loss on; callbacks still under way then do nothing. */
  #isOver = false;
  /** The taker's promise is pending: nothing is read meanwhile. */
  #isHeld = false;
  /**
   * The bytes before `#printEnd` as they were when the end of the file was reached there, null when they cannot tell.
   */
  #print: Buffer | null = null;
  /** -1 until the end of the present file was reached. */
  #printEnd = -1;

  constructor(path: string, events: TailEvents) {
    super(path, { _bufsize: BUFFER_BYTES });
    this.#events = events;
    this.on('error', (error: Error) => this.#lose(error));
    this.on('eof', () => this.#rest());
    this.on('restart', (reason: string) => {
      if (this.#isOver) return;
      if (reason === 'TRUNCATE') this.#events.truncated();
      else if (this.ino !== null) this.#events.rotated(this.ino);
    });
  }

  begin(file: OpenFile): void {
    this.sepG = /\n/g;
    this.setBytePos(file.position);
    this.fd = file.fd;
    this.ino = file.ino;
    this.startTail(this.filename);
  }

  /** Looks for news as if the directory had changed. For where its notices do not come. */
  look(): void {
    if (!this.#isOver && typeof this.fd === 'number') this.checkDir('look', '');
  }

  /** Watches the directory of that path as it is now. */
  watchAgain(): void {
    if (this.#isOver || typeof this.fd !== 'number') return;
    this.#unwatch();
    this.startTail(this.filename);
  }

  /** Reads once more, then ends. Out: where it stood, null when it was between two files. */
  quit(): Place | null {
    if (this.#isOver) return null;
    this.#unwatch();
    this.#readRest();
    const isOpen = typeof this.fd === 'number' && typeof this.pos === 'number' && this.ino !== null;
    const stood = isOpen ? { ino: this.ino as number, position: this.pos as number } : null;
    this.#isOver = true;
    super._stop();
    return stood;
  }

  #lose(error: Error): void {
    if (this.#isOver) return;
    const stood = this.quit();
    this.#events.lost(error, stood);
  }

  #unwatch(): void {
    this.watcher
      ?.removeAllListeners()
      .on('error', () => undefined)
      .close();
    this.watcher = null;
  }

  #rest(): void {
    if (typeof this.fd !== 'number' || typeof this.pos !== 'number') return;
    if (this.#printEnd !== this.pos) {
      this.#print = this.#bytesBefore(this.pos);
      this.#printEnd = this.pos;
    }
    this.#events.idle();
  }

  /**
   * The last bytes before a position, or null where they cannot tell anything: too few, or NULs that the system may
   * yet fill in.
   */
  #bytesBefore(position: number): Buffer | null {
    if (typeof this.fd !== 'number' || position < PRINT_BYTES) return null;
    const bytes = Buffer.alloc(PRINT_BYTES);
    try {
      const count = fs.readSync(this.fd, bytes, 0, PRINT_BYTES, position - PRINT_BYTES);
      return count < PRINT_BYTES || bytes.includes(0) ? null : bytes;
    } catch {
      return null;
    }
  }

  #isRewritten(): boolean {
    if (this.#print === null || this.pos !== this.#printEnd) return false;
    const now = this.#bytesBefore(this.#printEnd);
    return now !== null && !now.equals(this.#print);
  }

  #hand(bytes: Buffer, offset: number): void {
    const taken = this.#events.bytes(bytes, offset);
    if (taken === undefined) return;
    this.#isHeld = true;
    const release = () => {
      this.#isHeld = false;
      this.readStuff();
    };
    taken.then(release, release);
  }

  /** Hands on what lies between the position and the end of the open file, at once. */
  #readRest(): void {
    if (typeof this.fd !== 'number' || typeof this.pos !== 'number') return;
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    try {
      const { size } = fs.fstatSync(this.fd);
      const end = Math.min(size, this.pos + LAST_READ_BYTES);
      while (this.pos < end) {
        const count = fs.readSync(this.fd, buffer, 0, Math.min(BUFFER_BYTES, end - this.pos), this.pos);
        if (count === 0) break;
        this.#hand(buffer.subarray(0, count), this.pos);
        this.pos += count;
      }
      if (size > end) this.#events.gap();
    } catch {
      // The file is being left; that its end cannot be read is no news for whoever already heard why.
    }
  }

  // From here on: tail-file's own methods, mended.

  override readStuff(): void {
    if (this.#isOver || this.#isHeld) return;
    if (!this.reading && this.#isRewritten()) {
      this.setBytePos(0);
      this.#events.truncated();
    }
    super.readStuff();
  }

  override decode(bytes: Buffer | null): void {
    if (this.#isOver) return;
    if (bytes === null) {
      super.decode(null);
      return;
    }
    this.#hand(bytes, (this.pos as number) - bytes.length);
    this.readStuff();
  }

  override setBytePos(position: number): void {
    this.#printEnd = -1;
    super.setBytePos(position);
  }

  override setCharPos(position: number): void {
    this.setBytePos(position);
  }

  override start(path?: string): void {
    if (this.#isOver) return;
    if (path !== undefined && path !== this.filename) this.#lose(this.err1 ?? new Error('the file is missing'));
    else super.start();
  }

  override async getSecondary(): Promise<string> {
    return `${this.filename}.1`;
  }

  override startTail(path: string): void {
    if (this.#isOver) return;
    try {
      super.startTail(path);
    } catch {
      // fs.watch throws: no directory, or no more watches to be had. `look` goes on without.
      this.started = path;
      this.readStuff();
    }
  }

  override checkDirError(): void {
    this.#unwatch();
  }

  override onError(error: Error): void {
    this.#lose(error);
  }

  override onCreateReader(fd: number): void {
    this.ino = fs.fstatSync(fd).ino;
    super.onCreateReader(fd);
  }

  override async stop(): Promise<boolean> {
    this.#unwatch();
    this._stop();
    return true;
  }

  override _stop(): void {
    if (this.#isOver) return;
    this.#readRest();
    super._stop();
  }
}
