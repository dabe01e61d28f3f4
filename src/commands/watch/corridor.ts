/**
 * The corridor as the watcher walks it: pieces of logs and ticks of the clock enter, alerts leave, and what has to survive is saved before any of them does.
 * Synchronous: what `feed` returned from is either saved or will be read again.
 */
import type { Break, Chunk } from '../../intake/index.ts';
import type { LinesOptions } from '../../lines/index.ts';
import type { PatternWords } from '../../messages/index.ts';
import type { Step } from '../../negotiation/index.ts';
import { createPipeline } from '../../pipeline.ts';
import type { Finding } from '../../triage/index.ts';
import {
  type Alert,
  type AlertingOptions,
  createAlerting,
  createBookmarks,
  type Reopened,
  type SavedAlerting,
  type SavedBookmarks,
} from '../../watch/index.ts';

/** Plain data: all that survives. `outbox`: alerts that may not have reached the delivery yet. */
export interface WatchState {
  readonly alerting: SavedAlerting;
  readonly bookmarks: SavedBookmarks;
  readonly outbox: readonly Alert[];
}

export interface CorridorOptions {
  readonly patterns: readonly PatternWords[];
  readonly lines: LinesOptions;
  readonly alerts: AlertingOptions;
  /** True while a log is read that was not known before, and what is read was there before the watcher: it is learned quietly. */
  isHistory(stream: string): boolean;
  readonly before: WatchState | null;
  /** The logs that are read on, by stream. */
  readonly reopened: ReadonlyMap<string, Reopened>;
  /** Durable when it returns. */
  save(state: WatchState): void;
  /** Takes an alert over for good. */
  deliver(alert: Alert): void;
  /** Who looks on: only what was not seen before a restart. */
  step?(step: Step): void;
  finding?(finding: Finding): void;
}

/** The most that is lost of reading when the process is killed, in milliseconds of reading again; the cost is a write of the state. */
const SAVE_EVERY = 10_000;
/** Small bounds, so that memory stays flat: see NegotiationOptions. Rules look back on 400 events. */
const MEMORY = { isEndless: true, keepsLines: false, maxEvents: 960, maxIkeSas: 20_000 } as const;
/** The clock of the watcher is `lines.now`. */
export function createCorridor(options: CorridorOptions) {
  const { before } = options;
  const { now } = options.lines;
  let outbox: Alert[] = [];
  let isDirty = false;
  /** Nothing was fed since the last tick; something may be held back since the last pause. */
  let isQuiet = false;
  let isHeldBack = false;
  let savedAt = now();
  const known = new Set(before?.bookmarks.tracks.map(([stream]) => stream));
  const bookmarks = createBookmarks(options.reopened, before?.bookmarks ?? null);
  const alerting = createAlerting(options.alerts, now, (alert) => outbox.push(alert), before?.alerting);
  alerting.setLive(false);
  let speaking: Step['daemon'] | null = null;
  /** The last step was judged before a restart, and so is what is found by it. */
  let isJudged = false;
  const pipeline = createPipeline(
    options.patterns,
    options.lines,
    {
      message({ record }) {
        if (bookmarks.isPauseBefore(record)) pipeline.pause(record.source.stream);
        bookmarks.record(record);
      },
      step(step) {
        speaking = step.daemon;
        bookmarks.step(step);
        isJudged = bookmarks.isReplaying(step.event.source);
        if (isJudged) return;
        alerting.step(step);
        options.step?.(step);
      },
      finding(finding) {
        if (isJudged || speaking === null) return;
        alerting.finding(finding, speaking);
        options.finding?.(finding);
      },
    },
    { ...MEMORY, seeds: before?.bookmarks.seeds ?? [] },
  );

  function save(): void {
    savedAt = now();
    const { saved, over } = bookmarks.settle(pipeline.ikeSas, savedAt);
    for (const sa of over) pipeline.retire(sa);
    options.save({ alerting: alerting.save(), bookmarks: saved, outbox });
    isDirty = false;
  }

  /** Saved with the alerts in it, the state cannot forget them; saved without them once they are taken over, it does not tell them twice. */
  function flush(): void {
    if (outbox.length === 0) return;
    save();
    for (const alert of outbox) options.deliver(alert);
    outbox = [];
    save();
  }

  for (const alert of before?.outbox ?? []) options.deliver(alert);

  return {
    feed(piece: Chunk | Break): void {
      isQuiet = false;
      const { stream } = piece.source;
      bookmarks.piece(piece);
      alerting.setLearning(!known.has(stream) && options.isHistory(stream));
      pipeline.feed(piece);
      if (piece.kind === 'chunk') {
        isDirty = true;
        isHeldBack = true;
      }
      flush();
    },
    /** Call once a second. */
    tick(): void {
      const clock = now();
      // A log without threads holds lines back until others tell whose they are; nothing came since the last tick.
      if (isQuiet && isHeldBack) {
        for (const stream of bookmarks.pause()) pipeline.pause(stream);
        isHeldBack = false;
      }
      isQuiet = true;
      alerting.tick(clock);
      flush();
      if (alerting.takeNews() || (isDirty && clock - savedAt >= SAVE_EVERY)) save();
    },
    /** All that was there when reading began is read. */
    goLive(): void {
      alerting.setLive(true);
      flush();
    },
    /** Saves where it stands. */
    save,
    configure: alerting.configure,
    connections: alerting.connections,
    stats: () => ({ ...alerting.stats(), ikeSasDropped: pipeline.dropped().ikeSas }),
    inputs: pipeline.inputs,
    ikeSas: pipeline.ikeSas,
  };
}

export type Corridor = ReturnType<typeof createCorridor>;
