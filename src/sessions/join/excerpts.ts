/**
 * Room 5: excerpts, as people post them, rarely have the first message, by which attempts are found. One attempt in each that fits is meant to be the same.
 * Attempts of both logs enter, at most one pair leaves.
 */
import { type Agreement, agree } from './agreement.ts';
import type { Attempt } from './attempts.ts';
import { contradicts } from './exact.ts';

const isOther = <T>(a: T | null, b: T | null) => a !== null && b !== null && a !== b;

/** Roles, versions, addresses and CHILD_SAs that cannot be those of one IKE_SA. */
function cannotBe({ sa: a }: Attempt, { sa: b }: Attempt): boolean {
  const isElsewhere = isOther(a.local.host, b.remote.host) || isOther(a.remote.host, b.local.host);
  return isElsewhere || isOther(a.version, b.version) || (a.role !== null && a.role === b.role) || contradicts(a, b);
}

/** Null unless each log has one attempt, one of them in part only, and something in them is the same. */
export function excerptPair(
  local: readonly Attempt[],
  peer: readonly Attempt[],
): { readonly local: Attempt; readonly peer: Attempt; readonly agreement: Agreement } | null {
  const [a, b] = [local[0], peer[0]];
  if (local.length !== 1 || peer.length !== 1 || (a!.isWhole && b!.isWhole) || cannotBe(a!, b!)) return null;
  const agreement = agree(a!, b!);
  const isSame = agreement.same > 0 || agreement.identities > 0;
  return isSame && agreement.contradictions === 0 ? { local: a!, peer: b!, agreement } : null;
}
