/**
 * Room 6: a failure that both ends' logs tell of becomes one finding: with the certainty of the end that can know, and the lines of both. Two verdicts on one
 * failure enter, one leaves.
 */
import type { CauseId, Certainty, Finding, Fix, RankedCause, Verdict } from '../finding.ts';
import { evidence } from '../rule.ts';
import { remedyOf } from './remedies.ts';
import type { Proof } from './silence.ts';

const RANK: { readonly [C in Certainty]: number } = { proven: 0, likely: 1, possible: 2 };
const SEVERITY = { error: 0, warning: 1, info: 2 } as const;

export const certaintyOf = ({ causes }: Pick<Verdict, 'causes'>): number => RANK[causes[0]!.certainty];

/** Where one only guesses, what both think of comes first; each cause is as certain as the surer end has it. */
function combined(first: readonly RankedCause[], second: readonly RankedCause[]): RankedCause[] {
  const others = new Map(second.map((c) => [c.cause, c.certainty]));
  const surer = first.map((c): RankedCause => {
    const other = others.get(c.cause);
    return other !== undefined && RANK[other] < RANK[c.certainty] ? { ...c, certainty: other } : c;
  });
  if (surer[0]!.certainty !== 'possible') return surer;
  return [...surer.filter(({ cause }) => others.has(cause)), ...surer.filter(({ cause }) => !others.has(cause))];
}

/** How far both ends are from being sure of it; what one does not think of counts most. */
function doubt(cause: CauseId, a: readonly RankedCause[], b: readonly RankedCause[]): number {
  const of = (list: readonly RankedCause[]) => {
    const found = list.find((c) => c.cause === cause);
    return found === undefined ? UNTHOUGHT : RANK[found.certainty];
  };
  return of(a) + of(b);
}
const UNTHOUGHT = 3;

/** The peer's log decides: it is surer, or as sure of a cause that this end thinks of sooner than the peer of this end's. */
function isDecidedByPeer(local: Finding, peer: Finding): boolean {
  const difference = certaintyOf(peer) - certaintyOf(local);
  if (difference !== 0) return difference < 0;
  const [a, b] = [local.causes, peer.causes];
  // As sure of the same: who compared has the values.
  if (a[0]!.cause === b[0]!.cause) return local.difference == null && peer.difference != null;
  return doubt(b[0]!.cause, a, b) < doubt(a[0]!.cause, a, b);
}

/** A verdict of the peer's log in a report of this end: `here` is there. Values that both logs know make it plain; else it says from where it is seen. */
export function asSeenFromPeer(verdict: Verdict, host: string): Pick<Verdict, 'summary' | 'causes' | 'fix'> {
  const flipped = { local: 'peer', peer: 'local', network: 'network' } as const;
  const said = { local: `at ${host}: `, peer: `as ${host} sees it: `, network: '' } as const;
  return {
    summary: `Seen from ${host}: ${verdict.summary}`,
    causes: verdict.causes.map((c) => ({ ...c, reason: `at ${host}: ${c.reason}` })),
    fix: verdict.fix.map(
      (fix): Fix => ({
        ...fix,
        where: flipped[fix.where],
        text: `${said[fix.where]}${fix.where === 'network' ? fix.text : lowered(fix.text)}`,
      }),
    ),
  };
}

/** Its first letter small behind a colon, unless the word is a name. */
const lowered = (text: string) => (/^[A-Z][a-z]* /.test(text) ? `${text[0]!.toLowerCase()}${text.slice(1)}` : text);

/** Advice to read the log that has been read. */
const isAboutPeerLog = (text: string) => /^(?:the log of |Read (?:its|the peer's) log|Its log )/.test(text);

function settles(verdict: Verdict): string | null {
  const text = verdict.wouldSettle ?? null;
  return text === null || isAboutPeerLog(text) ? null : text;
}

/** Two findings of one failure as one, about this end's IKE_SA. */
export function merge(local: Finding, peer: Finding, host: string): Finding {
  const isPeers = isDecidedByPeer(local, peer);
  const [decided, other] = isPeers ? [peer, local] : [local, peer];
  const said = isPeers ? (remedyOf(local, peer) ?? asSeenFromPeer(peer, host)) : local;
  const isSure = certaintyOf(decided) === 0;
  const causes = isSure ? said.causes : combined(said.causes, other.causes);
  const fix = said.fix.filter(({ text }) => !isAboutPeerLog(text));
  const isShared = certaintyOf(local) === certaintyOf(peer) && local.causes[0]!.cause === peer.causes[0]!.cause;
  return {
    ...local,
    severity: SEVERITY[peer.severity] < SEVERITY[local.severity] ? peer.severity : local.severity,
    summary: said.summary,
    causes,
    difference: decided.difference ?? other.difference ?? null,
    evidence: evidence(...local.evidence, ...peer.evidence),
    fix: fix.length > 0 ? fix : asSeenFromPeer(peer, host).fix,
    wouldSettle: causes[0]!.certainty === 'proven' ? null : settles(decided),
    childSa: local.childSa ?? null,
    bothEnds: {
      decidedBy: isPeers ? 'peer' : isShared ? 'both' : 'local',
      peerIkeSa: peer.ikeSa,
      merged: [...(local.bothEnds?.merged ?? []), peer.id],
    },
  };
}

/** What both logs' packets prove takes the place of what one log's silence left to guess, unless the guess was about something else that is as sure. */
export function amend(finding: Finding, proof: Proof | Pick<Verdict, 'wouldSettle'>): Finding {
  if (!('causes' in proof)) return { ...finding, ...proof };
  const isSurer =
    certaintyOf(proof) < certaintyOf(finding) ||
    (certaintyOf(finding) > 0 && certaintyOf(proof) === certaintyOf(finding));
  if (!isSurer) return finding;
  return {
    ...finding,
    summary: proof.summary,
    causes: proof.causes,
    evidence: evidence(...finding.evidence, ...proof.evidence),
    fix: proof.fix,
    wouldSettle: null,
    bothEnds: {
      decidedBy: 'both',
      peerIkeSa: finding.bothEnds?.peerIkeSa ?? null,
      merged: finding.bothEnds?.merged ?? [],
    },
  };
}
