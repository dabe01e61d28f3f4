/**
 * Room 8: what a restart needs to go on as if there had been none. Pieces, records and steps enter; at any moment there leaves, for every log, the line to begin
 * with again, and the IKE_SAs that were up there. That line is early enough for every negotiation that is under way, and for what ended a moment ago.
 */
import type { Break, Chunk, Source } from '../intake/index.ts';
import type { Record } from '../lines/index.ts';
import {
  type Daemon,
  type DaemonSeed,
  type IkeSa,
  type IkeSaSeed,
  isLive,
  type Step,
  seedDaemon,
  seedIkeSa,
} from '../negotiation/index.ts';
import { createTrack, isBefore, type Judged, type Mark, type Position, type SavedTrack, type Track } from './track.ts';

/** So long after a line more may be said that belongs to it: the longest job (JOB_SILENCE of negotiation), in milliseconds. */
const LINGER_MS = 60_000;
/** The same in logs without times. */
const LINGER_LINES = 500;
/** No farther back than this, whatever is under way: a full round of retransmits takes 165 s (RFC 7296 leaves it open; charon's default). */
const MOST_MS = 600_000;
const MOST_BYTES = 16 << 20;

/** How an IKE_SA lies in its log. */
interface Life {
  /** Where its present attempt begins. */
  begun: Position;
  /** Where it came up first; null when it was up before the log was read, undefined while it is not. */
  up: Position | null | undefined;
  ended: Position | undefined;
}

/** How a log was left, for one that is opened again. */
export interface Reopened {
  readonly judged: Judged;
  readonly headPrint: Parameters<typeof createTrack>[2];
}

export interface SavedBookmarks {
  /** Clock, milliseconds since 1970 UTC. */
  readonly savedAt: number;
  readonly tracks: readonly (readonly [stream: string, track: SavedTrack])[];
  readonly seeds: readonly DaemonSeed[];
}

const placeKey = (d: Pick<DaemonSeed, 'stream' | 'host' | 'program'>) => JSON.stringify([d.stream, d.host, d.program]);

/** What only a pipe has: it cannot be read again. */
const PIPE = '-';

/** `reopened`: the logs that are read on, by stream. `before`: as saved by the run before; its seeds were given to negotiation. */
export function createBookmarks(reopened: ReadonlyMap<string, Reopened>, before: SavedBookmarks | null) {
  const tracks = new Map<string, Track>();
  const lives = new Map<IkeSa, Life>();
  /** The daemon that started last at each place, and those in whose place it is. */
  const latest = new Map<string, Daemon>();
  const replaced = new Set<Daemon>();
  /** Of each log the last line that an event came of: in a log without threads, later ones may be held back. */
  const heard = new Map<string, Position & { readonly at: number }>();
  /** The log that is being read. */
  let present: Track | null = null;

  function trackOf({ stream, name }: Source): Track {
    let track = tracks.get(stream);
    if (track === undefined) {
      const left = reopened.get(stream);
      track = createTrack(name.startsWith('journal:'), left?.judged ?? null, left?.headPrint ?? null);
      tracks.set(stream, track);
    }
    return track;
  }

  function meet(daemon: Daemon, isStart: boolean): void {
    const key = placeKey(daemon.speaker);
    const other = latest.get(key);
    if (other === daemon || (other !== undefined && !isStart)) return;
    if (other !== undefined) replaced.add(other);
    latest.set(key, daemon);
  }

  function step({ event, ikeSa, daemon }: Step): void {
    meet(daemon, event.type === 'daemon.started');
    const track = tracks.get(event.source.stream);
    if (track !== undefined) heard.set(event.source.stream, { ...track.positionOf(event.line), at: event.at });
    if (ikeSa === null || present === null) return;
    let life = lives.get(ikeSa);
    if (life === undefined) {
      const begun = present.positionOf(event.line);
      const wasUp = ikeSa.outcome === 'established' && event.type !== 'ike.established' && event.type !== 'ike.rekeyed';
      life = { begun, up: wasUp ? null : undefined, ended: undefined };
      lives.set(ikeSa, life);
    }
    if (event.type === 'ike.initiating') life.begun = present.positionOf(event.line);
    if (isLive(ikeSa)) {
      life.ended = undefined;
      if (ikeSa.outcome === 'established' && life.up === undefined) life.up = present.positionOf(event.line);
      if (event.type === 'message.generated' && event.fields.direction === 'request')
        life.begun = life.up === undefined ? life.begun : present.positionOf(event.line);
    } else life.ended ??= present.positionOf(event.line);
  }

  /** What of a log is still under way: where the first of it begins. */
  function needed(stream: string): Position | null {
    let first: Position | null = null;
    for (const [sa, { begun }] of lives) {
      if (sa.daemon.speaker.stream !== stream) continue;
      const isBusy = sa.outcome === 'open' || (sa.outstanding !== null && !sa.outstanding.isAnswered);
      if (isBusy && isLive(sa) && (first === null || isBefore(begun, first))) first = begun;
    }
    return first;
  }

  function settle(stream: string, track: Track): Mark | null {
    const need = needed(stream);
    const last = heard.get(stream);
    const total = track.total();
    const isRecent = ({ at, file, line }: Mark) => {
      if (last === undefined) return true;
      if (Number.isNaN(last.at) || Number.isNaN(at)) return file === last.file && last.line - line < LINGER_LINES;
      return last.at - at < LINGER_MS;
    };
    // What is held back is bounded by itself.
    const isTooOld = (mark: Mark) =>
      (last !== undefined && last.at - mark.at > MOST_MS) || total - mark.total > MOST_BYTES;
    let isLast = true;
    return track.settle((mark) => {
      // The latest mark may lie behind what is being read: a record is noted before its events.
      const isEarly = !isRecent(mark) && (need === null || !isBefore(need, mark));
      const isGood = isEarly || (isTooOld(mark) && !isLast);
      isLast = false;
      return isGood;
    });
  }

  /** As it was at the mark: it was up there, whatever became of it since. */
  function seedAt(sa: IkeSa, mark: Mark | null): IkeSaSeed | null {
    const life = lives.get(sa);
    const since = mark === null || Number.isNaN(mark.at) ? Number.POSITIVE_INFINITY : mark.at;
    if (life === undefined || mark === null) return sa.outcome === 'established' ? seedIkeSa(sa, since) : null;
    const { up, ended } = life;
    const wasUp = up === null || (up !== undefined && isBefore(up, mark));
    const hasEnded = ended !== undefined && isBefore(ended, mark);
    return wasUp && !hasEnded ? seedIkeSa(sa, since) : null;
  }

  function seedsAt(
    marks: ReadonlyMap<string, Mark>,
    frozen: ReadonlySet<string>,
    ikeSas: Iterable<IkeSa>,
  ): DaemonSeed[] {
    const byDaemon = new Map<Daemon, IkeSaSeed[]>();
    for (const daemon of latest.values()) byDaemon.set(daemon, []);
    for (const sa of ikeSas) {
      if (replaced.has(sa.daemon)) continue;
      const seed = seedAt(sa, marks.get(sa.daemon.speaker.stream) ?? null);
      if (seed === null) continue;
      const list = byDaemon.get(sa.daemon);
      if (list === undefined) byDaemon.set(sa.daemon, [seed]);
      else list.push(seed);
    }
    const present: DaemonSeed[] = [];
    for (const [daemon, list] of byDaemon)
      if (!frozen.has(daemon.speaker.stream)) present.push({ ...seedDaemon(daemon), ikeSas: list });
    // A process that has not spoken yet may still; one in whose place another speaks will not.
    const places = new Set(present.map(placeKey));
    return [...present, ...(before?.seeds ?? []).filter((seed) => !places.has(placeKey(seed)))];
  }

  /** IKE_SAs that ended before every mark, or with their daemon: nothing needs them any more. */
  function retirable(marks: ReadonlyMap<string, Mark>, ikeSas: ReadonlySet<IkeSa>): IkeSa[] {
    const over: IkeSa[] = [];
    if (replaced.size > 0) for (const sa of ikeSas) if (replaced.has(sa.daemon)) over.push(sa);
    replaced.clear();
    for (const [sa, { ended }] of lives) {
      const mark = marks.get(sa.daemon.speaker.stream);
      const isOver = ended !== undefined && mark !== undefined && isBefore(ended, mark) && !isLive(sa);
      if (isOver) over.push(sa);
      if (isOver || !ikeSas.has(sa)) lives.delete(sa);
    }
    return over;
  }

  return {
    /** Call for every piece, before it is read. */
    piece(piece: Chunk | Break): void {
      present = trackOf(piece.source);
      present.piece(piece);
    },
    /** Call for every record, before its events. */
    record(record: Record): void {
      present = trackOf(record.source);
      present.record(record);
    },
    /** Call for every step. */
    step,
    /** True for what was judged before a restart. `source`: of the line it is about. */
    isReplaying: (source: Source): boolean => (tracks.get(source.stream) ?? present)?.isReplaying() ?? false,
    /** Before that record reading paused the last time, and has to again. Call before `record`. */
    isPauseBefore: ({ source, line }: Record): boolean => trackOf(source).isPauseBefore(line),
    /** Nothing came for a while: gives the streams that pause, which is remembered. */
    pause: (): string[] => [...tracks].filter(([, track]) => track.pause()).map(([stream]) => stream),
    /**
     * Where to go on, and which IKE_SAs may be let go of. Bounded: negotiations that are under way for longer than MOST_MS or MOST_BYTES are read again from
     * their middle only.
     */
    settle(
      ikeSas: ReadonlySet<IkeSa>,
      savedAt: number,
    ): { readonly saved: SavedBookmarks; readonly over: readonly IkeSa[] } {
      const marks = new Map<string, Mark>();
      const resumable = new Map<string, Mark>();
      const saved = new Map<string, SavedTrack>(before?.tracks);
      const frozen = new Set(saved.keys());
      for (const [stream, track] of tracks) {
        // What was judged before is saved as it was then.
        const mark = track.isReplaying() ? null : settle(stream, track);
        if (mark === null) continue;
        marks.set(stream, mark);
        frozen.delete(stream);
        if (stream === PIPE) continue;
        resumable.set(stream, mark);
        saved.set(stream, track.save(mark));
      }
      const seeds = seedsAt(resumable, frozen, ikeSas);
      return { saved: { savedAt, tracks: [...saved], seeds }, over: retirable(marks, ikeSas) };
    },
  };
}
