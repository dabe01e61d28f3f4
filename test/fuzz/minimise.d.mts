// Types of minimise.mjs.
import type { Case } from './mutate.mjs';

export function minimise(
  given: Case,
  complaint: string,
  judge: (candidate: Case) => string | null,
  budget: number,
): Case;
