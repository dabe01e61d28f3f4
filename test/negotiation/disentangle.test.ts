// Lines without threads on their way to jobs: all leave, in order, and none waits for ever.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createDisentangling } from '../../src/negotiation/disentangle.ts';
import type { IkeEvent } from '../../src/negotiation/event.ts';
import { eventOf } from '../fixtures/negotiation.ts';

const HERE = '192.0.2.1';
const received = (from: string) => eventOf('packet.received', { from: `${from}[500]`, to: `${HERE}[500]`, bytes: 272 });
const parsed = eventOf('message.parsed', {
  exchange: 'IKE_SA_INIT',
  direction: 'request',
  mid: 0,
  payloads: '[ SA KE No ]',
});
const isInitiating = (peer: string) => eventOf('ike.peer-initiating', { peer });
const PATTERNS: { readonly [type: string]: string } = {
  'packet.received': 'packet-received',
  'ike.peer-initiating': 'peer-is-initiating-ike-sa',
  'packet.sent': 'packet-sent',
  'endpoint.changed': 'endpoint-changed',
};

/** Feeds events; out: the job of each line, numbered by appearance, and how many lines had left before the end. */
function divide(events: readonly (IkeEvent | null)[], at: (index: number) => number = () => 0) {
  const lines: number[] = [];
  const jobs: (number | null)[] = [];
  const disentangling = createDisentangling((strand, job) => {
    lines.push(strand.line);
    jobs.push(job);
  });
  const { source } = received('192.0.2.2');
  for (const [index, event] of events.entries()) {
    const pattern = event === null ? 'added-vici-connection' : (PATTERNS[event.type] ?? 'x');
    disentangling.feed({ event, source, line: index + 1, at: at(index), pattern });
  }
  const early = lines.length;
  disentangling.flush();
  const order = [...new Set(jobs.filter((job) => job !== null))];
  return { lines, early, jobs: jobs.map((job) => (job === null ? null : order.indexOf(job))) };
}

describe('lines go to jobs', () => {
  test('two packets at once: whose the summary line is, the line after it tells', () => {
    const [a, b] = ['192.0.2.2', '192.0.2.3'];
    const { jobs } = divide([received(a), received(b), parsed, isInitiating(a), parsed, isInitiating(b)]);
    expect(jobs).toEqual([0, 1, 0, 0, 1, 1]);
  });

  test('an answer goes to the job that was asked, even after a line that no answer was ever seen to follow', () => {
    const asks = (payloads: string) =>
      eventOf('message.parsed', { exchange: 'INFORMATIONAL', direction: 'request', mid: 3, payloads });
    const answers = (payloads: string) =>
      eventOf('message.generated', { exchange: 'INFORMATIONAL', direction: 'response', mid: 3, payloads });
    const [a, b] = ['192.0.2.2', '192.0.2.3'];
    const sent = eventOf('packet.sent', { from: `${HERE}[500]`, to: `${b}[500]`, bytes: 80 });
    const { jobs } = divide([
      ...[received(b), asks('[ ]'), answers('[ ]'), sent],
      ...[received(b), asks('[ N(UPD_SA_ADDR) N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) N(NO_ADD_ADDR) ]')],
      eventOf('endpoint.changed', { side: 'remote endpoint', from: `${a}[500]`, to: `${b}[500]` }),
      ...[answers('[ N(NATD_S_IP) N(NATD_D_IP) N(COOKIE2) ]'), sent],
    ]);
    expect(jobs).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  test('configuration goes to none', () => {
    expect(divide([received('192.0.2.2'), null, parsed]).jobs).toEqual([0, null, 0]);
  });

  test('a line waits for those to come, but not longer than seconds', () => {
    const events = [received('192.0.2.2'), parsed, isInitiating('192.0.2.2'), received('192.0.2.2')];
    expect(divide(events).early).toBe(0);
    expect(divide(events, (index) => (index < 3 ? 0 : 60_000)).early).toBe(3);
  });

  test('jobs that come one after the other, and one into which another runs', () => {
    const [a, b] = ['192.0.2.2', '192.0.2.3'];
    const job = (peer: string) => [received(peer), parsed, isInitiating(peer)];
    const [x, y] = [job(a), job(b)];
    const { jobs } = divide([...job(a), ...job(b), x[0]!, y[0]!, x[1]!, x[2]!, y[1]!, y[2]!, ...job(a)]);
    expect(jobs).toEqual([0, 0, 0, 1, 1, 1, 2, 3, 2, 2, 3, 3, 4, 4, 4]);
  });

  test('any lines leave in the order in which they came, each once', () => {
    const some = fc.constantFrom(received('192.0.2.2'), received('192.0.2.3'), parsed, isInitiating('192.0.2.2'), null);
    fc.assert(
      fc.property(fc.array(some, { maxLength: 1500, size: 'max' }), (events) => {
        expect(divide(events).lines).toEqual(events.map((_, index) => index + 1));
      }),
      { numRuns: 15 },
    );
  });
});
