// Types of ways-in.mjs.
import type { explain } from '../../src/commands/explain.ts';
import type { openSources } from '../../src/intake/index.ts';
import type { Program } from './check.mjs';
import type { Case } from './mutate.mjs';

export function complaintAboutFile(
  program: Program & { readonly openSources: typeof openSources },
  given: Case,
): Promise<string | null>;
export function complaintAboutCommand(program: { readonly explain: typeof explain }, given: Case): string | null;
