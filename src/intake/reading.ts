/**
 * Room 1, intake: what every reader of a source is given and gives back.
 */
import type { OperationalError } from '../errors.ts';
import type { Source } from './chunk.ts';
import type { Gate } from './gate.ts';

/** A source being read. */
export interface Reading {
  /**
   * Resolves when nothing more will come: at the end of the source, or after `stop`. What the outside world did wrong
   * went to `IntakeOptions.report`; this rejects only with what the taker threw.
   */
  readonly done: Promise<void>;
  /**
   * Asks for the end: what is already at hand is still delivered, then `end`. Resolves together with `done`, so a
   * taker must not wait for it inside the call that delivers a piece.
   */
  stop(): Promise<void>;
}

/** Makes a Source. Called when a reader knows that there is something to read, right before it says `opened`. */
export type Introduce = (name: string, stream: string, live: boolean, linesBefore?: number) => Source;

/** How to read. Times are milliseconds. */
export interface IntakeOptions {
  /**
   * Told of every operational error together with the name of its source, as it happens. Reading goes on with whatever
   * else can be read. A source that was never `opened` could not be read at all; each `opened` has one `end`.
   */
  readonly report: (error: OperationalError, name: string) => void;
  /** Followed files and a followed journal: only what is new, not what is there already. */
  readonly fromEnd?: boolean;
  /** Largest chunk of a file, in bytes. */
  readonly chunkBytes?: number;
  /** How often a followed path is looked at again, beside the notices of the file system. */
  readonly lookEvery?: number;
  /** The journalctl program. */
  readonly journalctl?: string;
  /** How long to wait before journalctl is started again: at first, and at most after doubling. */
  readonly backoff?: { readonly first: number; readonly most: number };
  /** Id of the first source, where sources are opened more than once in a run. */
  readonly firstId?: number;
  /** File descriptor that `-` means. */
  readonly stdin?: number;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
}

export type Settings = Required<IntakeOptions>;

/** What all readers of a run share. */
export interface Surroundings {
  readonly gate: Gate;
  readonly introduce: Introduce;
  readonly settings: Settings;
}

/** Fills in what was left out. */
export function settle(options: IntakeOptions): Settings {
  return {
    fromEnd: false,
    chunkBytes: 1 << 20,
    lookEvery: 500,
    journalctl: 'journalctl',
    backoff: { first: 1000, most: 30_000 },
    firstId: 0,
    stdin: 0,
    now: Date.now,
    ...options,
  };
}

/** A wait that can be cut short. One sleeper at a time. */
export interface Nap {
  sleep(milliseconds: number): Promise<void>;
  wake(): void;
}

/** A wake while nobody sleeps is remembered: the next sleep returns at once. */
export function createNap(): Nap {
  let wakeUp: (() => void) | null = null;
  let isAwake = false;
  function wake(): void {
    if (wakeUp === null) isAwake = true;
    else wakeUp();
  }
  async function sleep(milliseconds: number): Promise<void> {
    if (!isAwake) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    wakeUp = null;
    isAwake = false;
  }
  return { sleep, wake };
}
