/**
 * `ike-trace patterns check` and `ike-trace patterns unmatched`: tools for who extends the patterns.
 */
import type { Log } from '../log.ts';
import { checkPatterns, formatComplaints } from '../messages/index.ts';
import { EVENT_FIELDS } from '../negotiation/index.ts';
import type { Options } from '../options.ts';
import { createPipeline } from '../pipeline.ts';
import { safeText } from '../views/index.ts';
import { createOutput } from './output.ts';
import { loadPatterns, readAll } from './read.ts';

/** Prints every complaint. Exit status 1 when there is one. */
export function check(directories: readonly string[]): number {
  const { patterns, wordings, samples, complaints, notes } = checkPatterns(directories, EVENT_FIELDS);
  if (notes.length > 0) process.stdout.write(formatComplaints(notes));
  if (complaints.length > 0) {
    process.stdout.write(formatComplaints(complaints));
    process.stderr.write(
      `${complaints.length} ${complaints.length === 1 ? 'complaint' : 'complaints'} about ${patterns} patterns\n`,
    );
    return 1;
  }
  process.stdout.write(`${patterns} patterns with ${wordings} wordings keep the laws (${samples} samples)\n`);
  return 0;
}

/** Prints the shapes of what no pattern knows, the most frequent first. */
export async function unmatched(options: Options, log: Log): Promise<number> {
  const output = createOutput(process.stdout);
  const pipeline = createPipeline(
    loadPatterns(options.patternDirectories),
    { now: Date.now, ...(options.dialect === null ? {} : { dialect: options.dialect }) },
    {},
  );
  const { isRead } = await readAll(options, log, (piece) => pipeline.feed(piece));
  pipeline.end();
  if (!isRead) return 2;
  const { shapes, left } = pipeline.unmatched();
  for (const { count, group, shape, source, line } of shapes) {
    output.write(
      `${String(count).padStart(7)}  ${group ?? '---'}  ${safeText(shape)}   (${safeText(source)}:${line})\n`,
    );
  }
  if (left > 0) output.write(`${String(left).padStart(7)}  further messages of shapes beyond the bound\n`);
  await output.flush();
  if (shapes.length === 0) process.stderr.write("Every line of charon's was recognised.\n");
  return 0;
}
