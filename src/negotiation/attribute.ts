/**
 * Room 4: which IKE_SA speaks. A line enters with its event (or none); it leaves attributed, once and for all: by its tag, else
 * by the job of its thread, else by addresses, message IDs and the names in it. What was inferred among several is marked.
 */
import type { Source } from '../intake/index.ts';
import type { Record } from '../lines/index.ts';
import { MOST_COINS } from './beam.ts';
import { heldBy, mayBegin } from './begin.ts';
import type { Daemon } from './daemon.ts';
import { createDisentangling, type Disentangling, type Strand } from './disentangle.ts';
import type { EventOf, IkeEvent } from './event.ts';
import { type Found, findBetween } from './find.ts';
import type { IkeSa } from './ike-sa.ts';
import { createJob, isCookie, isOutside, JOB_SILENCE, type Job, MAX_PENDING } from './job.ts';
import type { Registry } from './registry.ts';
import { createSearch } from './search.ts';
import { subjectOf } from './subject.ts';
import { isOutsidePattern, type Traits, traitsOf } from './traits.ts';
import { turn } from './turn.ts';
import { claimedBy, MAX_UNCLAIMED, mayBeClaimed, UNCLAIMED_MS } from './unclaimed.ts';
import { isMute, noteCoin, noteShared, saysNothing, withoutBusy } from './undecided.ts';

/** Takes what is attributed: the line to `owner` (null: nobody's), the event to `subject`, normally the same. */
export interface TakeAttributed {
  /** `pattern`: the name of the pattern that recognised the line. */
  line(owner: IkeSa | null, source: Source, line: number, certain: boolean, pattern: string): void;
  /** `isKept`: false for an event that moves the state of `subject`, though it may be another's. */
  event(event: IkeEvent, subject: IkeSa | null, isKept: boolean): void;
  /** A line that is nobody's, because it could be any of these IKE_SAs'. Lines of one job come with the same list. */
  undecided(rivals: readonly IkeSa[], source: Source, line: number): void;
}

/** Events that only an IKE_SA's own job prints. */
const TELLING = /^(auth|lookup|proposals?|notify|ts|vip|message|ke|identity|child\.failed|retransmit|fragment)(\.|$)/;

/** Jobs of a log without threads that are kept apart at once. */
const MOST_SLOTS = 128;

export function createAttribution(registry: Registry, take: TakeAttributed) {
  /** Of daemons whose lines name no thread. */
  const disentanglings = new Map<Daemon, Disentangling>();
  const { search, known, loneOf, stranger } = createSearch(registry);

  /** Gives a line and its event to `owner`; `isCoin`: the line could be another job's just as well. */
  function give(
    job: Job,
    owner: IkeSa,
    event: IkeEvent | null,
    traits: Traits | null,
    source: Source,
    line: number,
    pattern: string,
    isCoin: boolean,
  ): void {
    if (job.rivals !== null && isMute(event)) {
      take.line(null, source, line, true, pattern);
      take.undecided(job.rivals, source, line);
      deliver(job, owner, event!, traits!, false);
      return;
    }
    take.line(owner, source, line, job.certain && !isCoin, pattern);
    if (traits === null) return;
    if (isCoin || job.isCoin) noteCoin(owner, event!);
    deliver(job, owner, event!, traits, true);
  }

  /** Hands an event to the IKE_SA it is about, which need not be the one whose line it is. */
  function deliver(job: Job, owner: IkeSa, event: IkeEvent, traits: Traits, isKept: boolean): void {
    take.event(event, subjectOf(registry, job, owner, event, traits), isKept);
  }

  function tagged(daemon: Daemon, record: Record, event: IkeEvent | null, pattern: string): void {
    daemon.tagged = true;
    const sa = registry.byUniqueId(daemon, record.uniqueId, record.name, record.at);
    const traits = event === null ? null : traitsOf(event);
    let job = daemon.jobs.get(record.thread);
    if (job === undefined || job.base !== sa || traits?.startsJob === true) {
      job = createJob(record.at);
      job.base = sa;
      daemon.jobs.set(record.thread, job);
    }
    give(job, sa, event, traits, record.source, record.line, pattern, false);
  }

  /** A line without tag in a log that has tags: nobody's, unless it names an IKE_SA or a CHILD_SA itself. */
  function outside(daemon: Daemon, record: Record, event: IkeEvent | null, pattern: string): void {
    nobody(event, record.source, record.line, pattern);
    daemon.jobs.delete(record.thread);
  }

  function isOver(job: Job, at: number): boolean {
    return at - job.lastAt > JOB_SILENCE * 1000;
  }

  /** In a log without threads: the lines go to jobs first. */
  function threadless(daemon: Daemon, strand: Strand): void {
    let disentangling = disentanglings.get(daemon);
    if (disentangling === undefined) {
      // Lines since there was more than one IKE_SA: two jobs of the only one are no two answers.
      let alone = MOST_COINS;
      disentangling = createDisentangling((line, job, isCoin) => {
        alone = daemon.live.size > 1 ? 0 : alone + 1;
        if (job === null) nobody(line.event, line.source, line.line, line.pattern);
        else {
          const isToss = isCoin && alone < MOST_COINS;
          byJob(daemon, slotOf(daemon, job), line.event, line.source, line.line, line.at, line.pattern, isToss);
        }
      });
      disentanglings.set(daemon, disentangling);
    }
    disentangling.feed(strand);
  }

  /** The place of a job among the threads; who had it before is over. */
  function slotOf(daemon: Daemon, job: number): number {
    const slot = -1 - (job % MOST_SLOTS);
    if (daemon.slots[-slot] === job) return slot;
    daemon.slots[-slot] = job;
    const old = daemon.jobs.get(slot);
    if (old !== undefined) settle(daemon, old);
    daemon.jobs.delete(slot);
    return slot;
  }

  function nobody(event: IkeEvent | null, source: Source, line: number, pattern: string): void {
    take.line(null, source, line, true, pattern);
    if (event !== null) take.event(event, null, true);
  }

  function byJob(
    daemon: Daemon,
    thread: number,
    event: IkeEvent | null,
    source: Source,
    line: number,
    at: number,
    pattern: string,
    isCoin: boolean,
  ): void {
    const traits = event === null ? null : traitsOf(event);
    let job = daemon.jobs.get(thread);
    if (job !== undefined && isOver(job, at)) {
      settle(daemon, job);
      daemon.jobs.delete(thread);
      job = undefined;
    }
    if (traits === null ? isOutsidePattern(pattern) : isOutside(job, event!, traits)) {
      if (thread >= 0 && job !== undefined) {
        settle(daemon, job);
        daemon.jobs.delete(thread);
      }
      if (event !== null && isCookie(event)) daemon.jobs.set(thread, createJob(at, true));
      nobody(event, source, line, pattern);
      return;
    }
    if (
      job === undefined ||
      traits?.startsJob === true ||
      (traits?.mayStartJob === true && mayBegin(job, event!)) ||
      (event?.type === 'child.closed' && isOfAnother(daemon, job, event))
    ) {
      const after = job === undefined || event === null ? null : heldBy(job, event);
      if (job !== undefined) settle(daemon, job);
      job = createJob(at);
      job.after = after;
      job.isDivided = thread < 0;
      daemon.jobs.set(thread, job);
    }
    if (!Number.isNaN(at)) job.lastAt = at;
    // Without threads the lines of several IKE_SAs run into each other; with one alone there is nothing to confuse.
    if (job.isDivided && daemon.live.size > 1) job.certain = false;
    if (traits !== null) place(daemon, job, event!, traits);
    if (job.base === null) {
      if (job.pending.length >= MAX_PENDING) decide(daemon, job);
      job.pending.push({ event, source, line, pattern, isCoin });
      return;
    }
    if (job.pending.length > 0) release(job);
    give(job, job.current ?? job.base, event, traits, source, line, pattern, isCoin);
  }

  /** A CHILD_SA that was rekeyed goes seconds later, in a job of its own (charon 6: delete_rekeyed_delay), and by then may be another IKE_SA's. */
  function isOfAnother(daemon: Daemon, job: Job, event: EventOf<'child.closed'>): boolean {
    if (job.base === null || job.last?.startsWith('child.') === true) return false;
    const owner = known(daemon, event)?.sa ?? job.base;
    return owner !== job.base && owner !== job.current;
  }

  function adopt(job: Job, likeliest: Found | null): void {
    if (likeliest === null) return;
    const found = withoutBusy(likeliest, job);
    if (job.guess !== null) found.sa.daemon.guessed.delete(job.guess.sa);
    job.base = found.sa;
    job.current = found.sa;
    const { sa } = found;
    if (found.rivals !== undefined && saysNothing(job)) {
      job.rivals = [...found.rivals];
      noteShared(sa.daemon, job, sa, found.rivals);
    } else if (!found.certain) {
      job.certain = false;
      job.isCoin = found.rivals !== undefined;
    }
    for (const other of claimedBy(sa.daemon, sa, job)) {
      if (other.guess !== null) sa.daemon.guessed.delete(other.guess.sa);
      other.base = sa;
      other.current = sa;
      release(other);
    }
  }

  /** Settles whose job it is, or whom it speaks of now, by what the event says. */
  function place(daemon: Daemon, job: Job, event: IkeEvent, traits: Traits): void {
    if (job.base === null) adopt(job, search(daemon, job, event));
    else turn(registry, job, event, traits);
    if (event.type === 'packet.sent') job.isSent = true;
    else if (event.type === 'message.parsed') job.parsed = event;
    job.last = event.type;
  }

  function release(job: Job): void {
    const held = job.pending;
    if (held.length === 0) return;
    job.pending = [];
    for (const { event, source, line, pattern, isCoin } of held) {
      const traits = event === null ? null : traitsOf(event);
      if (traits !== null) turn(registry, job, event!, traits);
      give(job, job.current ?? job.base!, event, traits, source, line, pattern, isCoin);
    }
  }

  /** A job is over (or holds too much): what nothing claimed is nobody's, but for what names its IKE_SA or gives up on one. */
  function settle(daemon: Daemon, job: Job): void {
    if (job.pending.length === 0) return;
    for (const { event } of job.pending) {
      if (job.base !== null || event === null) continue;
      adopt(job, known(daemon, event));
    }
    if (job.base === null && mayBeClaimed(daemon, job)) keep(daemon, job);
    else decide(daemon, job);
  }

  /** Puts a job aside for who may claim it; those that nobody will claim any more are decided. */
  function keep(daemon: Daemon, job: Job): void {
    const { unclaimed } = daemon;
    unclaimed.push(job);
    while (unclaimed.length > MAX_UNCLAIMED || job.lastAt - unclaimed[0]!.lastAt > UNCLAIMED_MS)
      decide(daemon, unclaimed.shift()!);
  }

  /** Nothing will tell any more whose job it is: the likeliest, else nobody's. */
  function decide(daemon: Daemon, job: Job): void {
    if (job.base === null) adopt(job, job.guess);
    if (job.base === null && job.after !== null) adopt(job, { sa: job.after, certain: true });
    if (job.base === null && job.local !== null && job.remote !== null)
      adopt(job, findBetween(daemon, job.local, job.remote));
    // What speaks of an IKE_SA belongs to one, even if the log does not show which: an excerpt that begins in the middle of a job.
    if (job.base === null && job.pending.some((p) => p.event !== null && TELLING.test(p.event.type))) {
      if (daemon.live.size > 0) job.certain = false;
      adopt(job, loneOf(daemon) ?? stranger(daemon, job.pending[0]!.event?.at ?? Number.NaN));
    }
    if (job.base !== null) {
      release(job);
      return;
    }
    if (job.guess !== null) daemon.guessed.delete(job.guess.sa);
    const held = job.pending;
    job.pending = [];
    for (const { event, source, line, pattern } of held) nobody(event, source, line, pattern);
  }

  return {
    /** Attributes one line of a daemon; `event` is null when the line has no meaning of its own. */
    take(daemon: Daemon, record: Record, event: IkeEvent | null, pattern: string): void {
      if (record.uniqueId >= 0) tagged(daemon, record, event, pattern);
      else if (daemon.tagged) outside(daemon, record, event, pattern);
      else {
        const { source, line, at, thread } = record;
        if (thread >= 0) byJob(daemon, thread, event, source, line, at, pattern, false);
        else threadless(daemon, { event, source, line, at, pattern });
      }
    },
    /** Nothing more comes for now: lines that wait for others to tell whose they are go where they most likely belong. */
    pause(daemon: Daemon): void {
      disentanglings.get(daemon)?.flush();
    },
    /** The daemon's log ends or pauses for good: lets go of what was held back. */
    settleAll(daemon: Daemon): void {
      disentanglings.get(daemon)?.flush();
      disentanglings.delete(daemon);
      for (const job of daemon.jobs.values()) settle(daemon, job);
      daemon.jobs.clear();
      for (const job of daemon.unclaimed.splice(0)) decide(daemon, job);
    },
  };
}
