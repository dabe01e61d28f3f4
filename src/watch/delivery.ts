/**
 * Room 8: from alerts to sinks. An alert enters; it leaves by every sink, at least once, each with its own lane: retries, order, bound, spool.
 * `send` waits for the disk and for nothing else.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { OperationalError } from '../errors.ts';
import type { Alert } from './alert.ts';
import { SPOOL_DEFAULTS } from './config.ts';
import { createLane, type LaneOptions, type LaneStats, type Leftover } from './lane.ts';
import { SINK_NAME, type Sink } from './sinks/sink.ts';
import { openSpool, type SpoolFiles } from './spool.ts';

export type { LaneStats } from './lane.ts';

export interface DeliveryOptions {
  readonly sinks: readonly Sink[];
  /** Each sink has a directory of its name in it. Null: what waits is lost at the end. */
  readonly spoolDirectory: string | null;
  /** Told when a sink or its spool begins to fail: once, until it worked again. */
  readonly report: (error: OperationalError, sink: string) => void;
  /** Told when it works again, and what else a person should know, one sentence without a full stop. */
  readonly note: (sentence: string) => void;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  /** 0 to 1. */
  readonly random?: () => number;
  /** For each sink: the most alerts that wait, and the most UTF-16 units of JSON. */
  readonly maxAlerts?: number;
  readonly maxSize?: number;
  /** How long an alert may wait, milliseconds; 0 for no end. */
  readonly maxAge?: number;
  /** What an earlier delivery had in memory only, by sink. */
  readonly leftovers?: Leftovers;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly backoff?: { readonly first: number; readonly most: number };
  /** How long `stop` waits for what can still be delivered. Milliseconds. */
  readonly stopGrace?: number;
  readonly files?: SpoolFiles;
}

export interface Delivery {
  /**
   * Returns when the alert is durable in every sink's spool (where a disk refuses: in memory, which was reported). An alert whose key waits
   * already is not queued twice. Never throws.
   */
  send(alert: Alert): void;
  /** One last attempt for what waits, within the grace; the rest stays in the spool. Until the process ends alerts may be sent: they go to the spool. */
  stop(): Promise<void>;
  /** After `stop`: what is in memory only, and is lost unless another delivery takes it over. */
  leftovers(): Leftovers;
  /** One for each sink, in the order given. */
  stats(): LaneStats[];
}

/** By sink; sinks without any are not in it. */
export type Leftovers = ReadonlyMap<string, readonly Leftover[]>;

const SETTINGS = { ...SPOOL_DEFAULTS, timeout: 10_000, stopGrace: 2000 } as const;
const BACKOFF = { first: 1000, most: 5 * 60e3 };

function checkNames(sinks: readonly Sink[]): void {
  const names = new Set<string>();
  for (const { name } of sinks) {
    if (!SINK_NAME.test(name))
      throw new OperationalError(
        'usage',
        `${JSON.stringify(name)} cannot be the name of a sink; use a-z, 0-9, - and _`,
      );
    if (names.has(name)) throw new OperationalError('usage', `two sinks have the name ${name}`);
    names.add(name);
  }
}

/** Spools of sinks that are not in the configuration any more: what waits there is kept, and nobody takes it. */
function orphans(spoolDirectory: string | null, { sinks, files = fs }: DeliveryOptions): string[] {
  const count = (path: string) => {
    try {
      return files.readdirSync(path).filter((name) => name.endsWith('.json')).length;
    } catch {
      return 0;
    }
  };
  try {
    const names = spoolDirectory === null ? [] : files.readdirSync(spoolDirectory);
    return names
      .filter((name) => SINK_NAME.test(name) && !sinks.some((sink) => sink.name === name))
      .map((name) => ({ name, waiting: count(join(spoolDirectory!, name)) }))
      .filter(({ waiting }) => waiting > 0)
      .map(({ name, waiting }) => `alerts that wait for ${name}, a sink that is not configured any more: ${waiting}`);
  } catch {
    // A directory that cannot be read was complained of by the lanes.
    return [];
  }
}

/** What to say of alerts that nothing keeps. */
export const lost = (leftovers: Leftovers): string[] =>
  [...leftovers].map(
    ([name, { length }]) => `alerts for ${name} that were not delivered and are lost, as nothing keeps them: ${length}`,
  );

/** Takes over what an earlier run left in the spool, and begins to deliver. Throws OperationalError `usage` for names that clash. */
export function createDelivery(options: DeliveryOptions): Delivery {
  checkNames(options.sinks);
  const { spoolDirectory, files } = options;
  const spoolOf = (name: string): LaneOptions['spool'] => {
    if (spoolDirectory === null) return null;
    const path = join(spoolDirectory, name);
    return { path, files: openSpool(path, files) };
  };
  const lanes = options.sinks.map((sink) =>
    createLane(sink, {
      spool: spoolOf(sink.name),
      maxAlerts: options.maxAlerts ?? SETTINGS.maxAlerts,
      maxSize: options.maxSize ?? SETTINGS.maxSize,
      maxAge: options.maxAge ?? SETTINGS.maxAge,
      timeout: options.timeout ?? SETTINGS.timeout,
      backoff: options.backoff ?? BACKOFF,
      now: options.now ?? Date.now,
      random: options.random ?? Math.random,
      report: options.report,
      note: options.note,
    }),
  );
  for (const lane of lanes) lane.load();
  const leftovers = new Map(options.leftovers);
  for (const lane of lanes) {
    lane.inherit(leftovers.get(lane.name) ?? []);
    leftovers.delete(lane.name);
  }
  for (const sentence of lost(leftovers)) options.note(sentence);
  for (const sentence of orphans(spoolDirectory, options)) options.note(sentence);
  for (const lane of lanes) lane.start();
  return {
    send(alert) {
      // Safe for all before any sees it: a crash in between makes the sender send again, and none has it twice.
      for (const lane of lanes) lane.send(alert);
      for (const lane of lanes) lane.start();
    },
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop(options.stopGrace ?? SETTINGS.stopGrace)));
    },
    leftovers: () =>
      new Map(lanes.map((lane) => [lane.name, lane.leftovers()] as const).filter(([, list]) => list.length > 0)),
    stats: () => lanes.map((lane) => lane.stats()),
  };
}
