/**
 * For the tests of files: writes one, reads one, and tells what came.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type IntakeOptions, openSource } from '../../src/intake/index.ts';
import { createTaker, type Taker, temporaryDirectory } from './taker.ts';

export const LINES = Array.from(
  { length: 4000 },
  (_, i) => `Jan  1 00:00:01 moon charon: ${i % 16}[IKE] line ${i} CN=Zürich\r\n`,
).join('');

export async function read(path: string, options: Partial<IntakeOptions> = {}): Promise<Taker> {
  const taker = createTaker();
  await openSource({ kind: 'file', path, stream: path }, taker.emit, { report: taker.report, ...options }).done;
  return taker;
}

export async function written(name: string, content: string | Buffer): Promise<string> {
  const path = join(await temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}
