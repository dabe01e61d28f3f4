/**
 * Room 8: one sink's lane: its queue, its spool, and its attempts, one after the other. What happens here never concerns another sink.
 */
import { OperationalError } from '../errors.ts';
import { safeText } from '../views/index.ts';
import type { Alert } from './alert.ts';
import { readAlert } from './alert-text.ts';
import { attempt } from './attempt.ts';

import type { DeliveryFailure, Sink } from './sinks/sink.ts';
import type { Spool, SpooledFile } from './spool.ts';
import { createWaiting, type WaitingAlert, type WaitingBounds } from './waiting.ts';

export interface LaneOptions extends WaitingBounds {
  /** Where it waits on disk; null: in memory only. `path` is for messages. */
  readonly spool: { readonly path: string; readonly files: Spool } | null;
  /** Milliseconds that one attempt may take. */
  readonly timeout: number;
  /** Milliseconds to the second attempt, and the most after doubling. */
  readonly backoff: { readonly first: number; readonly most: number };
  readonly now: () => number;
  readonly random: () => number;
  /** Told when a sink or the spool begins to fail. */
  readonly report: (error: OperationalError, sink: string) => void;
  /** Told what else a person should know, one sentence. */
  readonly note: (sentence: string) => void;
}

/** What waits in memory only, since when. */
export interface Leftover {
  readonly alert: Alert;
  readonly since: number;
}

/** Counters of a run, and what waits now. */
export interface LaneStats {
  readonly sink: string;
  readonly delivered: number;
  /** Attempts that failed and will be made again. */
  readonly failed: number;
  /** Alerts the receiver refused for good. */
  readonly refused: number;
  /** Alerts given up as too many waited. */
  readonly dropped: number;
  /** Files of the spool that could not be read. */
  readonly corrupt: number;
  readonly waiting: number;
  /** UTF-16 units of JSON. */
  readonly waitingSize: number;
  /** How many of those would not survive a restart. */
  readonly unstored: number;
  /** Since when the oldest waits, milliseconds since 1970 UTC; NaN when none does. */
  readonly oldestSince: number;
}

/** A receiver may ask for patience, not for silence. */
const MAX_RETRY_AFTER_MS = 15 * 60e3;
/** How often an unwritable spool is tried again. */
const STORE_AGAIN_MS = 30e3;

/** How long an attempt that was told to give up is waited for at the end. */
const LEAVE_MS = 1000;

/** Resolves with the promise, or after as many milliseconds. */
function atMost(promise: Promise<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void promise.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

export function createLane(sink: Sink, options: LaneOptions) {
  const { spool, report, note } = options;
  const queue = createWaiting(options);
  const counts = { delivered: 0, failed: 0, refused: 0, dropped: 0, corrupt: 0 };
  /** Failures of the sink since it last took or refused an alert. */
  let failures = 0;
  let isRefusalSaid = false;
  let isSpoolBroken = false;
  let isStopping = false;
  /** Nothing more is tried in this run. */
  let isOver = false;
  /** Files of alerts that need not be delivered any more, and could not be removed. */
  const undeleted = new Set<string>();
  /** At most one attempt is under way; while one is, or while the lane waits, no other begins. */
  let underWay: AbortController | null = null;
  let lastAttempt: Promise<void> = Promise.resolve();
  let wait: NodeJS.Timeout | null = null;
  let storeAgain: NodeJS.Timeout | null = null;
  /** Called when nothing more will be tried in this run. */
  let onStill: (() => void) | null = null;

  function say(code: 'sink-failed' | 'sink-refused' | 'spool-full' | 'spool-failed', sentence: string, about: string) {
    report(new OperationalError(code, sentence, about), sink.name);
  }

  function discard(entry: WaitingAlert): void {
    queue.remove(entry);
    if (entry.file === null || spool === null) return;
    try {
      spool.files.remove(entry.file);
    } catch (thrown) {
      // If that lasts, it is delivered again after a restart, with the same key.
      undeleted.add(entry.file);
      breakSpool(thrown);
    }
  }

  function breakSpool(thrown: unknown): void {
    if (!isSpoolBroken && spool !== null) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      say('spool-failed', `the spool of ${sink.name} cannot be used: ${safeText(reason)}`, spool.path);
    }
    isSpoolBroken = true;
    if (!isStopping) storeAgain ??= setTimeout(storeAll, STORE_AGAIN_MS);
  }

  /** Brings to disk what is in memory only, as far as that goes. */
  function storeAll(): void {
    if (storeAgain !== null) clearTimeout(storeAgain);
    storeAgain = null;
    if (spool === null) return;
    try {
      for (const name of undeleted) {
        spool.files.remove(name);
        undeleted.delete(name);
      }
      for (const entry of queue.all) entry.file ??= spool.files.write(JSON.stringify(entry.alert));
    } catch (thrown) {
      breakSpool(thrown);
      return;
    }
    if (isSpoolBroken) note(`the spool of ${sink.name} can be used again`);
    isSpoolBroken = false;
  }

  /** Those that had to go: too many wait, or they waited too long. */
  function giveUp(gone: readonly WaitingAlert[]): void {
    for (const entry of gone) {
      discard(entry);
      counts.dropped++;
      // Said at the first, the tenth, the hundredth: a full spool must not fill the log.
      if (/^10*$/.test(String(counts.dropped)))
        say(
          'spool-full',
          `too many alerts wait for ${sink.name}, or too long; given up so far: ${counts.dropped}`,
          sink.name,
        );
    }
  }

  function enqueue(entry: Pick<WaitingAlert, 'alert' | 'file' | 'since'>): void {
    const size = JSON.stringify(entry.alert).length;
    giveUp(queue.add({ ...entry, size, attempts: 0 }));
  }

  function settle(entry: WaitingAlert, failure: DeliveryFailure | null): number {
    if (failure === null) {
      counts.delivered++;
      discard(entry);
      if (failures > 0 || isRefusalSaid) note(`${sink.name} takes alerts again`);
      isRefusalSaid = false;
      failures = 0;
      return 0;
    }
    if (failure.isFinal) {
      counts.refused++;
      discard(entry);
      if (!isRefusalSaid) say('sink-refused', `${sink.name} refused an alert: ${failure.message}`, sink.name);
      isRefusalSaid = true;
      failures = 0;
      return 0;
    }
    counts.failed++;
    entry.attempts++;
    queue.release();
    if (failures++ === 0) say('sink-failed', `${sink.name} did not take an alert: ${failure.message}`, sink.name);
    // Half of it is chance, so that many watchers do not come back to a receiver at the same moment.
    const { first, most } = options.backoff;
    const backoff = Math.min(first * 2 ** Math.min(failures - 1, 30), most);
    return Math.max(1, backoff * (0.5 + options.random() / 2), Math.min(failure.retryAfter, MAX_RETRY_AFTER_MS));
  }

  /** Begins the next attempt, if it is time for one. */
  function pump(): void {
    if (underWay !== null || wait !== null || isOver) return;
    giveUp(queue.expire(options.now()));
    const entry = queue.take();
    if (entry === null) {
      onStill?.();
      return;
    }
    const controller = new AbortController();
    underWay = controller;
    lastAttempt = attempt(sink, entry.alert, controller, options.timeout).then((failure) => {
      underWay = null;
      const pause = settle(entry, failure);
      if (pause === 0) pump();
      else if (isStopping) onStill?.();
      else wait = setTimeout(resume, pause);
    });
  }

  function resume(): void {
    wait = null;
    pump();
  }

  function loadFile({ name, text, since }: SpooledFile): void {
    const alert = text === null ? null : readAlert(text);
    if (alert === null) {
      counts.corrupt++;
      note(`${safeText(name)} in the spool of ${sink.name} is no alert and was set aside`);
      spool!.files.setAside(name);
    } else if (queue.has(alert.key)) spool!.files.remove(name);
    // A clock that was set back makes no alert older.
    else enqueue({ alert, file: name, since: since <= options.now() ? since : options.now() });
  }

  /** Takes over what an earlier run left. Call once, first. */
  function load(): void {
    if (spool === null) return;
    try {
      for (const file of spool.files.load()) loadFile(file);
    } catch (thrown) {
      breakSpool(thrown);
    }
  }

  /** Returns when the alert is durable, or when that turned out to be impossible for now. Delivery begins with `start`. */
  function send(alert: Alert): void {
    if (queue.has(alert.key)) return;
    enqueue({ alert, file: null, since: options.now() });
    storeAll();
  }

  function start(): void {
    if (!isStopping) pump();
  }

  /** Tries once more what waits, for at most `grace` milliseconds; then gives up the attempt under way. */
  async function stop(grace: number): Promise<void> {
    isStopping = true;
    if (storeAgain !== null) clearTimeout(storeAgain);
    if (wait !== null) clearTimeout(wait);
    storeAgain = wait = null;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, grace);
      onStill = () => {
        clearTimeout(timer);
        resolve();
      };
      pump();
    });
    isOver = true;
    underWay?.abort();
    await atMost(lastAttempt, LEAVE_MS);
    storeAll();
  }

  /** What waits in memory only, and would be lost with this lane. After `stop`. */
  const leftovers = (): Leftover[] =>
    [...queue.all].filter(({ file }) => file === null).map(({ alert, since }) => ({ alert, since }));

  /** Takes over what waited in the memory of another lane. Call after `load`. */
  function inherit(list: readonly Leftover[]): void {
    for (const { alert, since } of list) if (!queue.has(alert.key)) enqueue({ alert, file: null, since });
    if (list.length > 0) storeAll();
  }

  function stats(): LaneStats {
    const entries = [...queue.all];
    return {
      sink: sink.name,
      ...counts,
      waiting: entries.length,
      waitingSize: queue.size(),
      unstored: entries.filter(({ file }) => file === null).length,
      oldestSince: entries[0]?.since ?? Number.NaN,
    };
  }

  return { name: sink.name, load, inherit, send, start, stop, leftovers, stats };
}
