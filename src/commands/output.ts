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
  function flush(): Promise<void> | null {
    if (size === 0) return null;
    const text = pieces.join('');
    pieces = [];
    size = 0;
    if (stream.write(text)) return null;
    return new Promise((resolve) => stream.once('drain', resolve));
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
