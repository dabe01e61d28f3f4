/**
 * The main command: logs in, timelines and findings out, live or at the end.
 */
import { statSync } from 'node:fs';
import type { Break, Chunk, Source } from '../intake/index.ts';
import type { Log } from '../log.ts';
import type { Options } from '../options.ts';
import { createPipeline } from '../pipeline.ts';
import type { Finding } from '../triage/index.ts';
import { createView, fitsIkeSa, type Report, safeText, type View, type ViewOptions } from '../views/index.ts';
import { loadConfiguration } from './configuration.ts';
import { createDump } from './dump.ts';
import { createOutput } from './output.ts';
import { loadPatterns, readAll } from './read.ts';

/** Columns of a terminal that does not say. */
const USUAL_WIDTH = 100;

/** Milliseconds without a line after which live input is taken to pause. */
const PAUSE_MS = 300;

/** Input from a pipe that is not yet at its end is live: entries are shown as they happen. */
function isLive(options: Options): boolean {
  if (options.follow) return true;
  // Both ends are told together, at the end.
  if (options.peerPaths.length > 0) return false;
  const readsStdin = options.journal === null && (options.paths.length === 0 || options.paths.includes('-'));
  return readsStdin;
}

function viewOptions(options: Options, write: (text: string) => void, peerStreams: ReadonlySet<string>): ViewOptions {
  const isTerminal = process.stdout.isTTY === true;
  return {
    format: options.format,
    write,
    live: isLive(options),
    colour: isTerminal && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb',
    width: isTerminal ? (process.stdout.columns ?? USUAL_WIDTH) : Number.POSITIVE_INFINITY,
    brief: options.brief,
    failuresOnly: options.failuresOnly,
    connection: options.connection,
    peer: options.peer,
    since: options.since,
    until: options.until,
    ...(options.peerPaths.length === 0 ? {} : { peerStreams }),
  };
}

/** When a saved file was last written: its last line is about that old. */
function writtenAt(source: Source): number | undefined {
  return statSync(source.name, { throwIfNoEntry: false })?.mtimeMs;
}

function writeStats(report: Report): void {
  for (const input of report.inputs) {
    const others = input.lines - input.charonLines;
    process.stderr.write(
      `${safeText(input.source)}: ${input.dialect ?? 'no charon lines'}; ${input.lines} lines, ${input.charonLines} of charon's (${input.recognised} recognised, ${input.unrecognised} not), ${others} others, ${input.duplicates} duplicates dropped, ${input.order}\n`,
    );
  }
  const lost = [...report.unattributed.values()].reduce((a, b) => a + b, 0);
  process.stderr.write(
    `${report.ikeSas.length} IKE_SAs, ${report.sessions.length} connections, ${report.findings.length} findings; ${lost} lines belong to no IKE_SA\n`,
  );
}

/** Runs it. Resolves to the exit status. */
export async function trace(options: Options, log: Log): Promise<number> {
  const output = createOutput(process.stdout);
  const dump = options.dump === null ? null : createDump(options.dump, output.write);
  const peerStreams = new Set<string>();
  const shown = viewOptions(options, output.write, peerStreams);
  const view: View | null = dump === null ? createView(shown) : null;
  const readsBoth = options.peerPaths.length > 0;
  const pipeline = createPipeline(
    loadPatterns(options.patternDirectories),
    {
      now: Date.now,
      writtenAt,
      configuration: options.configuration === null ? null : loadConfiguration(options.configuration, log),
      peerStreams: readsBoth ? peerStreams : null,
      ...(options.dialect === null ? {} : { dialect: options.dialect }),
      ...(options.year === null ? {} : { year: options.year }),
      ...(options.timezone === null ? {} : { timezone: options.timezone }),
    },
    dump ?? {
      input: (input) => view?.input?.(input),
      step: (step) => view?.step(step),
      finding: (finding) => {
        // What one end's log says may be overruled by the other's.
        if (!readsBoth) view?.finding(finding);
      },
    },
    {
      isWanted: (sa) => fitsIkeSa(sa, shown),
      // What the other end's log says of an IKE_SA is known at the end.
      leave: (sa) => !readsBoth && (view?.leave?.(sa) ?? false),
      keepsLines: view?.tellsLines ?? false,
    },
  );
  const pause = () => {
    pipeline.pause();
    void output.flush();
  };
  const idle = shown.live ? setTimeout(pause, PAUSE_MS) : null;
  const feed = (piece: Chunk | Break) => {
    pipeline.feed(piece);
    idle?.refresh();
    return output.flush() ?? undefined;
  };
  const { isRead } = await readAll(options, log, feed, peerStreams);
  clearTimeout(idle ?? undefined);
  const read = pipeline.end();
  if (!isRead) return 2;
  // A peer's log that cannot be read was complained of; then this end's stands alone.
  const ends = peerStreams.size > 0 ? await import('../both-ends.ts') : null;
  const report = ends?.joinReport(read, peerStreams) ?? read;
  if (readsBoth) for (const finding of report.findings) view?.finding(finding);
  view?.end(report);
  await output.flush();
  if (options.stats) writeStats(report);
  const counts = (finding: Finding) => ends?.concernsThisEnd(finding, report) ?? true;
  return report.findings.some((finding) => finding.severity === 'error' && counts(finding)) ? 1 : 0;
}
