// What the fuzzer begins with: real logs, and the messages in them, to be wrapped anew.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMessages } from '../tools/dialects.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Logs of our own lab, beside the project where there are any. */
const BESIDE = ['../shared/charon-lab-logs', '../shared/real/scale-100', '../shared/real/strongswan-6'];
/** Of a larger log the beginning is enough. */
const MOST_BYTES = 400_000;

function logsBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => join(directory, name));
}

/** Lines of a log as bytes, each with its newline. */
export function splitLines(bytes) {
  const lines = [];
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(10, from);
    const to = newline < 0 ? bytes.length : newline + 1;
    lines.push(bytes.subarray(from, to));
    from = to;
  }
  return lines;
}

/**
 * Out: `logs` (each the lines of a real log), `stories` (each the messages of one), and where they are from. `isWide`: those beside the project too.
 */
export function readCorpus(isWide) {
  const paths = [join(ROOT, 'samples/logs'), ...(isWide ? BESIDE.map((path) => join(ROOT, path)) : [])];
  const files = paths.flatMap(logsBelow);
  const contents = files.map((path) => readFileSync(path).subarray(0, MOST_BYTES));
  return {
    files,
    logs: contents.map(splitLines).filter((lines) => lines.length > 3),
    stories: contents.map((bytes) => readMessages(bytes.toString('utf8'))).filter((messages) => messages.length > 10),
  };
}
