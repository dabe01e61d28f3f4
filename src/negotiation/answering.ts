/**
 * Room 4: logs without threads: charon answers a request in the job that reads it, so that an answer tells its job. Events enter; what they have to do with a request
 * of the peer's leaves.
 */
import type { IkeEvent } from './event.ts';

/** A line asks for an answer, is one, or neither. */
export type Part = 'asks' | 'answers' | null;

/** Parts of an answer follow the whole. A COOKIE is demanded by another thread; an INFORMATIONAL of IKEv1 is answered by none (RFC 2409 section 5.7). */
export function partOf(event: IkeEvent | null): Part {
  if (event?.type === 'message.parsed')
    return event.fields.direction === 'request' && event.fields.exchange !== 'INFORMATIONAL_V1' ? 'asks' : null;
  if (event?.type !== 'message.generated' || event.fields.direction !== 'response') return null;
  return /\b(EF|FRAG)\(|COOKIE\)/.test(event.fields.payloads) ? null : 'answers';
}

/** Does a job owe an answer after a line, if it did or did not before? */
export const owesAfter = (owes: boolean, part: Part) => (part === null ? owes : part === 'asks');
