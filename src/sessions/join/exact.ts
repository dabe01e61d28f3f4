/**
 * Room 5: what joins two IKE_SAs beyond doubt: random numbers that both ends print. The SPIs of a CHILD_SA, mirrored (RFC 7296 section 2.8); message IDs of IKEv1's
 * phase 2 (RFC 2408 section 3.1). Attempts of both ends enter, pairs leave.
 */
import type { IkeSa } from '../../negotiation/index.ts';
import type { Attempt } from './attempts.ts';

export interface ExactPair {
  readonly local: Attempt;
  readonly peer: Attempt;
  readonly by: 'child-spis' | 'message-ids';
}

/** IDs that are random are large; IKEv2 counts (RFC 7296 section 2.2). */
const RANDOM = 0x1_0000;
/** Random message IDs of one attempt that are looked at. */
const MOST_IDS = 64;

/** SPIs of CHILD_SAs that came up in the IKE_SA, inbound first. */
export function spisOf(sa: IkeSa): [string, string][] {
  const spis: [string, string][] = [];
  for (const event of sa.events)
    if (event.type === 'child.established') spis.push([event.fields.spiIn, event.fields.spiOut]);
  return spis;
}

function idsOf({ sa, packets }: Attempt): string[] {
  if (sa.version !== 1) return [];
  const ids = new Set<string>();
  for (const { message } of packets) {
    if (message === null || message.fields.mid < RANDOM) continue;
    ids.add(`${message.fields.exchange} ${message.fields.mid}`);
    if (ids.size >= MOST_IDS) break;
  }
  return [...ids];
}

/** Each attempt of this end at most once. The last attempt of an IKE_SA is the one that came up. */
export function exactPairs(
  local: ReadonlyMap<IkeSa, readonly Attempt[]>,
  peer: ReadonlyMap<IkeSa, readonly Attempt[]>,
): ExactPair[] {
  const bySpis = new Map<string, Attempt>();
  const byId = new Map<string, Attempt>();
  for (const [sa, attempts] of peer) {
    for (const [spiIn, spiOut] of spisOf(sa)) bySpis.set(`${spiOut} ${spiIn}`, attempts.at(-1)!);
    for (const attempt of attempts) for (const id of idsOf(attempt)) byId.set(id, attempt);
  }
  const pairs: ExactPair[] = [];
  for (const [sa, attempts] of local) {
    const last = attempts.at(-1)!;
    const spis = spisOf(sa).find(([spiIn, spiOut]) => bySpis.has(`${spiIn} ${spiOut}`));
    if (spis !== undefined) pairs.push({ local: last, peer: bySpis.get(`${spis[0]} ${spis[1]}`)!, by: 'child-spis' });
    for (const attempt of attempts) {
      if (attempt === last && spis !== undefined) continue;
      const id = idsOf(attempt).find((each) => byId.has(each));
      if (id !== undefined) pairs.push({ local: attempt, peer: byId.get(id)!, by: 'message-ids' });
    }
  }
  return pairs;
}

/** CHILD_SAs at both ends and none in common: two IKE_SAs. */
export function contradicts(a: IkeSa, b: IkeSa): boolean {
  const [here, there] = [spisOf(a), spisOf(b)];
  return here.length > 0 && there.length > 0 && !here.some(([i, o]) => there.some(([p, q]) => i === q && o === p));
}
