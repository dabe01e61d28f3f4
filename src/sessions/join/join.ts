/**
 * Room 5: the logs of both ends of the same tunnels are joined: which IKE_SA of one log is which of the other, how that is known, and how far their clocks are
 * apart. IKE_SAs of both ends enter, pairs and clock offsets leave. Indexes carry the work: what is exact first, then small buckets in a window of time.
 */
import type { IkeSa } from '../../negotiation/index.ts';
import { type Agreement, agree } from './agreement.ts';
import { type Attempt, attemptsOf } from './attempts.ts';
import { type Bucket, bucketsOf, clocksKey, LEVELS, type Level } from './buckets.ts';
import { type Bound, boundOf, type ClockOffset, estimateOffset, type Resolution } from './clock.ts';
import { contradicts, exactPairs } from './exact.ts';
import { excerptPair } from './excerpts.ts';
import { type Match, matchBucket, type Window } from './match.ts';
import { voteOffset } from './vote.ts';

/** How two IKE_SAs were found to be one: SPIs of CHILD_SAs, random message IDs, addresses with sizes and times of messages, the same without or with one address (NAT), their order alone, that each is the only one of its log, or the IKE_SA that they rekey. */
export type JoinedBy =
  | 'child-spis'
  | 'message-ids'
  | 'both-addresses'
  | 'one-address'
  | 'no-address'
  | 'order'
  | 'only-one'
  | 'rekeying';

export interface Pair {
  readonly local: Attempt;
  readonly peer: Attempt;
  readonly by: JoinedBy;
  /** `proven`: random numbers agree; `likely`: nothing else fits, and nothing contradicts. */
  readonly certainty: 'proven' | 'likely';
  readonly agreement: Agreement;
}

/** The clocks of two logs. */
export interface Clocks {
  /** Names of the logs, as daemons give them. */
  readonly local: string;
  readonly peer: string;
  readonly pairs: number;
  /** Null where no packet has a time at both ends. */
  readonly offset: ClockOffset | null;
  /** Nothing exact joins these logs, and other offsets would explain them as well. */
  readonly isGuess: boolean;
}

export interface Join {
  /** In order of this end's IKE_SAs. An IKE_SA has several when it was begun several times. */
  readonly pairs: readonly Pair[];
  /** Those of an IKE_SA of either end, in order. */
  of(sa: IkeSa): readonly Pair[];
  /** This end's IKE_SAs that fit several of the other's, and so were joined with none. */
  readonly ambiguous: readonly IkeSa[];
  /** The most pairs first. */
  readonly clocks: readonly Clocks[];
  /** The clocks of an IKE_SA of either end and whoever is joined with its log most; null when nothing is. */
  clocksOf(sa: IkeSa): Clocks | null;
}

const clockOf = ({ sa }: Attempt): string => clockName(sa);
const clockName = ({ daemon }: IkeSa): string => `${daemon.speaker.stream}\0${daemon.speaker.host ?? ''}`;

/** Messages in common that make up for an address that is not. */
const ENOUGH: { readonly [L in Level]: number } = { 'both-addresses': 1, 'one-address': 2, 'no-address': 3 };
/** The longest that a packet is on its way, in milliseconds. */
const LONGEST_WAY = 1000;
/** Times of one attempt that differ by more than both clocks' coarseness and this are not the same. */
const JITTER = 50;

/** Seconds where no time has more; a log without times is as coarse as any. */
function coarseness(attempts: Iterable<Attempt>): Map<string, number> {
  const found = new Map<string, number>();
  for (const attempt of attempts) {
    const clock = clockOf(attempt);
    if (found.get(clock) === 1) continue;
    const isFine = attempt.packets.some(({ at }) => !Number.isNaN(at) && at % 1000 !== 0);
    found.set(clock, isFine ? 1 : 1000);
  }
  return found;
}

const grouped = (sas: readonly IkeSa[]) => new Map(sas.map((sa) => [sa, attemptsOf(sa)] as const));

export function joinEnds(localSas: readonly IkeSa[], peerSas: readonly IkeSa[]): Join {
  const [local, peer] = [grouped(localSas), grouped(peerSas)];
  const all = { local: [...local.values()].flat(), peer: [...peer.values()].flat() };
  const coarse = { local: coarseness(all.local), peer: coarseness(all.peer) };
  const pairs = new Map<Attempt, Pair>();
  const joined = new Set<Attempt>();
  const bounds = new Map<string, Bound[]>();
  const guessed = new Set<string>();
  let ambiguous = new Set<Attempt>();

  const resolutionOf = (a: Attempt, b: Attempt): Resolution => ({
    local: coarse.local.get(clockOf(a)) ?? 1,
    peer: coarse.peer.get(clockOf(b)) ?? 1,
  });

  function add(a: Attempt, b: Attempt, by: JoinedBy, agreement: Agreement): void {
    const certainty = by === 'child-spis' || by === 'message-ids' ? 'proven' : 'likely';
    pairs.set(a, { local: a, peer: b, by, certainty, agreement });
    joined.add(a).add(b);
    const clocks = clocksKey(clockOf(a), clockOf(b));
    const list = bounds.get(clocks) ?? [];
    bounds.set(clocks, list);
    const resolution = resolutionOf(a, b);
    for (const packets of agreement.pairs) {
      const bound = boundOf(packets, resolution);
      if (bound !== null) list.push(bound);
    }
  }

  function windowOf(clocks: string, buckets: readonly Bucket[]): Window {
    const [a, b] = [buckets[0]!.local[0]!, buckets[0]!.peer[0]!];
    const resolution = resolutionOf(a, b);
    const coarsest = resolution.local + resolution.peer;
    const margin = coarsest + JITTER;
    const known = estimateOffset(bounds.get(clocks) ?? []);
    if (known !== null) {
      const { offsetMs, uncertaintyMs, segments } = known;
      const lows = segments.map(({ low, high }) => (Number.isFinite(low) ? low : high - LONGEST_WAY));
      const highs = segments.map(({ low, high }) => (Number.isFinite(high) ? high : low + LONGEST_WAY));
      const reach = uncertaintyMs + coarsest + LONGEST_WAY;
      const low = lows.reduce((least, each) => Math.min(least, each), offsetMs) - reach;
      return {
        low,
        high: highs.reduce((most, each) => Math.max(most, each), offsetMs) + reach,
        margin: margin + uncertaintyMs,
      };
    }
    const range = voteOffset(buckets, coarsest);
    if (range === null) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, margin };
    if (range.isGuess) guessed.add(clocks);
    const middle = (range.low + range.high) / 2;
    const reach = LONGEST_WAY + coarsest;
    return { low: middle - reach, high: middle + reach, margin };
  }

  function joinByTime(level: Level): void {
    const open = { local: all.local.filter((a) => !joined.has(a)), peer: all.peer.filter((a) => !joined.has(a)) };
    for (const [clocks, buckets] of bucketsOf(open.local, open.peer, level, clockOf)) {
      const window = windowOf(clocks, buckets);
      for (const bucket of buckets) {
        const { matches, ambiguous: undecided } = matchBucket(bucket, window, joined);
        for (const attempt of undecided) ambiguous.add(attempt);
        for (const match of matches) {
          if (!isEnough(match, level) || contradicts(match.local.sa, match.peer.sa)) continue;
          add(match.local, match.peer, match.byOrder ? 'order' : level, match.agreement);
        }
      }
    }
  }

  for (const { local: a, peer: b, by } of exactPairs(local, peer)) if (!pairs.has(a)) add(a, b, by, agree(a, b));
  for (const level of LEVELS) joinByTime(level);
  joinRekeyed(local, peer, pairs, joined, add);
  const only = pairs.size > 0 ? null : excerptPair(all.local, all.peer);
  if (only !== null) add(only.local, only.peer, 'only-one', only.agreement);
  ambiguous = new Set([...ambiguous].filter((attempt) => !joined.has(attempt)));
  return gather(all.local, pairs, ambiguous, bounds, guessed);
}

/** Where addresses differ, identities must not: sizes alone are those of any two hosts that are configured alike. */
function isEnough({ agreement, local: { sa: a }, peer: { sa: b } }: Match, level: Level): boolean {
  if (agreement.same < ENOUGH[level]) return false;
  if (level === 'both-addresses' || agreement.identities > 0) return true;
  const isOther = (x: string | null, y: string | null) => x !== null && y !== null && x !== y;
  return level === 'one-address' && !isOther(a.local.id, b.remote.id) && !isOther(a.remote.id, b.local.id);
}

/** An IKE_SA that rekeys a joined one is what rekeys it at the other end, when there is only one. */
function joinRekeyed(
  local: ReadonlyMap<IkeSa, readonly Attempt[]>,
  peer: ReadonlyMap<IkeSa, readonly Attempt[]>,
  pairs: ReadonlyMap<Attempt, Pair>,
  joined: ReadonlySet<Attempt>,
  add: (a: Attempt, b: Attempt, by: JoinedBy, agreement: Agreement) => void,
): void {
  const heirs = new Map<IkeSa, Attempt[]>();
  for (const [sa, [first]] of peer) {
    if (sa.continues?.how !== 'rekey' || joined.has(first!)) continue;
    const list = heirs.get(sa.continues.ikeSa) ?? [];
    heirs.set(sa.continues.ikeSa, list);
    list.push(first!);
  }
  for (const [sa, [first]] of local) {
    if (sa.continues?.how !== 'rekey' || joined.has(first!)) continue;
    const before = pairs.get(local.get(sa.continues.ikeSa)?.at(-1) as Attempt);
    const candidates =
      before === undefined
        ? []
        : (heirs.get(before.peer.sa) ?? []).filter((b) => !joined.has(b) && b.sa.role !== sa.role);
    const [only] = candidates;
    if (candidates.length === 1 && !contradicts(sa, only!.sa)) add(first!, only!, 'rekeying', agree(first!, only!));
  }
}

function gather(
  locals: readonly Attempt[],
  pairs: ReadonlyMap<Attempt, Pair>,
  ambiguous: ReadonlySet<Attempt>,
  bounds: ReadonlyMap<string, readonly Bound[]>,
  guessed: ReadonlySet<string>,
): Join {
  const ordered = locals.map((attempt) => pairs.get(attempt)).filter((pair) => pair !== undefined);
  const bySa = new Map<IkeSa, Pair[]>();
  const counts = new Map<string, { first: Pair; pairs: number }>();
  const note = (sa: IkeSa, pair: Pair) => {
    const list = bySa.get(sa);
    if (list === undefined) bySa.set(sa, [pair]);
    else list.push(pair);
  };
  for (const pair of ordered) {
    note(pair.local.sa, pair);
    note(pair.peer.sa, pair);
    const key = clocksKey(clockOf(pair.local), clockOf(pair.peer));
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { first: pair, pairs: 1 });
    else known.pairs++;
  }
  const byClock = new Map<string, Clocks>();
  const clocks = [...counts]
    .sort(([, a], [, b]) => b.pairs - a.pairs)
    .map(([key, { first, pairs: n }]): Clocks => {
      const found: Clocks = {
        local: first.local.sa.daemon.source,
        peer: first.peer.sa.daemon.source,
        pairs: n,
        offset: estimateOffset(bounds.get(key) ?? []),
        isGuess: guessed.has(key),
      };
      for (const { sa } of [first.local, first.peer])
        if (!byClock.has(clockName(sa))) byClock.set(clockName(sa), found);
      return found;
    });
  return {
    pairs: ordered,
    of: (sa) => bySa.get(sa) ?? [],
    ambiguous: [...new Set([...ambiguous].map(({ sa }) => sa))].filter((sa) => !bySa.has(sa)),
    clocks,
    clocksOf: (sa) => byClock.get(clockName(sa)) ?? null,
  };
}
