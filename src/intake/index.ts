/**
 * Room 1, intake: bytes come in. The door. In: paths, standard input, the journal. Out: chunks of bytes and the breaks
 * between them.
 */
import type { TakePiece } from './chunk.ts';
import { readFile, readStdin } from './file.ts';
import { createGate } from './gate.ts';
import type { SourceSpec } from './plan.ts';
import { type IntakeOptions, type Reading, type Surroundings, settle } from './reading.ts';

export type { Break, Chunk, Source, TakePiece } from './chunk.ts';
export { cursorOf, journalctlArguments } from './journal-place.ts';
export type { SourcePlan, SourceSpec, Start } from './plan.ts';
export { planSources } from './plan.ts';
export type { IntakeOptions, Reading } from './reading.ts';
export type { BytePrint, FilePrint, Resumption } from './resume.ts';
export { planResumption, printOf } from './resume.ts';

/** What follows files, and what runs journalctl: loaded where it is asked for, since most runs read saved files. */
interface Live {
  readonly follow: typeof import('./follow.ts') | null;
  readonly journal: typeof import('./journald.ts') | null;
}

function read(spec: SourceSpec, surroundings: Surroundings, live: Live): Reading {
  switch (spec.kind) {
    case 'file':
      return readFile(spec.path, spec.stream, surroundings, spec.from);
    case 'stdin':
      return readStdin(surroundings);
    case 'follow':
      return live.follow!.followFile(spec.path, spec.stream, surroundings, spec.from);
    case 'journal':
      return live.journal!.readJournal(spec, surroundings);
    default:
      return spec satisfies never;
  }
}

function isEndless(spec: SourceSpec): boolean {
  return spec.kind === 'follow' || (spec.kind === 'journal' && spec.follow);
}

/**
 * Opens and reads sources. Saved ones are read one after the other, in order. Where one is followed, the saved ones
 * come first, and then all live ones side by side. `emit` gets one piece at a time, of whichever source; the promise
 * it may return is awaited first. Operational errors go to `options.report`. The reading is done when every source has
 * ended.
 */
export function openSources(specs: readonly SourceSpec[], emit: TakePiece, options: IntakeOptions): Reading {
  const settings = settle(options);
  let id = settings.firstId;
  const surroundings: Surroundings = {
    gate: createGate(emit),
    introduce: (name, stream, live, linesBefore = 0) => ({
      id: id++,
      name,
      stream,
      live,
      ...(linesBefore > 0 ? { linesBefore } : {}),
    }),
    settings,
  };
  const isLive = specs.some(isEndless)
    ? (spec: SourceSpec) => isEndless(spec) || spec.kind === 'stdin'
    : (_spec: SourceSpec) => false;
  let open: Reading[] = [];
  let isStopped = false;

  async function readTogether(together: readonly SourceSpec[]): Promise<void> {
    if (isStopped) return;
    const has = (kind: SourceSpec['kind']) => together.some((spec) => spec.kind === kind);
    const follow = has('follow') ? await import('./follow.ts') : null;
    const journal = has('journal') ? await import('./journald.ts') : null;
    open = together.map((spec) => read(spec, surroundings, { follow, journal }));
    try {
      // Asked for the end while they were loaded.
      if (isStopped) await Promise.all(open.map((reading) => reading.stop()));
      await Promise.all(open.map(({ done }) => done));
    } catch (thrown) {
      await Promise.allSettled(open.map((reading) => reading.stop()));
      throw thrown;
    }
  }
  async function run(): Promise<void> {
    for (const spec of specs) if (!isLive(spec)) await readTogether([spec]);
    await readTogether(specs.filter(isLive));
  }

  const done = run();
  async function stop(): Promise<void> {
    isStopped = true;
    await Promise.all(open.map((reading) => reading.stop()));
    await done;
  }
  return { done, stop };
}

/** Opens one source, as `openSources` does. */
export function openSource(spec: SourceSpec, emit: TakePiece, options: IntakeOptions): Reading {
  return openSources([spec], emit, options);
}
