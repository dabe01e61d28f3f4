/**
 * Room 1, intake: the types that tail-file 1.4.16 lacks. Only what follow-tail.ts uses, its inner methods included:
 * the version is pinned.
 */
declare module 'tail-file' {
  import { EventEmitter } from 'node:events';
  import type { FSWatcher } from 'node:fs';

  class Tail extends EventEmitter {
    constructor(
      filename: string,
      options?: { encoding?: BufferEncoding; force?: boolean; secondary?: string; _bufsize?: number },
    );
    readonly filename: string;
    /** The file being read, null before and after. */
    started: string | null;
    /** `init` while the file is being opened. */
    fd: number | 'init' | null | undefined;
    ino: number | null;
    /** Byte position of the next read. */
    pos: number | 'init';
    /** True from the start of a read until its bytes have been dealt with. */
    reading: boolean;
    /** Set when the directory changed while a read was under way. */
    readable: boolean;
    watcher: FSWatcher | null | undefined;
    /** The error of opening the primary file. */
    err1: Error | undefined;
    /** What separates lines. */
    sepG: RegExp;

    start(filename?: string): void;
    stop(): Promise<boolean>;
    startTail(filename: string): void;
    checkDir(type: string, name: string): void;
    checkDirError(error: Error): void;
    onError(error: Error): void;
    getSecondary(): Promise<string>;
    setBytePos(position: number): void;
    setCharPos(position: number): void;
    onCreateReader(fd: number): void;
    readStuff(): void;
    decode(bytes: Buffer | null): void;
    _stop(): void;
  }
  export = Tail;
}
