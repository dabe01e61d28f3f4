/**
 * Room 8: lines to a file descriptor whose reader may be slow or stuck, without ever waiting for it.
 *
 * `process.stdout` writes to a pipe synchronously: a reader that stops reading would stop us reading the log. A write in the thread pool would
 * not, but holds the end of the program up for ever. So pipes and sockets are written to as sockets; files do not stall.
 */
import { createWriteStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/** Resolves when the line has left this process; lines leave in order. Rejects when it cannot leave, or when too many wait. */
export type WriteLine = (line: string) => Promise<void>;

/** Waits for a reader that is slow; one that is stuck must not fill memory. */
const MAX_WAITING_BYTES = 1 << 20;

function streamOf(fd: number): Writable {
  const about = fstatSync(fd);
  if (!about.isFIFO() && !about.isSocket()) return createWriteStream('', { fd, autoClose: false });
  return new Socket({ fd, readable: false, writable: true }).unref();
}

/** In: an open file descriptor. */
export function openLines(fd: number): WriteLine {
  const stream = streamOf(fd);
  // Each write hears of its own error; without a listener a closed pipe would end the program.
  stream.on('error', () => {});
  return (line) =>
    new Promise((resolve, reject) => {
      if (stream.writableLength > MAX_WAITING_BYTES) reject(new Error('its reader does not read'));
      else
        stream.write(line, (error) => {
          if (error) reject(error);
          else resolve();
        });
    });
}

let out: WriteLine | null = null;

/** Standard output, shared by all who write lines to it. */
export function standardOutput(): WriteLine {
  out ??= openLines(1);
  return out;
}
