/**
 * The corridor: bytes walk through the rooms in one direction and leave as a report.
 * intake (the caller reads) → lines → messages → negotiation → sessions → triage → views.
 */
import type { Configuration } from './configuration/index.ts';
import type { Break, Chunk, Source } from './intake/index.ts';
import { createLines, type LinesOptions, type Record } from './lines/index.ts';
import { createMatcher, type Message, type PatternWords } from './messages/index.ts';
import { createNegotiation, type NegotiationOptions, type Step } from './negotiation/index.ts';
import { boundsReached, createRecognition, gatherInputs, type Recognition, undecidedNote } from './report.ts';
import { gatherSessions } from './sessions/index.ts';
import { createTriage, type Finding } from './triage/index.ts';
import type { InputReport, Report } from './views/index.ts';

/** Who looks on while the bytes walk. */
export interface Watcher {
  /** A source has spoken for the first time: what is known of it so far. */
  input?(input: InputReport): void;
  /** The message is reused: valid during the call. */
  message?(message: Message): void;
  step?(step: Step): void;
  finding?(finding: Finding): void;
}

/** What the rooms keep in memory: by default all that a report shows. */
export type Memory = NegotiationOptions;

export interface PipelineOptions extends LinesOptions {
  /** swanctl.conf or ipsec.conf of this side, parsed: findings then name file and line. */
  readonly configuration?: Configuration | null;
  /** Streams of the other end's log, when both are read. */
  readonly peerStreams?: ReadonlySet<string> | null;
}

/**
 * Joins the rooms. `feed` takes what intake delivers; `end` says that nothing more comes and gives the report.
 */
export function createPipeline(
  patterns: readonly PatternWords[],
  options: PipelineOptions,
  watcher: Watcher,
  memory: Memory = {},
) {
  const { peerStreams = null } = options;
  const recognition = new Map<Source, Recognition>();
  // Neighbouring lines are of the same source: who reads is looked up when it changes.
  let reading: Source | null = null;
  let seen: Recognition = createRecognition();
  const matcher = createMatcher(patterns);
  const negotiation = createNegotiation(memory, (step) => {
    watcher.step?.(step);
    triage.feed(step);
  });
  const triage = createTriage(negotiation.ikeSas, (finding) => watcher.finding?.(finding), {
    isEndless: memory.isEndless ?? false,
    configuration: options.configuration ?? null,
  });
  const lines = createLines({ ...options, isKnownText: matcher.knows }, (record) => read(record));

  function read(record: Record): void {
    const message = matcher.match(record);
    count(record, message.pattern !== null);
    watcher.message?.(message);
    negotiation.feed(message);
  }

  function introduce(source: Source): void {
    const counts = lines.inputs().filter((input) => input.source === source);
    for (const input of gatherInputs(counts, recognition, negotiation.daemons, peerStreams)) watcher.input?.(input);
  }

  function turnTo(source: Source): void {
    reading = source;
    const known = recognition.get(source);
    seen = known ?? createRecognition();
    if (known !== undefined) return;
    recognition.set(source, seen);
    introduce(source);
  }

  function count(record: Record, isRecognised: boolean): void {
    if (record.source !== reading) turnTo(record.source);
    if (isRecognised) seen.recognised += record.count;
    else seen.unrecognised += record.count;
    if (record.uniqueId < 0) seen.untagged++;
    if (record.thread < 0) seen.unthreaded++;
  }

  return {
    feed: (piece: Chunk | Break): void => lines.feed(piece),
    /** The IKE_SAs kept, and how to let go of one that has ended. */
    ikeSas: negotiation.ikeSas,
    retire: negotiation.retire,
    dropped: negotiation.dropped,
    /** What was read so far. */
    inputs: (): InputReport[] => gatherInputs(lines.inputs(), recognition, negotiation.daemons, peerStreams),
    /** Says that nothing more comes for now, of that stream or of any: what waited for more is emitted as it stands. For whoever reads live. */
    pause: (stream?: string): void => negotiation.pause(stream),
    /** What charon said and no pattern knows. */
    unmatched: matcher.unmatched,
    end(): Report {
      lines.end();
      negotiation.end();
      triage.end();
      const ikeSas = [...negotiation.ikeSas];
      return {
        inputs: this.inputs(),
        ikeSas,
        sessions: gatherSessions(ikeSas),
        findings: triage.findings(),
        unattributed: negotiation.unattributed,
        undecided: negotiation.undecided,
        notes: [
          ...undecidedNote(negotiation.undecidedLines()),
          ...boundsReached(negotiation.dropped(), triage.dropped(), matcher.unmatched().left),
        ],
      };
    },
  };
}
