import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLines } from '../../../src/watch/sinks/standard-output.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ike-trace-lines-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('lines to a file are there when the promise resolves', async () => {
  const path = join(directory, 'out');
  const fd = openSync(path, 'w');
  const write = openLines(fd);
  await write('one\n');
  await write('two\n');
  closeSync(fd);
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});

test('a reader that does not read holds nothing up, and nothing piles up', async () => {
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const write = openLines(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
  await write('first\n');
  // More than a pipe holds: the rest waits until somebody reads.
  const large = write(`${'x'.repeat(2 << 20)}\n`);
  await expect(write('third\n')).rejects.toThrow('its reader does not read');
  const buffer = Buffer.alloc(1 << 16);
  let read = 0;
  let isDone = false;
  void large.then(() => {
    isDone = true;
  });
  while (!isDone) {
    try {
      read += readSync(reader, buffer);
    } catch {
      // Empty for the moment.
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await large;
  expect(read).toBeGreaterThan(1 << 20);
  await write('fourth\n');
  closeSync(reader);
});
