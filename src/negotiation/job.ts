/**
 * Room 4: a job of a worker thread. Between its first and its last line a job's lines belong together; across jobs a thread
 * id says nothing (charon-log-facts section 3). Where lines have no tag, the job is what they are attributed by.
 */
import type { Source } from '../intake/index.ts';
import type { EventOf, EventType, IkeEvent } from './event.ts';
import type { Found } from './find.ts';
import type { IkeSa } from './ike-sa.ts';
import { hasNotify } from './payloads.ts';
import type { Traits } from './traits.ts';

/** A line that waits until it is known whose it is. */
export interface Pending {
  readonly event: IkeEvent | null;
  readonly source: Source;
  readonly line: number;
  /** Name of the pattern that recognised it, for the count of what stays nobody's. */
  readonly pattern: string;
  /** True for a line that could be another job's just as well (disentangle.ts). */
  readonly isCoin: boolean;
}

export interface Job {
  /** True for the receiver thread's answer to an initiator that must prove its address: no IKE_SA is made for it. */
  readonly isReceiver: boolean;
  /** Whose job it is; null while unknown, or when it is outside of any IKE_SA. */
  base: IkeSa | null;
  /** Whom it speaks of now: `base`, or another IKE_SA that it deletes, replaces or starts. */
  current: IkeSa | null;
  /** An IKE_SA that the job starts while the line tag still names `base` (rekey, reauthentication, restart). */
  started: IkeSa | null;
  /** The IKE_SA that lost a collision of rekeyings, while the job sends its DELETE: the line tag still names `base`. */
  redundant: IkeSa | null;
  /** Addresses of the packet that began the job, as local and remote endpoints; null when none did. */
  local: string | null;
  remote: string | null;
  /** Whose job it may be, one among several that fit: taken when nothing in the job tells better. */
  guess: Found | null;
  /** Whose answer the thread had read just before, when the job may be that IKE_SA's, too (begin.ts). */
  after: IkeSa | null;
  /** Lines read before it was known whose they are. Bounded by MAX_PENDING. */
  pending: Pending[];
  /** Type of its last event, and the message that it reads. */
  last: EventType | null;
  parsed: EventOf<'message.parsed'> | null;
  /** True once a packet was sent: most jobs end with that. */
  isSent: boolean;
  /** Time of the last line, NaN without times. */
  lastAt: number;
  /** False when `base` was chosen among several that fit. */
  certain: boolean;
  /** Of whom else the job could be just as well, while nothing in it tells (undecided.ts): its lines are nobody's. */
  rivals: readonly IkeSa[] | null;
  /** True when no thread holds its lines together, but what follows what (disentangle.ts). */
  isDivided: boolean;
  /** True when several IKE_SAs could have done the job just as well, and its lines are given to one all the same, because they matter. */
  isCoin: boolean;
}

/** Lines that a job may hold back before it gives up finding its IKE_SA. */
export const MAX_PENDING = 64;

/** Seconds of silence after which a thread's next line is taken to be another job's: longer than a CRL fetch waits. */
export const JOB_SILENCE = 60;

export function createJob(at: number, isReceiver = false): Job {
  return {
    isReceiver,
    base: null,
    current: null,
    started: null,
    redundant: null,
    local: null,
    remote: null,
    guess: null,
    after: null,
    pending: [],
    last: null,
    parsed: null,
    isSent: false,
    lastAt: at,
    certain: true,
    rivals: null,
    isDivided: false,
    isCoin: false,
  };
}

/** The answer that demands a COOKIE (RFC 7296 section 2.6). */
export const isCookie = (event: IkeEvent) =>
  event.type === 'message.generated' &&
  event.fields.direction === 'response' &&
  hasNotify(event.fields.payloads, 'COOKIE');

/** Is the event nobody's, in the job that its thread does? */
export const isOutside = (job: Job | undefined, event: IkeEvent, traits: Traits) =>
  traits.isOutside ||
  (event.type === 'message.generated' && isCookie(event)) ||
  (event.type === 'packet.sent' && job?.isReceiver === true);
