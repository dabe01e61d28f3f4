/**
 * Our own diagnostics: pino on standard error, synchronous, so that nothing is lost when the program ends. People get a sentence, programs get
 * pino's JSON. Standard output belongs to the data.
 */
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Logger, pino as Pino } from 'pino';
import type { OperationalError } from './errors.ts';
import { safeText } from './views/index.ts';

export interface Log {
  /** Something failed, and what to do about it. `subject` is the source it is about, '' for none. */
  problem(error: OperationalError, subject?: string): void;
  /** Something a person should know. One sentence without a full stop. */
  note(sentence: string): void;
}

/** pino's levels as words of a sentence. */
const WARN = 40;

/** `stderr` may be closed or full: a diagnostic that cannot be written has nowhere to go. */
function toStderr(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nobody is left to be told.
  }
}

/** A sentence may hold the name of a file, or what another program said. */
function sentence(line: string): void {
  const entry = JSON.parse(line) as { level: number; msg: string; next?: string };
  const next = entry.next === undefined ? '' : `\n  ${entry.next}`;
  const told = entry.msg.split('\n').map(safeText).join('\n');
  toStderr(`ike-trace: ${entry.level > WARN ? '' : 'note: '}${told}${next}\n`);
}

/** A log for people, or with `asJson` for programs. pino is loaded with the first thing to say: most runs have nothing. */
export function createLog(asJson: boolean): Log {
  let logger: Logger | null = null;
  const ready = (): Logger => {
    if (logger !== null) return logger;
    const pino = createRequire(import.meta.url)('pino') as typeof Pino;
    logger = asJson
      ? pino({ base: { name: 'ike-trace' } }, pino.destination({ dest: 2, sync: true }))
      : pino({ base: null, timestamp: false }, { write: sentence });
    return logger;
  };
  return {
    problem(error, subject = '') {
      ready().error(
        { code: error.code, next: error.nextStep, ...(subject === '' ? {} : { source: subject }) },
        error.message,
      );
    },
    note(text) {
      ready().warn(text);
    },
  };
}
