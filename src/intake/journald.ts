/**
 * Room 1, intake: the systemd journal, by a `journalctl -o json` child. In: a unit, or null for every program that
 * charon logs as. Out: `opened`, chunks of whole JSON lines, `idle`, `end`. A child that dies while following is
 * started again behind the last entry it delivered.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { OperationalError, systemCode } from '../errors.ts';
import type { Source } from './chunk.ts';
import { type Input, streamInput } from './input.ts';
import { type Beginning, cursorOf, type Journal, journalctlArguments } from './journal-place.ts';
import { createNap, type Reading, type Surroundings } from './reading.ts';

/** An entry may be long, but not without end: an unfinished line is handed on when it is longer than this. */
const LONGEST_ENTRY = 1 << 20;

const NEWLINE = 0x0a;

/**
 * Cuts what a child says into whole lines, so that an entry a dying child did not finish is not heard twice. `take`
 * returns the lines complete so far, valid until the next call, or null.
 */
export function createLineKeeper(longest = LONGEST_ENTRY) {
  let unfinished: Buffer = Buffer.alloc(0);
  let cursor: string | null = null;
  function take(bytes: Buffer): Buffer | null {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0 && unfinished.length + bytes.length <= longest) {
      unfinished = Buffer.concat([unfinished, bytes]);
      return null;
    }
    const cut = end === 0 ? bytes.length : end;
    const whole =
      unfinished.length === 0 ? bytes.subarray(0, cut) : Buffer.concat([unfinished, bytes.subarray(0, cut)]);
    unfinished = Buffer.from(bytes.subarray(cut));
    if (end > 0) {
      const start = whole.length < 2 ? 0 : whole.lastIndexOf(NEWLINE, whole.length - 2) + 1;
      cursor = cursorOf(whole.subarray(start)) ?? cursor;
    }
    return whole;
  }
  return { take, cursor: () => cursor, unfinished: () => unfinished };
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** How a child ended: `words` is what it said on standard error. */
interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  readonly spawnError: unknown;
  readonly words: string;
}

function endingOf(child: Child): Promise<Ending> {
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    if (words.length < 500) words += said;
  });
  return new Promise((resolve) => {
    child.on('error', (spawnError) => resolve({ code: null, signal: null, spawnError, words }));
    child.on('close', (code, signal) => resolve({ code, signal, spawnError: null, words }));
  });
}

function troubleOf(program: string, ending: Ending): OperationalError {
  const { code, signal, spawnError, words } = ending;
  if (spawnError !== null) {
    const why = systemCode(spawnError) === 'ENOENT' ? 'was not found' : 'cannot be run';
    return new OperationalError('journalctl-missing', `${program} ${why}`, program, spawnError);
  }
  const how = signal === null ? `with status ${code}` : `by signal ${signal}`;
  const said = words.trim().split('\n')[0];
  return new OperationalError(
    'journalctl-failed',
    `${program} ended ${how}${said ? `: ${said}` : ' and said nothing'}`,
  );
}

/** Reads the journal. Errors, reported: `journalctl-missing`, `journalctl-failed`. */
export function readJournal(journal: Journal, { gate, introduce, settings }: Surroundings): Reading {
  const name = `journal:${journal.unit ?? 'charon'}`;
  const nap = createNap();
  const begun = settings.now();
  let isStopped = false;
  let source: Source | null = null;
  let offset = 0;
  let cursor: string | null = journal.from?.cursor ?? null;
  let input: Input | null = null;
  let child: Child | null = null;

  async function beginning(): Promise<void> {
    if (source !== null) return;
    source = introduce(name, name, journal.follow, journal.from?.lines);
    await gate.hand({ kind: 'opened', source });
  }
  function resumeAt(): Beginning {
    if (cursor !== null) return { cursor };
    return journal.follow && settings.fromEnd ? { since: begun } : null;
  }
  async function handOn(bytes: Buffer): Promise<void> {
    await gate.hand({ kind: 'chunk', source: source!, bytes, offset });
    offset += bytes.length;
  }
  async function deliver(from: Input): Promise<void> {
    const keeper = createLineKeeper();
    for (;;) {
      const bytes = await from.next();
      if (bytes === null) break;
      await beginning();
      const lines = keeper.take(bytes);
      cursor = keeper.cursor() ?? cursor;
      if (lines !== null) await handOn(lines);
      if (journal.follow && (await from.isDry!())) await gate.hand({ kind: 'idle', source: source! });
    }
    // Nobody will say the rest again unless the child is started again.
    if (!journal.follow && keeper.unfinished().length > 0) await handOn(keeper.unfinished());
  }
  /** One life of the child. Out: how it ended, and whether it had delivered anything. */
  async function live(): Promise<{ ending: Ending; isProductive: boolean }> {
    const before = offset;
    child = spawn(settings.journalctl, journalctlArguments(journal, resumeAt()), { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = endingOf(child);
    input = streamInput(name, child.stdout);
    try {
      await deliver(input);
    } finally {
      await input.close();
      child.kill();
    }
    return { ending: await ended, isProductive: offset > before };
  }
  function isFailure(ending: Ending): boolean {
    return !isStopped && (journal.follow || ending.code !== 0);
  }
  async function run(): Promise<void> {
    let wait = settings.backoff.first;
    let isReported = false;
    while (!isStopped) {
      const { ending, isProductive } = await live();
      if (!isFailure(ending)) break;
      if (isProductive) {
        wait = settings.backoff.first;
        isReported = false;
      }
      if (!isReported) settings.report(troubleOf(settings.journalctl, ending), name);
      isReported = true;
      // What never delivered anything will not do so the next time.
      if (!journal.follow || source === null) return end();
      await nap.sleep(wait);
      wait = Math.min(wait * 2, settings.backoff.most);
    }
    await beginning();
    await end();
  }
  async function end(): Promise<void> {
    await gate.settle();
    if (source !== null) await gate.hand({ kind: 'end', source });
  }

  const done = run();
  async function stop(): Promise<void> {
    isStopped = true;
    nap.wake();
    await input?.close();
    child?.kill();
    await done;
  }
  return { done, stop };
}
