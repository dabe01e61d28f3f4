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
function tell(isProblem: boolean, message: string, next?: string): void {
  const told = message.split('\n').map(safeText).join('\n');
  toStderr(`ike-trace: ${isProblem ? '' : 'note: '}${told}${next === undefined ? '' : `\n  ${next}`}\n`);
}

function sentence(line: string): void {
  const entry = JSON.parse(line) as { level: number; msg: string; next?: string };
  tell(entry.level > WARN, entry.msg, entry.next);
}

/** A log for people, or with `asJson` for programs. pino is loaded with the first thing to say: most runs have nothing. */
export function createLog(asJson: boolean): Log {
  let logger: Logger | null = null;
  /** Null when pino cannot be loaded: what has to be said may be that no more files can be opened. */
  const ready = (): Logger | null => {
    if (logger !== null) return logger;
    let pino: typeof Pino;
    try {
      pino = createRequire(import.meta.url)('pino') as typeof Pino;
    } catch {
      return null;
    }
    logger = asJson
      ? pino({ base: { name: 'ike-trace' } }, pino.destination({ dest: 2, sync: true }))
      : pino({ base: null, timestamp: false }, { write: sentence });
    return logger;
  };
  return {
    problem(error, subject = '') {
      const facts = { code: error.code, next: error.nextStep, ...(subject === '' ? {} : { source: subject }) };
      const log = ready();
      if (log === null) tell(true, error.message, error.nextStep);
      else log.error(facts, error.message);
    },
    note(text) {
      const log = ready();
      if (log === null) tell(false, text);
      else log.warn(text);
    },
  };
}
