/**
 * Room 8: lines of JSON for fail2ban and log shippers, made by pino. What stands first is what a filter may rely on: level, time and the fields
 * given, in the order given; a text of the log among them is a JSON string, so a quote in it is `\"`: it can neither end its string nor the line.
 */
import { isIP } from 'node:net';
import { type DestinationStream, pino } from 'pino';
import { safeJsonText } from '../views/index.ts';
import { cut } from './sinks/sink.ts';

const MAX_TEXT = 1000;
const MAX_SHORT = 256;

/** An address in its fixed shape; null for everything else, a zone (`%eth0`) included. */
export const addressOf = (host: string | null): string | null =>
  host !== null && !host.includes('%') && isIP(host) !== 0 ? host : null;

/** A name or an identity, bounded. */
export const short = (text: string | null): string | null => (text === null ? null : cut(text, MAX_SHORT));

/** A sentence, bounded. */
export const long = (text: string): string => cut(text, MAX_TEXT);

/** Gives a function that makes a line, its end included. `at` is ISO 8601. */
export function createLineMaker() {
  /** What pino made last, and the time it is to put in: pino calls back before it returns. */
  let line = '';
  let time = '';
  const catcher: DestinationStream = {
    write: (text) => {
      line = text;
    },
  };
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":${JSON.stringify(time)}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    catcher,
  );
  return (level: 'error' | 'warn' | 'info', at: string, fields: object, message: string): string => {
    time = at;
    logger[level](fields, long(message));
    return `${safeJsonText(line.trimEnd())}\n`;
  };
}
