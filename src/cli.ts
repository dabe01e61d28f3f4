#!/usr/bin/env node
/**
 * The front door: the command line, exit codes and signals. The only place where the process ends.
 * Exit status: 0 no failure found, 1 at least one finding of severity `error`, 2 could not run.
 */
import { trace } from './commands/trace.ts';
import { OperationalError, systemCode } from './errors.ts';
import { createLog } from './log.ts';
import { readOptions } from './options.ts';

/** Words that can only be paths are no command's name and no option: most runs need no parser, which takes longer to load than a short log to read. */
const isPath = (word: string): boolean => !word.startsWith('-') && /[./]/.test(word);

/** Who reads our output may stop reading (`| head`): a quiet end, whatever was found. */
function endOnFailedOutput(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`ike-trace: standard output failed: ${error.message}\n`);
  process.exit(2);
}

/** A fault of ours, or of the system in the middle of ours, must not look like a finding, whose exit status is 1. */
function endOnFault(thrown: unknown): never {
  if (systemCode(thrown) === 'EMFILE' || systemCode(thrown) === 'ENFILE') {
    process.stderr.write('ike-trace: too many files are open\n  raise the limit: ulimit -n\n');
  } else {
    process.stderr.write(
      `ike-trace: this is a fault of ike-trace: ${thrown instanceof Error ? thrown.stack : thrown}\n`,
    );
  }
  process.exit(2);
}

async function main(): Promise<number> {
  process.stdout.on('error', endOnFailedOutput);
  process.on('uncaughtException', endOnFault);
  const words = process.argv.slice(2);
  const log = createLog(words.includes('--log-json'));
  try {
    if (words.length > 0 && words.every(isPath)) return await trace(readOptions(words, {}, Date.now()), log);
    return await (await import('./commands/program.ts')).obey(words, log);
  } catch (thrown) {
    if (!(thrown instanceof OperationalError)) endOnFault(thrown);
    log.problem(thrown);
    return 2;
  }
}

/** Output to a pipe is asynchronous: the process ends when all of it is written. */
async function run(): Promise<void> {
  const status = await main();
  process.exitCode = status;
  process.stdout.write('', (error) => (error ? endOnFailedOutput(error) : process.exit(status)));
}

void run();
