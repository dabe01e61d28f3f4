/**
 * Room 6, causes: what is told about a cause. The sections beside this file hold the stories, causes.ts joins them.
 * In all texts double quotes hold charon's literal words, and `...` inside them stands for whatever charon puts there.
 */
import type { CauseId } from '../finding.ts';

export interface CauseStory {
  /** At most 70 characters, plain words. */
  readonly title: string;
  /** What is wrong, for a network engineer who has never read strongSwan's source. */
  readonly means: string;
  /** What proves it, and in which side's log. */
  readonly proof: string;
  /** What looks alike, and how to tell it apart. */
  readonly otherwise: string | null;
  /** The change that mends it, in options of swanctl.conf; of ipsec.conf in parentheses where they differ. */
  readonly mend: string;
}

/** One section: some of the causes. */
export type CauseStories = { readonly [K in CauseId]?: CauseStory };
