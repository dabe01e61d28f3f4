// Whether a line begins a job of its own, or goes on with that of its thread.
import { describe, expect, test } from 'vitest';
import { heldBy, mayBegin } from '../../src/negotiation/begin.ts';
import type { EventOf, EventType } from '../../src/negotiation/event.ts';
import { createJob, type Job } from '../../src/negotiation/job.ts';
import { eventOf, message, registered } from '../fixtures/negotiation.ts';

const [ikeSa] = registered({}).sas;

/** A job of an IKE_SA that has read a message. */
function havingRead(summary: string, more: Partial<Job> = {}): Job {
  const [type, fields] = message('parsed', summary);
  const parsed = eventOf(type as 'message.parsed', fields) as EventOf<'message.parsed'>;
  return Object.assign(createJob(0), { base: ikeSa, current: ikeSa, parsed, last: 'message.parsed', ...more });
}

describe('after an answer', () => {
  test.each<[EventType, string, boolean]>([
    ['dpd.sent', 'INFORMATIONAL response 3 [ ]', true],
    ['dpd.sent', 'IKE_AUTH response 1 [ IDr AUTH ]', true],
    ['dpd.sent', 'INFORMATIONAL request 3 [ ]', false],
    ['child.establishing', 'CREATE_CHILD_SA response 4 [ N(NO_PROP) ]', true],
    ['child.establishing', 'IKE_SA_INIT response 0 [ SA KE No ]', false],
    ['child.closing', 'INFORMATIONAL response 5 [ D ]', true],
    ['child.closing', 'INFORMATIONAL request 5 [ D ]', false],
    ['child.establishing', 'INFORMATIONAL_V1 request 77 [ HASH N(DPD_ACK) ]', true],
    ['child.closing', 'INFORMATIONAL_V1 request 77 [ HASH D ]', false],
  ])('%s after %s: %s', (type, summary, begins) => {
    expect(mayBegin(havingRead(summary), eventOf(type))).toBe(begins);
  });

  test('nothing else begins once the thread has gone on with it', () => {
    const job = havingRead('INFORMATIONAL_V1 request 77 [ HASH N(DPD_ACK) ]', { last: 'child.closing' });
    expect(mayBegin(job, eventOf('child.establishing'))).toBe(false);
  });
});

test('an attempt that was given up is the end of its job', () => {
  const job = Object.assign(createJob(0), { base: ikeSa, last: 'ike.no-response' });
  expect(mayBegin(job, eventOf('child.establishing'))).toBe(true);
});

test('the job is held to be the same IKE_SA’s, but for a liveness check', () => {
  const job = havingRead('CREATE_CHILD_SA response 4 [ SA No ]');
  expect(heldBy(job, eventOf('child.closing'))).toBe(ikeSa);
  expect(heldBy(job, eventOf('dpd.sent'))).toBe(null);
});
