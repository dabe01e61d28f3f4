// The lab: runs one program and waits for it.
import { execFile } from 'node:child_process';

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Never rejects for a program that ran and failed: the caller decides whether that was wanted. */
export function attempt(program: string, args: readonly string[], input = ''): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'utf8' as const, maxBuffer: 256 << 20 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number' && !error.killed) reject(error);
      else resolve({ status: Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

export async function run(program: string, args: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await attempt(program, args, input);
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr.trim() || stdout.trim()}`);
  return stdout;
}

export const pause = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));
