/**
 * Room 6: where the log contradicts the configuration file of this side. Events enter after they were applied; verdicts leave: the daemon runs with other
 * settings than the file has, or never loaded a connection of it. Then changing the file alone mends nothing.
 */
import type { Configuration } from '../../configuration/index.ts';
import type { EventType, IkeEvent, Step } from '../../negotiation/index.ts';
import type { Verdict } from '../finding.ts';
import { likely } from '../rule.ts';
import { type Contradiction, inUse } from './in-use.ts';
import { createLeftOut, RELOAD, WHAT_IS_LOADED } from './left-out.ts';
import { type Match, matchOf } from './match.ts';

/** Events that tell a setting; of all others nothing is asked. */
const TELLING: ReadonlySet<EventType> = new Set<EventType>([
  'ike.initiating',
  'ike.established',
  'child.established',
  'proposals.configured',
]);

function verdictOf(
  configuration: Configuration,
  { connection }: Match,
  found: readonly Contradiction[],
  event: IkeEvent,
): Verdict {
  const said = found.map(({ inLog, inFile }) => `${inLog}, the file says ${inFile}`).join('; ');
  return {
    severity: 'warning',
    symptom: 'latent',
    causes: [likely('config-not-loaded', 'what the log shows cannot come from the file as it is now')],
    summary: `Connection ${connection.name} runs with other settings than ${connection.place.file} has: ${said}. The file was changed without being loaded, or after this log was written.`,
    evidence: [event],
    fix: [
      {
        where: 'local',
        text: `${RELOAD[configuration.format]}, or correct it where the daemon is right`,
        config: found.map(({ line }) => line),
        ipsecConf: found.map(({ ipsecLine }) => ipsecLine),
      },
    ],
    wouldSettle: WHAT_IS_LOADED,
  };
}

export function createContradictions(configuration: Configuration) {
  const leftOut = createLeftOut(configuration);
  return {
    /** A verdict, or null for nearly everything. */
    judge({ event, ikeSa, daemon }: Step): Verdict | null {
      if (ikeSa === null) leftOut.note(daemon, event);
      if (ikeSa === null || !TELLING.has(event.type)) return null;
      const match = matchOf(configuration, ikeSa);
      if (match === null || !match.isSure) return null;
      const found = inUse(configuration, match, ikeSa, event);
      if (found.length === 0) return null;
      const childSa =
        event.type === 'child.established' ? ikeSa.children.findLast((c) => c.name === event.fields.child) : undefined;
      return { ...verdictOf(configuration, match, found, event), childSa: childSa ?? null };
    },
    /** The log ended: what the daemon never loaded. */
    atEnd: leftOut.atEnd,
  };
}
