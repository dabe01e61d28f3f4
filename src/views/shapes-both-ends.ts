/**
 * Room 7: what the report interface has more when both ends' logs are read. Plain values leave; with one log nothing does.
 */
import type { IkeSa } from '../negotiation/index.ts';
import type { Clocks } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';
import type { PeerReport, Report } from './report.ts';

const clocksShape = ({ local, peer, pairs, offset }: Clocks) => ({
  local,
  peer,
  joined: pairs,
  offsetMs: offset?.offsetMs ?? null,
  uncertaintyMs: offset?.uncertaintyMs ?? null,
  driftPpm: offset?.driftPpm ?? null,
  zoneHours: offset?.zoneHours ?? null,
});

/** How the logs of both ends were joined. Offsets are the peer's clock less this end's, in milliseconds. */
export function peerShape({ inputs, ikeSas, peer }: Report): object {
  const join = peer?.join;
  const own = ikeSas.filter((sa) => peer?.streams.has(sa.daemon.speaker.stream) === false);
  const joined = own.filter((sa) => join?.of(sa).length !== 0).length;
  const main = join?.clocks[0];
  return {
    inputs: inputs.filter(({ side }) => side === 'peer').map(({ source }) => source),
    offsetMs: main?.offset?.offsetMs ?? null,
    uncertaintyMs: main?.offset?.uncertaintyMs ?? null,
    joined,
    unjoined: own.length - joined,
    ambiguous: (join?.ambiguous ?? []).map((sa) => sa.id),
    clocks: (join?.clocks ?? []).map(clocksShape),
  };
}

/** `idOf` as for other shapes; `streams`: those of the peer's logs, null when only one end's is read. */
export function createEndsShapes(idOf: (sa: IkeSa) => string, streams: ReadonlySet<string> | null) {
  let known: PeerReport | null = null;
  const side = (stream: string) =>
    streams === null ? {} : { side: streams.has(stream) ? ('peer' as const) : ('local' as const) };

  return {
    /** Call when the logs are joined. */
    note(peer: PeerReport): void {
      known = peer;
    },
    side,
    /** The other end's IKE_SA: the one joined last, when this one was begun several times. */
    partner(sa: IkeSa): object {
      if (known === null) return {};
      const pair = known.join.of(sa).at(-1);
      if (pair === undefined) return { peer: null };
      const other = pair.local.sa === sa ? pair.peer.sa : pair.local.sa;
      return { peer: { id: idOf(other), by: pair.by, certainty: pair.certainty } };
    },
    finding({ bothEnds, ikeSa, evidence }: Finding): object {
      if (streams === null) return {};
      return {
        ...side(ikeSa?.daemon.speaker.stream ?? evidence[0]!.source.stream),
        decidedBy: bothEnds?.decidedBy ?? null,
        peerIkeSa: bothEnds?.peerIkeSa == null ? null : idOf(bothEnds.peerIkeSa),
        merged: bothEnds?.merged ?? [],
      };
    },
  };
}
