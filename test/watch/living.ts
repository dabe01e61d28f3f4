// A watcher whose process may die at any moment: logs and the disk are in memory, and each life goes on from what the last one had saved. For tests of what
// survives.

import {
  type Corridor,
  type CorridorOptions,
  createCorridor,
  type WatchState,
} from '../../src/commands/watch/corridor.ts';
import { reopenedAt } from '../../src/commands/watch/sources.ts';
import type { Source } from '../../src/intake/index.ts';
import { ALERTING_DEFAULTS, type Alert, createStateFile, type Disk } from '../../src/watch/index.ts';
import { NOW, patterns } from '../fixtures/corridor.ts';

/** Thrown in place of kill -9. */
export class Killed extends Error {}

/** A disk in memory. `mayDie` is asked before and after every step; a write that is cut short leaves a part of the file. */
export function createDisk(mayDie: () => boolean) {
  const files = new Map<string, string>();
  const step = (change: () => void, half: () => void = () => undefined) => {
    if (mayDie()) {
      half();
      throw new Killed();
    }
    change();
    if (mayDie()) throw new Killed();
  };
  const disk: Disk = {
    write: (path, text) =>
      step(
        () => void files.set(path, text),
        () => void files.set(path, text.slice(0, text.length >> 1)),
      ),
    rename: (from, to) =>
      step(() => {
        files.set(to, files.get(from)!);
        files.delete(from);
      }),
    syncDirectory: () => step(() => undefined),
    read: (path) => files.get(path) ?? null,
  };
  return { disk, files };
}

export interface Living {
  /** What the delivery holds or has handed on, by key, in order. */
  readonly delivered: Map<string, Alert>;
  /** How often an alert was handed over that had been before. */
  repeats(): number;
  lives(): number;
  warnings: string[];
  readonly files: Map<string, string>;
}

export interface Story {
  /** Pieces in the order in which they are appended to the log. */
  readonly pieces: readonly Buffer[];
  readonly mayDie: () => boolean;
  readonly alerts?: Partial<CorridorOptions['alerts']>;
  /** Milliseconds of the watcher's clock between two pieces. */
  readonly pause?: number;
  /** The log rests long enough after each piece for what is held back to be told. */
  readonly rests?: boolean;
}

const LOG = '/var/log/charon.log';

/** Lives until all pieces are read. `mayDie` says of each step whether the process dies in it. */
export function live({ pieces, mayDie, alerts = {}, pause = 1000, rests = false }: Story): Living {
  const whole = Buffer.concat(pieces);
  const delivered = new Map<string, Alert>();
  const warnings: string[] = [];
  const { disk, files } = createDisk(mayDie);
  let repeats = 0;
  let lives = 0;
  let clock = NOW;
  const ends: number[] = [];
  for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.length);

  function begin(): { corridor: Corridor; source: Source; offset: number } {
    const stateFile = createStateFile<WatchState>(
      '/state',
      (s) => warnings.push(s),
      () => clock,
      disk,
    );
    const before = stateFile.load();
    const track = new Map(before?.bookmarks.tracks).get(LOG);
    const from = track?.kind === 'files' ? track.from : { position: 0, lines: 0 };
    const left = track === undefined ? null : reopenedAt(track, [0]);
    const source: Source = { id: lives, name: LOG, stream: LOG, live: true, linesBefore: from.lines };
    const corridor = createCorridor({
      patterns: patterns(),
      lines: { now: () => clock, timezone: 'UTC', year: 2026 },
      alerts: { ...ALERTING_DEFAULTS, ...alerts },
      isHistory: () => false,
      before,
      reopened: new Map(left === null ? [] : [[LOG, left]]),
      save: (state) => stateFile.save(state),
      deliver(alert) {
        if (mayDie()) throw new Killed();
        if (delivered.has(alert.key)) repeats++;
        else delivered.set(alert.key, structuredClone(alert));
        if (mayDie()) throw new Killed();
      },
    });
    corridor.feed({ kind: 'opened', source });
    return { corridor, source, offset: from.position };
  }

  /** How much of the log is written by now. */
  let written = 0;
  for (;;) {
    lives++;
    try {
      const { corridor, source, offset } = begin();
      let at = offset;
      let isLive = false;
      for (;;) {
        const end = written === 0 ? 0 : ends[written - 1]!;
        if (end > at) corridor.feed({ kind: 'chunk', source, bytes: Buffer.from(whole.subarray(at, end)), offset: at });
        at = Math.max(at, end);
        corridor.feed({ kind: 'idle', source });
        if (!isLive) corridor.goLive();
        isLive = true;
        corridor.tick();
        if (rests || written === pieces.length) corridor.tick();
        if (mayDie()) throw new Killed();
        if (written === pieces.length) break;
        written++;
        clock += pause;
      }
      corridor.save();
      return { delivered, repeats: () => repeats, lives: () => lives, warnings, files };
    } catch (thrown) {
      if (!(thrown instanceof Killed)) throw thrown;
    }
  }
}
