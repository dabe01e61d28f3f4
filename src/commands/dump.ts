/**
 * `--dump`: what a room delivers, one JSON object a line, instead of a report. For who works on patterns and on ike-trace itself.
 */
import { GROUPS } from '../lines/index.ts';
import type { Message } from '../messages/index.ts';
import type { Step } from '../negotiation/index.ts';
import type { Dump } from '../options.ts';
import type { Watcher } from '../pipeline.ts';
import { safeJson } from '../views/index.ts';

const known = (n: number) => (n < 0 || Number.isNaN(n) ? null : n);

function envelope({ record }: Message) {
  return {
    source: record.source.name,
    line: record.line,
    at: Number.isNaN(record.at) ? null : new Date(record.at).toISOString(),
    host: record.speaker.host,
    program: record.speaker.program,
    pid: record.speaker.pid,
    thread: known(record.thread),
    group: GROUPS[record.group] ?? null,
    level: known(record.level),
    uniqueId: known(record.uniqueId),
    name: record.name,
  };
}

/** A watcher that prints what it sees. */
export function createDump(what: Dump, write: (text: string) => void): Watcher {
  const print = (value: object) => write(`${safeJson(value)}\n`);
  if (what === 'records') return { message: (message) => print({ ...envelope(message), text: message.whole() }) };
  if (what === 'messages') {
    return {
      message: (message) =>
        print({
          ...envelope(message),
          pattern: message.pattern?.name ?? null,
          means: message.pattern?.means ?? null,
          text: message.whole(),
        }),
    };
  }
  return {
    step: ({ event, ikeSa, daemon }: Step) =>
      print({
        source: event.source.name,
        line: event.line,
        type: event.type,
        daemon: daemon.id,
        ikeSa: ikeSa?.id ?? null,
        state: ikeSa?.state ?? null,
        ...event.fields,
      }),
  };
}
