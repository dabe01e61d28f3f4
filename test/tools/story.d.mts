// Types of story.mjs, which is plain JavaScript because approve.mjs runs it without a compiler.
import type { Configuration, Include, SourceText } from '../../src/configuration/index.ts';
import type { IkeSa } from '../../src/negotiation/index.ts';
import type { TimelineEntry } from '../../src/sessions/index.ts';
import type { Finding } from '../../src/triage/index.ts';
import type { PeerReport } from '../../src/views/index.ts';

export interface Block {
  /** Line of the first line of text, counted from 1. */
  readonly first: number;
  /** Line of the last line of text; `first - 1` when there is none. */
  readonly last: number;
  readonly text: string;
}

export interface Story {
  readonly name: string;
  readonly file: string;
  /** Line of the heading. */
  readonly line: number;
  readonly charon: Block;
  /** swanctl.conf or ipsec.conf of the side whose log it is. */
  readonly config?: Block;
  /** The other end's log. */
  readonly 'peer-charon'?: Block;
  readonly timeline: Block;
  readonly findings: Block;
}

/** What of a report the two expected blocks show. */
export interface Shown {
  readonly ikeSas: readonly IkeSa[];
  readonly findings: readonly Finding[];
  readonly peer?: PeerReport;
}

export function parseStories(markdown: string, file: string): Story[];
export function logBytes(block: Block): Buffer;
export function storyConfiguration(
  story: Story,
  readConfiguration: (source: SourceText, include: Include) => Configuration | null,
): Configuration | null;
export function rewriteStories(
  markdown: string,
  file: string,
  observed: readonly { readonly timeline: string; readonly findings: string }[],
): string;
export function firstDifference(expected: string, observed: string): number;
export function timelineText(report: Shown, timeline: (sa: IkeSa) => readonly TimelineEntry[]): string;
export function findingsText(report: Shown): string;
