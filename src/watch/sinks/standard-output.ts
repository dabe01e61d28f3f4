/**
 * Room 8: lines to a file descriptor whose reader may be slow or stuck, without ever waiting for it.
 *
 * `process.stdout` writes to a pipe synchronously: a reader that stops reading would stop us reading the log. A write in the thread pool would
 * not, but holds the end of the program up for ever. So pipes and sockets are written to as sockets; files do not stall.
 */
import * as fs from 'node:fs';
import { Socket } from 'node:net';

/** Resolves when the line has left this process. Rejects when it cannot leave, or while an earlier one has not. */
export type WriteLine = (line: string) => Promise<void>;

type Done = (error?: Error | null) => void;

function toSocket(fd: number): (line: string, done: Done) => void {
  const socket = new Socket({ fd, readable: false, writable: true });
  // Each write hears of its own error; without a listener a closed pipe would end the program.
  socket.on('error', () => {});
  socket.unref();
  return (line, done) => void socket.write(line, done);
}

/** To a file all of it is written or it is an error. */
const toFile = (fd: number) => (line: string, done: Done) => fs.writeFile(fd, line, done);

/** In: an open file descriptor, 1 for standard output. */
export function openLines(fd: number): WriteLine {
  const about = fs.fstatSync(fd);
  const write = about.isFIFO() || about.isSocket() ? toSocket(fd) : toFile(fd);
  /** At most one line is on its way: a stalled reader must not fill memory. */
  let isWriting = false;
  return (line) =>
    new Promise((resolve, reject) => {
      if (isWriting) {
        reject(new Error('its reader has not taken the line before'));
        return;
      }
      isWriting = true;
      write(line, (error) => {
        isWriting = false;
        if (error) reject(error);
        else resolve();
      });
    });
}
