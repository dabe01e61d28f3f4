/**
 * Room 4: what kind of line it is, as the order of the lines of a job knows it (succession.ts): the pattern, and for a summary line what is exchanged.
 */
import type { IkeEvent } from './event.ts';
import { errorNotify, hasNotify } from './payloads.ts';

/** An INFORMATIONAL's list of payloads says what it is for; longer than that it is a list of addresses. */
const TELLING_LENGTH = 40;

/** The kind of a line with that event (null: none) and pattern name. */
export function tokenOf(event: IkeEvent | null, pattern: string): string {
  if (event === null) return pattern;
  if (event.type === 'proposal.selected') return `${pattern} ${protocolOf(event.fields.proposal)}`;
  if (event.type === 'proposals.received' || event.type === 'proposals.configured')
    return `${pattern} ${protocolOf(event.fields.proposals)}`;
  if (event.type !== 'message.parsed' && event.type !== 'message.generated') return pattern;
  const { exchange, direction, payloads } = event.fields;
  return `${event.type === 'message.parsed' ? '<' : '>'} ${exchange} ${direction} ${purposeOf(exchange, payloads)}`.trim();
}

/** Up to the first colon: IKE, ESP or AH. */
const protocolOf = (proposal: string) => proposal.slice(0, Math.max(0, proposal.indexOf(':')));

function purposeOf(exchange: string, payloads: string): string {
  if (/\b(EF|FRAG)\(/.test(payloads)) return 'part';
  if (exchange.startsWith('INFORMATIONAL')) return payloads.slice(0, TELLING_LENGTH);
  if (hasNotify(payloads, 'COOKIE')) return 'COOKIE';
  const [, first = '', second = ''] = payloads.split(' ', 3);
  const about = first === 'HASH' ? second : first;
  const error = errorNotify(payloads);
  return error === null ? about : `${about} ${error}`;
}
