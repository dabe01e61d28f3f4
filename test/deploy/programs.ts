// Real programs for the tests of this directory: is it there, run it, start it and see it end with the test.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const DEPLOY = fileURLToPath(new URL('../../samples/deploy/', import.meta.url));

/** Can the program be run here? */
export const has = (program: string): boolean =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;

/** Runs it to its end. `said` is what it wrote anywhere. */
export function run(program: string, args: readonly string[]): { status: number | null; out: string; said: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 60_000 });
  return { status, out: stdout, said: `${stdout}${stderr}` };
}

const children: ChildProcess[] = [];
const directories: string[] = [];
afterAll(async () => {
  await Promise.all(
    children.splice(0).map(
      (child) =>
        new Promise<void>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve();
          child.once('exit', () => resolve());
          child.kill('SIGKILL');
        }),
    ),
  );
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A directory that is gone after the tests. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'ike-trace-deploy-'));
  directories.push(directory);
  return directory;
}

/** Starts a daemon; it ends with the tests. Gives what it has said so far. */
export function start(program: string, args: readonly string[]): () => string {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  return () => said;
}

/** A port of the loopback that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Asks until the answer is not null; throws with `why` after twenty seconds. */
export async function until<T>(ask: () => Promise<T | null> | T | null, why: () => string): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`not in twenty seconds: ${why()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The JSON at an URL; null while nobody answers. */
export async function getJson<T>(url: string): Promise<T | null> {
  try {
    const response = await fetch(url);
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
