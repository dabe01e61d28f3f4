/**
 * Room 4: does a line begin a job? A thread with its job, and an event that may begin one, enter.
 */
import type { EventType, IkeEvent } from './event.ts';
import type { Job } from './job.ts';
import { hasNotify } from './payloads.ts';
import { statedUid } from './search.ts';

/** In the middle of a job the same event is a part of it: an IKE_SA deleted because another comes up, a CHILD_SA restarted after silence. */
export const mayBegin = (job: Job, event: IkeEvent): boolean =>
  job.base === null
    ? statedUid(event) >= 0 || job.isSent
    : (job.isSent && (job.started === null || event.type === 'dpd.sent')) ||
      isDone(job) ||
      isAfterAnswer(job, event.type);

/** Nothing follows in the same job: an attempt was given up, or the answer of IKEv1 to a liveness check was read. */
const isDone = ({ last, parsed }: Job): boolean =>
  last === 'ike.no-response' ||
  (last === 'message.parsed' && parsed !== null && hasNotify(parsed.fields.payloads, 'DPD_ACK'));

/** What a thread that has read an answer does next may be a job of its own: with the exchanges after whose answer the packet tells. */
const AFTER_ANSWER: ReadonlyMap<EventType, ReadonlySet<string>> = new Map([
  ['dpd.sent', new Set(['CREATE_CHILD_SA', 'INFORMATIONAL', 'IKE_AUTH', 'IKE_SA_INIT'])],
  ['child.establishing', new Set(['CREATE_CHILD_SA', 'INFORMATIONAL'])],
  ['child.closing', new Set(['CREATE_CHILD_SA', 'INFORMATIONAL'])],
]);

/** Has the thread read an answer, and said nothing since to anybody? Then it may go on to another IKE_SA; its packet tells. */
const isAfterAnswer = ({ parsed, isSent }: Job, type: EventType): boolean =>
  !isSent && parsed?.fields.direction === 'response' && AFTER_ANSWER.get(type)?.has(parsed.fields.exchange) === true;

/** Whose the new job is when nothing in it tells: the IKE_SA's whose answer was read, unless that would not ask for a sign of life. */
export const heldBy = (job: Job, event: IkeEvent): Job['after'] =>
  event.type !== 'dpd.sent' && isAfterAnswer(job, event.type) ? (job.current ?? job.base) : null;
