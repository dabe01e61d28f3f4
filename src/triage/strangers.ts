/**
 * Room 6: attempts of strangers. The internet knocks at every gateway; one refused stranger may be a misconfigured peer, many unrelated ones are noise:
 * they become one finding. Refused attempts with their verdicts enter, a verdict about the group leaves.
 */
import { type Daemon, type EventType, type IkeEvent, type IkeSa, sasOfPeer } from '../negotiation/index.ts';
import type { CauseId, RankedCause, Verdict } from './finding.ts';
import { likely, possible } from './rule.ts';

/** How strangers go: refused at their first message, or answered and not heard of again. */
type Kind = 'refused' | 'half-open';

/** From how many distinct peers on they are a group. Clients behind a blocked port are half-open too, so that takes more. */
const FEW: { readonly [K in Kind]: number } = { refused: 3, 'half-open': 20 };
/** Peers, and offers, told apart in a group; more are counted with the rest. */
const MAX_PEERS = 10_000;
/** Events shown as evidence, and peers named. */
const SHOWN = 5;

/** Refusals of the first message: nobody had shown who he is. */
const REFUSALS: ReadonlySet<CauseId> = new Set<CauseId>([
  'no-ike-config',
  'ike-version-mismatch',
  'ike-proposal-mismatch',
  'ke-group-mismatch',
]);

/** The lines that say it. */
const TELLING: ReadonlySet<EventType> = new Set<EventType>([
  'lookup.ike.none',
  'proposals.ike.unacceptable',
  'ike.half-open.timeout',
]);

function kindOf(sa: IkeSa, verdict: Verdict): Kind | null {
  if (REFUSALS.has(verdict.causes[0]!.cause)) return 'refused';
  return verdict.symptom === 'half-open-timeout' && sa.stage === 'IKE_SA_INIT' ? 'half-open' : null;
}

/** A responder's attempt with somebody of whom this log knows nothing: no IKE_SA with him came up or got a name. */
function isUnknown(sa: IkeSa): boolean {
  if (sa.role !== 'responder' || sa.name !== null || sa.remote.host === null || sa.everEstablished) return false;
  return sasOfPeer(sa).every((other) => other.name === null && !other.everEstablished);
}

/** Its `peers` are strangers for all that is known; an offer that several peers make is that of a fleet, whose members are none. */
interface Group {
  readonly kind: Kind;
  readonly peers: Set<string>;
  /** Who first made an offer; null once another has made it too. */
  readonly offers: Map<string, string | null>;
  readonly evidence: IkeEvent[];
  readonly causes: Set<CauseId>;
  attempts: number;
}

function verdictOf(group: Group, isWorking: boolean): Verdict {
  const others: RankedCause[] = [...group.causes].map((cause) =>
    possible(cause, 'what one of them alone would be told'),
  );
  const noise = (isWorking ? likely : possible)(
    'scanner-noise',
    isWorking
      ? 'none of them ever got beyond its first message, while known peers come up'
      : 'none of them ever got beyond its first message; but no known peer came up in this log either',
  );
  const named: string[] = [];
  for (const host of group.peers) if (named.push(host) === SHOWN) break;
  const rest = group.peers.size - named.length;
  const what = group.kind === 'refused' ? 'were refused at their first message' : 'were answered and never went on';
  return {
    severity: isWorking ? 'info' : 'warning',
    symptom: group.kind === 'refused' ? 'no-proposal-chosen' : 'half-open-timeout',
    causes: isWorking ? [noise, ...others] : [...others, noise],
    summary: `${group.peers.size} peers of which this log knows nothing else ${what}, ${group.attempts} times in all: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
    evidence: group.evidence,
    fix: [
      isWorking
        ? {
            where: 'network',
            text: 'Nothing is to be done; a firewall that admits UDP 500 and 4500 from known peers only keeps the log short',
            config: [],
          }
        : {
            where: 'local',
            text: 'If they are to be let in, see swanctl --list-conns: is the connection loaded, for these addresses and this IKE version?',
            config: [],
          },
    ],
    wouldSettle: isWorking ? null : 'is one of these addresses a peer that ought to get in?',
  };
}

export function createStrangers() {
  const groups = new WeakMap<Daemon, Map<Kind, Group>>();
  /** Daemons for which some connection came up: they work, so who is refused is a stranger. */
  const working = new WeakSet<Daemon>();

  function groupOf(daemon: Daemon, kind: Kind): Group {
    let kinds = groups.get(daemon);
    if (kinds === undefined) {
      kinds = new Map();
      groups.set(daemon, kinds);
    }
    let group = kinds.get(kind);
    if (group === undefined) {
      group = { kind, peers: new Set(), offers: new Map(), evidence: [], causes: new Set(), attempts: 0 };
      kinds.set(kind, group);
    }
    return group;
  }

  /** False for a peer that offers what another one offers. Takes the other out of the group, too. */
  function isAlone(group: Group, offer: string, host: string): boolean {
    const first = group.offers.get(offer);
    if (first === undefined) {
      if (group.offers.size < MAX_PEERS) group.offers.set(offer, host);
      return true;
    }
    if (first === host) return true;
    if (first !== null) {
      group.offers.set(offer, null);
      group.peers.delete(first);
    }
    return false;
  }

  return {
    /** Call when an IKE_SA of the daemon comes up. */
    noteWorking(daemon: Daemon): void {
      working.add(daemon);
    },
    /** The group that an attempt belongs to, with it in it; null for all that is no stranger's. */
    join(sa: IkeSa, verdict: Verdict): Group | null {
      const kind = kindOf(sa, verdict);
      if (kind === null || !isUnknown(sa)) return null;
      const host = sa.remote.host!;
      const group = groupOf(sa.daemon, kind);
      const offer = verdict.difference?.received.join(', ');
      if (offer !== undefined && !isAlone(group, offer, host)) return null;
      if (!group.peers.has(host)) {
        if (group.peers.size < MAX_PEERS) group.peers.add(host);
        if (group.evidence.length < SHOWN)
          group.evidence.push(verdict.evidence.find(({ type }) => TELLING.has(type)) ?? verdict.evidence.at(-1)!);
      }
      group.causes.add(verdict.causes[0]!.cause);
      group.attempts++;
      return group;
    },
    isMany: (group: Group) => group.peers.size >= FEW[group.kind],
    /** What is to be said of a group as it stands. */
    verdict: (daemon: Daemon, group: Group): Verdict => verdictOf(group, working.has(daemon)),
  };
}

export type { Group as StrangerGroup };
