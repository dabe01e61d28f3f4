/**
 * What is said of each input: what was read, by whom it was written, and the one setting that would help most.
 */

import type { Source } from './intake/index.ts';
import type { InputCounts } from './lines/index.ts';
import type { Daemon } from './negotiation/index.ts';
import type { InputReport } from './views/index.ts';

/** Counted while reading, by source. */
export interface Recognition {
  recognised: number;
  unrecognised: number;
  /** Messages without the tag `<name|id>`, and those without even a thread. */
  untagged: number;
  unthreaded: number;
}

/** Of a source that has not spoken yet. */
export const createRecognition = (): Recognition => ({ recognised: 0, unrecognised: 0, untagged: 0, unthreaded: 0 });
const NONE: Recognition = createRecognition();

/** Half of a log without the facts that tell who speaks is a log whose reader should be told how to get them. */
const SHARE = 0.5;

function hintsFor(counts: InputCounts, seen: Recognition, tagged: boolean): string[] {
  const messages = seen.recognised + seen.unrecognised;
  const hints: string[] = [];
  if (messages === 0) return hints;
  if (seen.unthreaded > messages * SHARE) {
    const isJournal =
      counts.dialect !== null &&
      (counts.dialect.startsWith('journal') || counts.dialect.startsWith('syslog') || counts.dialect === 'bare');
    if (isJournal)
      hints.push(
        'This format does not say which IKE_SA speaks; "journalctl -o json" (or ike-trace --journal) does, for every line.',
      );
  } else if (!tagged && seen.untagged > messages * SHARE) {
    hints.push(
      'Set ike_name = yes in the filelog or syslog section of strongswan.conf: then every line says which IKE_SA speaks.',
    );
  }
  if (counts.lost > 0)
    hints.push(
      `The logger says that it threw away ${counts.lost} message${counts.lost === 1 ? '' : 's'} (rate limiting), so this log has holes: raise RateLimitBurst= in journald.conf, or RateLimit.Burst of rsyslog's imuxsock or imjournal.`,
    );
  if (counts.tooLargeToReverse)
    hints.push('The log is newest first and too large to be turned round here; reverse it with tac and read that.');
  return hints;
}

/** In: the counters of the rooms, and the streams that are the other end's. Out: one InputReport for each source, in order of opening. */
export function gatherInputs(
  inputs: readonly InputCounts[],
  recognition: ReadonlyMap<Source, Recognition>,
  daemons: readonly Daemon[],
  peerStreams: ReadonlySet<string> | null,
): InputReport[] {
  return inputs.map((counts) => {
    const seen = recognition.get(counts.source) ?? NONE;
    const own = daemons.filter((d) => d.speaker.stream === counts.source.stream);
    return {
      source: counts.source.name,
      dialect: counts.dialect,
      lines: counts.lines,
      charonLines: counts.charonLines,
      recognised: seen.recognised,
      unrecognised: seen.unrecognised,
      duplicates: counts.duplicates,
      lost: counts.lost,
      order: counts.order,
      daemons: own,
      ...(peerStreams === null ? {} : { side: peerStreams.has(counts.source.stream) ? 'peer' : 'local' }),
      assumed: counts.assumed,
      hints: hintsFor(
        counts,
        seen,
        own.some((d) => d.tagged),
      ),
    };
  });
}

/** One sentence about lines that several IKE_SAs could have said; none where there are none. */
export function undecidedNote(lines: number): string[] {
  if (lines === 0) return [];
  return [
    `${lines} lines say nothing of whose they are, and several IKE_SAs could have said each: they are left to none. The JSON output lists them, with those who could.`,
  ];
}

/** A bound that was reached is said, in one sentence each. */
export function boundsReached(
  dropped: { readonly ikeSas: number; readonly written: number; readonly events: number },
  findings: number,
  shapes: number,
): string[] {
  const notes: string[] = [];
  const lost = dropped.ikeSas - dropped.written;
  if (dropped.written > 0)
    notes.push(
      `${dropped.written} IKE_SAs were written and then forgotten to bound memory: they stand among the IKE_SAs, and not in the connections.`,
    );
  if (lost > 0)
    notes.push(
      `${lost} IKE_SAs were dropped to bound memory, attempts that came to nothing first; none of them was up.`,
    );
  if (dropped.events > 0)
    notes.push(
      `${dropped.events} events of IKE_SAs that ended long ago, or have lived long, were not kept: their state is right, their timelines have gaps. With --connection or --peer what is asked for is kept longest.`,
    );
  if (findings > 0) notes.push(`${findings} further findings were counted, not kept.`);
  if (shapes > 0) notes.push(`${shapes} unrecognised messages were of shapes beyond the bound, and are not listed.`);
  return notes;
}
