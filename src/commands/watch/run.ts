/**
 * One run of the watcher, from opening its sources to the last save. Sources enter by intake; alerts leave by the delivery. All timers of the watcher are one.
 */
import { join } from 'node:path';
import { OperationalError } from '../../errors.ts';
import { type Break, type Chunk, openSources } from '../../intake/index.ts';
import { createLines } from '../../lines/index.ts';
import type { PatternWords } from '../../messages/index.ts';
import {
  createCommandSink,
  createDelivery,
  createLogSink,
  createSourceHealth,
  createWebhookSink,
  type Delivery,
  type Leftovers,
  lost,
  type Sink,
  type SinkConfig,
  type WatchConfig,
} from '../../watch/index.ts';
import { type Corridor, type CorridorOptions, createCorridor, type WatchState } from './corridor.ts';
import { createLooking, LOOK, type LookAt } from './looking.ts';
import { openingOf, streamOf, watchedOf } from './sources.ts';

export interface RunOptions {
  readonly config: WatchConfig;
  readonly patterns: readonly PatternWords[];
  readonly before: WatchState | null;
  save(state: WatchState): void;
  report(error: OperationalError, name: string): void;
  note(sentence: string): void;
  /** Who looks on. */
  readonly onlookers?: Pick<CorridorOptions, 'step' | 'finding'> & { readonly alert?: CorridorOptions['deliver'] };
  readonly now: () => number;
  /** Looks at a source from outside; the system's own when left out. */
  readonly look?: LookAt;
}

/** When nothing came for so long after the start, there is nothing to catch up with; journalctl has to find its place first. */
const CAUGHT_UP_AFTER = { follow: 1000, stdin: 1000, journal: 10_000 } as const;

/** A pipe has no history. */
const PIPE = '-';

function sinkOf(config: SinkConfig, now: () => number): Sink {
  const { name } = config;
  if (config.kind === 'log') return createLogSink({ name });
  if (config.kind === 'command') return createCommandSink({ name, argv: config.argv });
  return createWebhookSink({ name, url: config.url, format: config.format, headers: config.headers, now });
}

/** Throws OperationalError for what of a configuration only turns out when it is used: headers, programs, the time zone. */
export function checkParts(config: WatchConfig): void {
  for (const sink of config.sinks) if (sink.kind !== 'log') sinkOf(sink, Date.now);
  createLines({ now: Date.now, ...(config.timezone === null ? {} : { timezone: config.timezone }) }, () => undefined);
}

function deliveryOf(
  config: WatchConfig,
  { report, note, now }: RunOptions,
  leftovers: Leftovers = new Map(),
): Delivery {
  return createDelivery({
    ...config.spool,
    leftovers,
    sinks: config.sinks.map((sink) => sinkOf(sink, now)),
    spoolDirectory: config.state === null ? null : join(config.state, 'spool'),
    report,
    note,
    now,
  });
}

/** Opens the sources and begins. Throws OperationalError for sinks that cannot work. */
export async function startRun(options: RunOptions) {
  const { config, now, before } = options;
  let delivery = deliveryOf(config, options);
  const { specs, reopened } = await openingOf(config.sources, before?.bookmarks ?? null, options.note);
  const begun = now();
  const health = createSourceHealth(watchedOf(config.sources, specs), now);
  const looking = createLooking(config.sources, health, options.look ?? LOOK);
  /** Streams of which not all is read that was there at the beginning; and until when the first of it is waited for. */
  const behind = new Map(config.sources.map((s) => [streamOf(s), begun + CAUGHT_UP_AFTER[s.kind]]));
  let isLive = false;
  let isStopping = false;
  const saidStuck = new Set<string>();
  const corridor: Corridor = createCorridor({
    patterns: options.patterns,
    lines: {
      now,
      ...(config.dialect === null ? {} : { dialect: config.dialect }),
      ...(config.timezone === null ? {} : { timezone: config.timezone }),
    },
    alerts: config.alerts,
    isHistory: (stream) => config.history === 'quiet' && stream !== PIPE && behind.has(stream),
    before,
    reopened,
    save: options.save,
    deliver(alert) {
      options.onlookers?.alert?.(alert);
      delivery.send(alert);
    },
    ...(options.onlookers?.step === undefined ? {} : { step: options.onlookers.step }),
    ...(options.onlookers?.finding === undefined ? {} : { finding: options.onlookers.finding }),
  });

  function goLive(): void {
    if (isLive) return;
    isLive = true;
    corridor.goLive();
  }

  async function endDelivery(): Promise<void> {
    await delivery.stop();
    for (const sentence of lost(delivery.leftovers())) options.note(sentence);
  }

  /** Says once that a source is stuck, and once that it is not any more. */
  function watchSources(): void {
    health.tick();
    looking.tick(now());
    for (const { stream, stuck } of health.states()) {
      if ((stuck !== null) === saidStuck.has(stream)) continue;
      if (stuck === null) options.note(`${stream} is read again`);
      else options.report(new OperationalError('source-stuck', `${stream} ${stuck}`, stream), stream);
      if (stuck === null) saidStuck.delete(stream);
      else saidStuck.add(stream);
    }
  }

  function take(piece: Chunk | Break): void {
    // A line that is cut off by our own end is read again as a whole.
    if (isStopping) return;
    health.piece(piece);
    const { stream } = piece.source;
    if (piece.kind === 'chunk' && behind.has(stream)) behind.set(stream, Number.POSITIVE_INFINITY);
    corridor.feed(piece);
    if (piece.kind === 'idle' || (piece.kind === 'end' && piece.source.live)) behind.delete(stream);
    if (behind.size === 0) goLive();
  }

  function tick(): void {
    for (const [stream, deadline] of behind) if (now() >= deadline) behind.delete(stream);
    if (behind.size === 0) goLive();
    corridor.tick();
    watchSources();
  }

  const reading = openSources(specs, take, { report: options.report, lookEvery: 1000, now });

  return {
    /** Resolves when every source has ended, or after `stop`. */
    done: reading.done,
    /** Call once a second. */
    tick,
    isLive: () => isLive,
    corridor,
    sources: health.states,
    delivery: () => delivery,
    /** Another configuration of alerts and sinks. What waits for a sink that stays, on disk or in memory, is taken over. */
    async configure(next: WatchConfig): Promise<void> {
      corridor.configure(next.alerts);
      // Until the old sinks have ended they take what comes, so that it is as durable as ever.
      await delivery.stop();
      delivery = deliveryOf(next, options, delivery.leftovers());
    },
    /** Saves, stops reading, and gives the sinks a moment for what waits. */
    async stop(): Promise<void> {
      isStopping = true;
      looking.stop();
      corridor.save();
      await reading.stop();
      await endDelivery();
    },
    /** Every source has ended by itself: says what still waits to be said. */
    async finish(): Promise<void> {
      goLive();
      looking.stop();
      corridor.save();
      await endDelivery();
    },
  };
}

export type Run = Awaited<ReturnType<typeof startRun>>;
