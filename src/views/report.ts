/**
 * Room 7, what is shown and by whom. A Report holds what the rooms to the left found out; a View turns it, step by step or at the end,
 * into text for one place.
 */
import type { Daemon, IkeSa, Step, Undecided } from '../negotiation/index.ts';
import type { Join, Session } from '../sessions/index.ts';
import type { Finding } from '../triage/index.ts';

/** What was read from one source. */
export interface InputReport {
  /** The path as given, or `-`. */
  readonly source: string;
  /** Name of the dialect; null while no line of charon's was seen. */
  readonly dialect: string | null;
  readonly lines: number;
  readonly charonLines: number;
  readonly recognised: number;
  readonly unrecognised: number;
  readonly duplicates: number;
  /** Messages that the logger says it threw away. */
  readonly lost: number;
  readonly order: 'oldest-first' | 'newest-first';
  readonly daemons: readonly Daemon[];
  /** What of the time its lines leave out: `year`, `zone`, `date`. */
  readonly assumed: readonly string[];
  /** The one setting that would help most, as a sentence. */
  readonly hints: readonly string[];
  /** Whose log it is, when both ends' logs are read. */
  readonly side?: 'local' | 'peer';
}

/** The log of the other end, when it was read as well. Its IKE_SAs, sessions and inputs stand among those of this end. */
export interface PeerReport {
  /** Streams of the peer's logs: whatever a daemon says there, the peer's side says. */
  readonly streams: ReadonlySet<string>;
  readonly join: Join;
}

export interface Report {
  readonly inputs: readonly InputReport[];
  readonly ikeSas: readonly IkeSa[];
  readonly sessions: readonly Session[];
  readonly findings: readonly Finding[];
  /** Lines that belong to no IKE_SA, by pattern name. */
  readonly unattributed: ReadonlyMap<string, number>;
  /** Those of them that could be any of several IKE_SAs', as far as they are listed. */
  readonly undecided?: readonly Undecided[];
  /** Bounds that were reached and the like, one sentence each. */
  readonly notes: readonly string[];
  /** Absent when only this end's log was read. */
  readonly peer?: PeerReport;
}

/** One output format at work. Calls come in order of the log; `end` last and once. */
export interface View {
  /** What is known of an input so far. Before its first step if possible, so that it is known what its times leave out. */
  input?(input: InputReport): void;
  step(step: Step): void;
  /** Again with the same id when its count or its causes changed. */
  finding(finding: Finding): void;
  end(report: Report): void;
  /** An IKE_SA that has ended is about to give up its events and lines, to bound memory. True: it is written. */
  leave?(sa: IkeSa): boolean;
  /** True for a format that tells which lines an IKE_SA has. */
  readonly tellsLines?: boolean;
}

/** Which part of the log is shown, in every format. */
export interface Selection {
  /** Name of a connection, or null for all. */
  readonly connection: string | null;
  /** Address or identity of the peer, or null for all. */
  readonly peer: string | null;
  /** Milliseconds since 1970 UTC, NaN for no limit. */
  readonly since: number;
  readonly until: number;
  /** Leave out connections on which nothing failed. */
  readonly failuresOnly: boolean;
}

export interface WriteOptions extends Selection {
  /** Takes text in order; nothing is read back. */
  write(text: string): void;
  /** True while following: entries are shown as they happen. */
  readonly live: boolean;
  readonly colour: boolean;
  /** Columns of the terminal, Infinity when there is none. */
  readonly width: number;
  /** JSON without `lines` and `events`. */
  readonly brief: boolean;
  /** Streams of the peer's logs, complete once they are opened; absent when only this end's log is read. */
  readonly peerStreams?: ReadonlySet<string>;
}
