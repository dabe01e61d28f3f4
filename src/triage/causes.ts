/**
 * Room 6: the catalogue of causes, what `ike-trace explain` tells of them. One section for each stage of a tunnel's life, in that order.
 */
import { authentication } from './causes/authentication.ts';
import { certificates } from './causes/certificates.ts';
import { childSa } from './causes/child-sa.ts';
import { firstExchange } from './causes/first-exchange.ts';
import { lifecycle } from './causes/lifecycle.ts';
import { reachability } from './causes/reachability.ts';
import { setUp } from './causes/set-up.ts';
import type { CauseStory } from './causes/story.ts';
import { CAUSE_IDS, type CauseId } from './finding.ts';

export type { CauseStory } from './causes/story.ts';

/** Every cause has its story: the type refuses a missing one. */
export const CAUSES: { readonly [K in CauseId]: CauseStory } = {
  ...reachability,
  ...firstExchange,
  ...authentication,
  ...certificates,
  ...childSa,
  ...lifecycle,
  ...setUp,
};

const IDS: ReadonlySet<string> = new Set(CAUSE_IDS);

/** Is the text the id of a cause? Any text may be asked, from the command line too. */
export function isCause(text: string): text is CauseId {
  return IDS.has(text);
}
