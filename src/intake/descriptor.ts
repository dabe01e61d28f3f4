/**
 * Room 1, intake: file descriptors with promises. Numbers rather than FileHandles, because pipes and tail-file want
 * numbers.
 */
import fs from 'node:fs';
import { promisify } from 'node:util';

const open = promisify(fs.open);

/**
 * Opens for reading. Without O_NONBLOCK, a FIFO that nobody writes to would hold a thread of the pool that all file
 * access shares.
 */
export function openDescriptor(path: string): Promise<number> {
  return open(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
}

export const readDescriptor = promisify(fs.read);
export const closeDescriptor = promisify(fs.close);
export const statDescriptor = promisify(fs.fstat);

/**
 * `/dev/stdin`, `/dev/fd/63` (a shell's `<(...)`) and the like mean a descriptor that is open already: its number, or
 * null.
 */
export function descriptorOf(path: string): number | null {
  if (path === '/dev/stdin') return 0;
  const found = /^\/(?:dev|proc\/self)\/fd\/(\d{1,6})$/.exec(path);
  return found === null ? null : Number(found[1]);
}
