// Types of samples.mjs, which is plain JavaScript because approve.mjs runs it without a compiler.
import type { PatternWords } from '../../src/messages/index.ts';
import type { createPipeline } from '../../src/pipeline.ts';
import type { createView, Report } from '../../src/views/index.ts';

/** What a log alone bears out, as its about.md states it. */
export interface Claim {
  readonly symptom: string;
  /** Best first; where `certainty` is `possible` their order means little. */
  readonly causes: readonly string[];
  readonly certainty: 'proven' | 'likely' | 'possible';
  /** Address of the peer, where one log holds several connections. */
  readonly peer?: string;
}

export interface SampleLog {
  readonly case: string;
  /** The log's name without `.log`: `moon` or `sun`. */
  readonly side: string;
  /** From the root of the project. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly goldenUrl: URL;
  readonly golden: string | null;
  readonly claims: readonly Claim[];
}

export interface Program {
  readonly createPipeline: typeof createPipeline;
  readonly createView: typeof createView;
  readonly patterns: readonly PatternWords[];
}

export function sampleLogs(): SampleLog[];
export function strayGoldens(): string[];
export function readAbout(text: string): { readonly [key: string]: unknown };
export function printSample(program: Program, log: SampleLog): { readonly text: string; readonly report: Report };
