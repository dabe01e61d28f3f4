/**
 * Room 8: alerts for a program of the operator's: one process for each alert, the alert as JSON (formats/generic.ts) on its standard input.
 * No shell is involved, and no text of the log is in its arguments or its environment: both are the configuration's alone.
 *
 * Exit status 0: delivered. 65 (EX_DATAERR of sysexits.h): refused, not tried again. Everything else, a signal and being late: tried again.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { OperationalError, systemCode } from '../../errors.ts';
import { safeText } from '../../views/index.ts';
import { genericBody } from '../formats/generic.ts';
import { DeliveryFailure, type Sink } from './sink.ts';

export interface CommandOptions {
  readonly name?: string;
  /** The program and its arguments, as they are. */
  readonly argv: readonly string[];
  /** Added to, or in place of, PATH and LANG, which are all the program gets. */
  readonly environment?: ReadonlyMap<string, string>;
  /** How long after SIGTERM a program that does not end is killed, in milliseconds. */
  readonly killAfter?: number;
}

const EX_DATAERR = 65;
const KILL_AFTER_MS = 2000;
/** Kept of what it says on standard error. Everything beyond, and its standard output, is read and thrown away. */
const MAX_SAID = 512;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The whole group: a script's own children end with it. */
function signalGroup(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself.
  }
}

/** Reads standard error to its end, keeping the beginning. */
function listen(child: ChildProcessWithoutNullStreams): () => string {
  let said = Buffer.alloc(0);
  child.stdout.resume();
  child.stderr.on('data', (bytes: Buffer) => {
    if (said.length < MAX_SAID) said = Buffer.concat([said, bytes.subarray(0, MAX_SAID - said.length)]);
  });
  // A program may end without reading what it is told.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => {});
  return () => safeText(said.toString('utf8').trim());
}

/** What the end of the program means; null: delivered. */
function verdict(
  status: number | null,
  killedBy: string | null,
  isLate: boolean,
  said: string,
): DeliveryFailure | null {
  if (status === 0 && !isLate) return null;
  const why = said === '' ? '' : `: ${said}`;
  if (isLate) return new DeliveryFailure(`the command took too long and was ended${why}`, false);
  if (killedBy !== null) return new DeliveryFailure(`the command was ended by ${killedBy}${why}`, false);
  return new DeliveryFailure(`the command ended with status ${status}${why}`, status === EX_DATAERR);
}

/** In: what to run. Out: the sink. Throws OperationalError `usage` without a program. */
export function createCommandSink(options: CommandOptions): Sink {
  const [program, ...args] = options.argv;
  if (program === undefined || program === '' || options.argv.some((argument) => argument.includes('\0')))
    throw new OperationalError('usage', 'a command needs a program, and arguments without NUL');
  const env = { PATH: process.env.PATH ?? PATH, LANG: 'C.UTF-8', ...Object.fromEntries(options.environment ?? []) };
  const killAfter = options.killAfter ?? KILL_AFTER_MS;

  function run(body: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn(program!, args, { env, shell: false, detached: true, stdio: 'pipe', windowsHide: true });
      const said = listen(child);
      let killer: NodeJS.Timeout | null = null;
      const onAbort = () => {
        signalGroup(child, 'SIGTERM');
        killer = setTimeout(() => signalGroup(child, 'SIGKILL'), killAfter);
      };
      const leave = () => {
        signal.removeEventListener('abort', onAbort);
        if (killer !== null) {
          clearTimeout(killer);
          signalGroup(child, 'SIGKILL');
        }
        // A child of the program's that lives on may hold its pipes open: they are not waited for.
        for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      };
      child.once('error', (thrown) => {
        leave();
        reject(new DeliveryFailure(`${safeText(program!)} cannot be run (${systemCode(thrown)})`, false));
      });
      child.once('exit', (status, killedBy) => {
        // What it said last may still be in the pipe.
        setImmediate(() => {
          const failure = verdict(status, killedBy, killer !== null, said());
          leave();
          if (failure === null) resolve();
          else reject(failure);
        });
      });
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
      child.stdin.end(`${body}\n`);
    });
  }

  return {
    name: options.name ?? 'command',
    deliver: (alert, signal) => run(genericBody(alert), signal),
  };
}
