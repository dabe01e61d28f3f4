/**
 * Room 4, negotiation: messages become IKE events, each attributed to its IKE_SA, whose state it moves. The door.
 */
import type { Source } from '../intake/index.ts';
import type { Speaker } from '../lines/index.ts';
import type { Message } from '../messages/index.ts';
import { createAttribution } from './attribute.ts';
import { endChildren } from './child-transitions.ts';
import { createDaemon, type Daemon } from './daemon.ts';
import type { IkeEvent } from './event.ts';
import { type IkeSa, isLive } from './ike-sa.ts';
import { noteReauthentication } from './lineage.ts';
import { createEventReader } from './read-event.ts';
import { createRegistry } from './registry.ts';
import { noteRemains } from './remains.ts';
import { compressLineage, createKept } from './retire.ts';
import { type DaemonSeed, plant } from './seed.ts';
import { createThinning } from './thin.ts';
import { traitsOf } from './traits.ts';
import { apply } from './transitions.ts';
import { noteRelease } from './turn.ts';
import { createUndecidedList } from './undecided.ts';

export type { ChildOutcome, ChildSa } from './child-sa.ts';
export type { Daemon, DaemonEnd } from './daemon.ts';
export type { EventFields, EventOf, EventType, IkeEvent, Origin } from './event.ts';
export { EVENT_FIELDS, EVENT_TYPES, numberOf } from './event.ts';
export type { Endpoint, IkeSa, IkeSaOutcome, IkeSaState, Stage } from './ike-sa.ts';
export { isLive, STAGES, splitEndpoint } from './ike-sa.ts';
export { errorNotify, hasNotify, hasPayload, payloadItems } from './payloads.ts';
export { sasOfPeer } from './registry.ts';
export { remembered } from './remember.ts';
export type { ChildSeed, DaemonSeed, IkeSaSeed } from './seed.ts';
export { seedDaemon, seedIkeSa } from './seed.ts';
export type { Undecided } from './undecided.ts';

/** What leaves the room: an event that has been applied to the IKE_SA it is about. */
export interface Step {
  readonly event: IkeEvent;
  readonly daemon: Daemon;
  /** Null: the event is about no single IKE_SA. */
  readonly ikeSa: IkeSa | null;
}

export interface NegotiationOptions {
  /** The most events kept for one IKE_SA, and for all together; see thin.ts for which go. What is dropped is counted. */
  readonly maxEvents?: number;
  readonly maxAllEvents?: number;
  /** Whose events are kept longest, and who writes down those that go. */
  readonly isWanted?: (sa: IkeSa) => boolean;
  readonly leave?: (sa: IkeSa) => boolean;
  /** False: which lines an IKE_SA has is not remembered. */
  readonly keepsLines?: boolean;
  /** The most IKE_SAs kept; see retire.ts for who goes first. */
  readonly maxIkeSas?: number;
  /** For a run without end: of the daemons only so many are remembered beyond their end. */
  readonly isEndless?: boolean;
  /** IKE_SAs that were up where reading begins; each is planted when its daemon first speaks. */
  readonly seeds?: readonly DaemonSeed[];
}

/** Of a run without end: daemons remembered, the present ones included. */
const MAX_DAEMONS = 4096;
const MAX_EVENTS = 10_000;
const MAX_ALL_EVENTS = 150_000;
const MAX_IKE_SAS = 100_000;

export function createNegotiation(options: NegotiationOptions, emit: (step: Step) => void) {
  const { isEndless = false, keepsLines = true, seeds = [] } = options;
  const read = createEventReader();
  const daemons: Daemon[] = [];
  /** The present epoch of each speaker. */
  const epochs = new Map<Speaker, Daemon>();
  /** Lines that belong to no IKE_SA, by pattern name. */
  const unattributed = new Map<string, number>();
  /** Daemons made so far. */
  let lives = 0;
  /** The daemon whose line is being read, or was last. */
  let speaking: Daemon | null = null;

  const registry = createRegistry((sa) => kept.add(sa));
  const { isWanted } = options;
  /** Who has been written down by `leave`. */
  const written = new WeakSet<IkeSa>();
  function leave(sa: IkeSa): boolean {
    if (options.leave?.(sa) !== true) return false;
    written.add(sa);
    return true;
  }

  const kept = createKept(
    options.maxIkeSas ?? MAX_IKE_SAS,
    (sa) => {
      registry.forget(sa);
      thinning.forgot(sa);
    },
    (sa) => written.has(sa) || leave(sa),
  );
  const thinning = createThinning({
    maxKept: options.maxAllEvents ?? MAX_ALL_EVENTS,
    maxOfOne: options.maxEvents ?? MAX_EVENTS,
    ...(isWanted === undefined ? {} : { isWanted }),
    leave,
  });
  const undecided = createUndecidedList();
  const attribution = createAttribution(registry, {
    line(owner, source, line, certain, pattern) {
      if (owner === null) {
        unattributed.set(pattern, (unattributed.get(pattern) ?? 0) + 1);
        return;
      }
      owner.certain &&= certain;
      owner.lastSource = source;
      owner.lastLine = line;
      if (keepsLines) addLine(owner, source, line);
    },
    undecided(rivals, source, line) {
      if (!isEndless) undecided.add(rivals, source, line);
    },
    event(event, subject, isKept) {
      if (subject === null) {
        emit({ event, daemon: speaking!, ikeSa: null });
        return;
      }
      if (isKept) thinning.keep(subject, event);
      if (event.type === 'ike.delete.received') noteReauthentication(subject, event.at);
      const hasMoved = apply(subject, event);
      noteRemains(subject, event);
      emit({ event, daemon: subject.daemon, ikeSa: isKept ? subject : null });
      if (hasMoved) registry.index(subject);
    },
  });

  /** A daemon that starts again and again would fill memory with its lives. */
  function forgetOldest(): void {
    const ended = daemons.findIndex((d) => d.endedBy !== 'end-of-log');
    for (const daemon of daemons.splice(Math.max(0, ended), 1)) {
      if (epochs.get(daemon.speaker) === daemon) epochs.delete(daemon.speaker);
      if (speaking === daemon) speaking = null;
      for (const sa of daemon.live) kept.retire(sa);
    }
  }

  function openEpoch(speaker: Speaker, source: Source): Daemon {
    if (isEndless && daemons.length >= MAX_DAEMONS) forgetOldest();
    const daemon = createDaemon(`d${++lives}`, speaker, source.name);
    daemons.push(daemon);
    const isFirst = !epochs.has(speaker);
    epochs.set(speaker, daemon);
    const seed = isFirst ? seeds.find((s) => isOf(s, speaker)) : undefined;
    if (seed !== undefined) plant(daemon, seed, registry);
    return daemon;
  }

  /** A start after life is a new epoch; without goodbye the old one ended by the restart. */
  function epochOf(speaker: Speaker, source: Source, event: IkeEvent | null): Daemon {
    const now = speaking !== null && speaking.speaker === speaker ? speaking : epochs.get(speaker);
    if (now === undefined) return openEpoch(speaker, source);
    const isStart =
      event !== null && (event.type === 'daemon.started' || (event.type === 'daemon.plugins' && now.pluginsSeen));
    if (!isStart || !now.lived) return now;
    closeEpoch(
      now,
      Number.isNaN(now.lastAt) ? event.at : now.lastAt,
      now.endedBy === 'shutdown' ? 'shutdown' : 'restart',
    );
    return openEpoch(speaker, source);
  }

  function closeEpoch(daemon: Daemon, at: number, by: Daemon['endedBy']): void {
    attribution.settleAll(daemon);
    daemon.endedAt = at;
    daemon.endedBy = by;
    if (by === 'end-of-log') return;
    for (const sa of daemon.live) {
      if (!isLive(sa)) continue;
      sa.outcome = sa.outcome === 'established' ? 'lost' : 'failed';
      sa.endedAt = at;
      endChildren(sa, at);
    }
  }

  /** Another process of the same program has started: the one before is over, unless it speaks again. */
  function supersede(daemon: Daemon): void {
    const { stream, host, program, pid } = daemon.speaker;
    for (const [{ stream: s, host: h, program: p, pid: other }, before] of epochs)
      if (other !== pid && s === stream && h === host && p === program) before.isSuperseded = true;
  }

  function noteDaemon(daemon: Daemon, event: IkeEvent): void {
    noteRelease(daemon, event);
    if (event.type === 'daemon.started' || event.type === 'daemon.plugins') supersede(daemon);
    if (event.type === 'daemon.started') {
      daemon.version = event.fields.version;
      daemon.startedAt = event.at;
      daemon.lived = true;
    } else if (event.type === 'daemon.plugins') {
      daemon.pluginsSeen = true;
      daemon.lived = true;
    } else if (event.type === 'daemon.stopping') {
      daemon.endedBy = 'shutdown';
      daemon.endedAt = event.at;
    }
  }

  return {
    /** Takes one message of charon's. The message may be reused after the call. */
    feed(message: Message): void {
      const event = read(message);
      const { record } = message;
      const daemon = epochOf(record.speaker, record.source, event);
      if (!Number.isNaN(record.at)) {
        if (Number.isNaN(daemon.lastAt)) daemon.firstAt = record.at;
        daemon.lastAt = record.at;
      }
      daemon.isSuperseded = false;
      if (event !== null && traitsOf(event).isOfDaemon) noteDaemon(daemon, event);
      speaking = daemon;
      attribution.take(daemon, record, event, message.pattern?.name ?? 'unmatched');
    },
    /** Nothing more comes for now, of that stream or of any. Lines of logs without threads do not wait any longer for what would tell whose they are. */
    pause(stream?: string): void {
      for (const daemon of epochs.values()) {
        if (stream !== undefined && daemon.speaker.stream !== stream) continue;
        speaking = daemon;
        attribution.pause(daemon);
      }
    },
    /** The end of all logs. */
    end(): void {
      for (const daemon of epochs.values()) {
        speaking = daemon;
        attribution.settleAll(daemon);
        if (daemon.isSuperseded)
          closeEpoch(daemon, daemon.lastAt, daemon.endedBy === 'shutdown' ? 'shutdown' : 'restart');
        else if (daemon.endedBy === 'end-of-log') daemon.endedAt = daemon.lastAt;
      }
    },
    daemons: daemons as readonly Daemon[],
    /** Those kept, in order of appearance. */
    ikeSas: kept.all,
    /** An IKE_SA that has ended is of no more use to the caller: it and its events are forgotten, and not counted as dropped. */
    retire(sa: IkeSa): void {
      compressLineage(sa);
      kept.retire(sa);
    },
    /** How many IKE_SAs (`written`: of them after they were written down) and how many events of others were dropped at a bound. */
    dropped: () => ({
      ikeSas: kept.dropped,
      written: kept.written,
      events: [...kept.all].reduce((sum, sa) => sum + sa.eventsDropped, 0),
    }),
    unattributed: unattributed as ReadonlyMap<string, number>,
    undecided: undecided.all,
    /** How many lines that is, those of further jobs included. */
    undecidedLines: undecided.lines,
  };
}

const isOf = (seed: DaemonSeed, speaker: Speaker) =>
  seed.stream === speaker.stream &&
  seed.host === speaker.host &&
  seed.pid === speaker.pid &&
  (seed.pid !== null || seed.program === speaker.program);

function addLine(sa: IkeSa, source: Source, line: number): void {
  const lines = sa.lines.get(source);
  if (lines === undefined) sa.lines = new Map(sa.lines).set(source, [line]);
  else if (line > lines.at(-1)!) lines.push(line);
  else lines.splice(lines.findLastIndex((before) => before < line) + 1, 0, line);
}
