/**
 * What the commands share: open what the options name, feed it to a corridor, end on Ctrl-C, report what could not be read.
 */
import { stat } from 'node:fs/promises';
import { OperationalError } from '../errors.ts';
import { type Break, type Chunk, openSources, planSources, type SourceSpec } from '../intake/index.ts';
import type { Log } from '../log.ts';
import { loadShipped, loadValid, mergePatterns, type PatternWords } from '../messages/index.ts';
import type { Options } from '../options.ts';

/** The shipped patterns with the user's. Throws OperationalError for directories with mistakes. */
export function loadPatterns(directories: readonly string[]): readonly PatternWords[] {
  const added = directories.flatMap((directory) => loadValid(directory));
  return added.length === 0 ? loadShipped() : mergePatterns(loadShipped(), added);
}

/** The other end's logs, whose streams are added to `streams`. */
async function peerSpecs(
  options: Options,
  streams: Set<string>,
  report: (error: OperationalError) => void,
): Promise<readonly SourceSpec[]> {
  if (options.peerPaths.length === 0) return [];
  const { specs, errors } = await planSources(options.peerPaths, { follow: false });
  errors.forEach(report);
  for (const spec of specs) streams.add('stream' in spec ? spec.stream : '-');
  return specs;
}

async function specsOf(options: Options, report: (error: OperationalError) => void): Promise<readonly SourceSpec[]> {
  if (options.journal !== null)
    return [{ kind: 'journal', unit: options.journal === '' ? null : options.journal, follow: options.follow }];
  const { specs, errors } = await planSources(options.paths.length === 0 ? ['-'] : options.paths, {
    follow: options.follow,
  });
  errors.forEach(report);
  return specs;
}

export interface ReadingOutcome {
  /** False when nothing at all could be read. */
  readonly isRead: boolean;
}

/**
 * Reads everything that the options name. `feed` gets every piece; what it returns is awaited before more is read.
 * Ctrl-C and SIGTERM end the reading; what came so far stands. Streams of the other end's logs are in `peerStreams` before the first piece of them comes.
 */
export async function readAll(
  options: Options,
  log: Log,
  feed: (piece: Chunk | Break) => void | Promise<void>,
  peerStreams = new Set<string>(),
): Promise<ReadingOutcome> {
  let opened = 0;
  let problems = 0;
  const report = (error: OperationalError, name = '') => {
    problems++;
    log.problem(error, name);
  };
  const own = await specsOf(options, report);
  const specs = [...own, ...(await peerSpecs(options, peerStreams, report))];
  const twice = own.find((spec) => 'stream' in spec && peerStreams.has(spec.stream));
  if (twice !== undefined && 'path' in twice)
    throw new OperationalError('usage', `${twice.path} is given as the log of both ends`);
  const progress = await createProgress(specs);
  const reading = openSources(
    specs,
    (piece) => {
      if (piece.kind === 'opened') opened++;
      if (piece.kind === 'chunk') progress?.advance(piece.bytes.length);
      return feed(piece);
    },
    { report },
  );
  const stop = () => void reading.stop();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await reading.done;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    progress?.end();
  }
  return { isRead: opened > 0 || problems === 0 };
}

/** Below this a log is read before anybody wonders. */
const WORTH_SHOWING = 64 * 1024 * 1024;
const SHOW_EVERY = 200;

/** A line on standard error while saved logs are read, when that is a terminal and the work is long. */
async function createProgress(specs: readonly SourceSpec[]) {
  if (!process.stderr.isTTY || specs.some((s) => s.kind !== 'file')) return null;
  const sizes = await Promise.all(
    specs.map((s) =>
      s.kind === 'file'
        ? stat(s.path).then(
            (x) => x.size,
            () => 0,
          )
        : 0,
    ),
  );
  const total = sizes.reduce((a, b) => a + b, 0);
  if (total < WORTH_SHOWING) return null;
  let done = 0;
  let shown = 0;
  return {
    advance(bytes: number): void {
      done += bytes;
      const now = Date.now();
      if (now - shown < SHOW_EVERY) return;
      shown = now;
      process.stderr.write(`\rreading ${Math.min(99, Math.floor((done / total) * 100))} %\x1b[K`);
    },
    end: () => void process.stderr.write('\r\x1b[K'),
  };
}
