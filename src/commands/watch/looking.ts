/**
 * Looks at the sources from outside, beside their reading, so that health can tell a stuck source from a quiet one: the size of a file, and whether another
 * journalctl finds more than was read. One look at a time for each source; one that hangs says so by not ending.
 */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { systemCode } from '../../errors.ts';
import { journalctlArguments } from '../../intake/index.ts';
import type { Look, Reached, SourceConfig, SourceHealth } from '../../watch/index.ts';
import { streamOf } from './sources.ts';

/** Never rejects. `signal` aborts when the watcher ends. */
export type LookAt = (source: SourceConfig, reached: Reached, signal: AbortSignal) => Promise<Look>;

/** A look at a file costs nothing; for one at the journal a program is started. */
const EVERY = { follow: 10_000, journal: 30_000 } as const;
/** A journal that was read so recently need not be looked at. */
const SILENT = 10_000;
/** A journalctl that takes longer is ended, and another may be tried. */
const JOURNALCTL_MS = 120_000;

async function lookAtFile(path: string): Promise<Look> {
  try {
    const { ino, size } = await stat(path);
    return { kind: 'file', ino, size };
  } catch (thrown) {
    const code = systemCode(thrown);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { kind: 'missing' }
      : { kind: 'failed', why: `cannot be looked at (${code || 'unknown'})` };
  }
}

function lookAtJournal(unit: string | null, cursor: string | null, signal: AbortSignal): Promise<Look> {
  const args = journalctlArguments({ unit, follow: false }, cursor === null ? null : { cursor });
  // Fields that entries have not: the cursor and the times are always printed, and suffice.
  const all = [...args, '--lines=1', '--output-fields=_'];
  return new Promise((resolve) => {
    execFile('journalctl', all, { timeout: JOURNALCTL_MS, killSignal: 'SIGKILL', signal }, (error, stdout) => {
      if (error === null) resolve({ kind: 'journal', hasMore: stdout.trim() !== '' });
      else if (error.killed === true) resolve({ kind: 'failed', why: 'cannot be read: journalctl does not answer' });
      else
        resolve({ kind: 'failed', why: `cannot be read: journalctl ends with ${String(error.code ?? error.signal)}` });
    });
  });
}

export const LOOK: LookAt = (source, { cursor }, signal) => {
  if (source.kind === 'follow') return lookAtFile(source.path);
  if (source.kind === 'journal') return lookAtJournal(source.unit, cursor, signal);
  return Promise.resolve({ kind: 'missing' });
};

export function createLooking(sources: readonly SourceConfig[], health: SourceHealth, look: LookAt) {
  const ended = new AbortController();
  /** Clock: when the next look is due; the first at once. */
  const due = new Map<string, number>();

  async function lookAt(source: SourceConfig, stream: string): Promise<void> {
    const reached = health.look(stream);
    if (reached === null) return;
    const seen = await look(source, reached, ended.signal);
    if (!ended.signal.aborted) health.saw(stream, reached, seen);
  }

  return {
    /** Call once a second. */
    tick(clock: number): void {
      if (ended.signal.aborted) return;
      const states = new Map(health.states().map((state) => [state.stream, state]));
      for (const source of sources) {
        if (source.kind === 'stdin') continue;
        const stream = streamOf(source);
        if (clock < (due.get(stream) ?? Number.NEGATIVE_INFINITY)) continue;
        const { isUp, lastLineAt, stuck } = states.get(stream)!;
        // Whatever was read just now is not stuck.
        if (source.kind === 'journal' && isUp && stuck === null && clock - lastLineAt < SILENT) continue;
        due.set(stream, clock + EVERY[source.kind]);
        void lookAt(source, stream);
      }
    },
    /** Nothing is looked at any more, and what looks is ended. */
    stop: (): void => ended.abort(),
  };
}
