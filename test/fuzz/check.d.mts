// Types of check.mjs.
import type { createDump } from '../../src/commands/dump.ts';
import type { createLines } from '../../src/lines/index.ts';
import type { PatternWords } from '../../src/messages/index.ts';
import type { createPipeline } from '../../src/pipeline.ts';
import type { createView, Report, safeText } from '../../src/views/index.ts';
import type { Case } from './mutate.mjs';

/** What of the program the checks use: sources or build. */
export interface Program {
  readonly createPipeline: typeof createPipeline;
  readonly createLines: typeof createLines;
  readonly createView: typeof createView;
  readonly createDump: typeof createDump;
  readonly safeText: typeof safeText;
  readonly patterns: readonly PatternWords[];
}
export interface Output {
  readonly name: string;
  readonly kind: 'text' | 'coloured' | 'json' | 'ndjson' | 'lines';
  readonly text: string;
}
export const NOW: number;
export function walk(program: Program, given: Case): { report: Report; outputs: Output[] };
export function complaintAbout(program: Program, given: Case): string | null;
export function complaintAboutText(output: Pick<Output, 'kind' | 'text'>): string | null;
