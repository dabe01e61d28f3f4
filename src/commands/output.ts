/**
 * Standard output for the commands: pieces are gathered and written in large ones; who reads slowly slows us down.
 */

/** Bytes of text gathered before they are written without being asked. */
const ENOUGH = 64 * 1024;

export interface Output {
  write(text: string): void;
  /** Writes what is gathered. The promise resolves when standard output takes more; null when it does already. */
  flush(): Promise<void> | null;
}

export function createOutput(stream: NodeJS.WriteStream): Output {
  let pieces: string[] = [];
  let size = 0;
  /** Resolves when standard output takes more; null while it does. One wait serves all. */
  let draining: Promise<void> | null = null;
  function flush(): Promise<void> | null {
    if (size === 0) return draining;
    const text = pieces.join('');
    pieces = [];
    size = 0;
    if (!stream.write(text)) {
      draining ??= new Promise((resolve) => {
        stream.once('drain', () => {
          draining = null;
          resolve();
        });
      });
    }
    return draining;
  }
  return {
    write(text) {
      pieces.push(text);
      size += text.length;
      if (size > ENOUGH) void flush();
    },
    flush,
  };
}
