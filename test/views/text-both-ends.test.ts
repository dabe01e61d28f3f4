// What a person sees of both ends: one timeline in 100 columns, the peer's lines marked; how the logs were joined; the peer's other connections left out.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createView, type Format, type Report } from '../../src/views/index.ts';
import { read, setClock, walkBoth } from '../fixtures/both-ends.ts';

const SAMPLES = new URL('../../samples/logs/', import.meta.url);
const sample = (path: string) => readFileSync(new URL(path, SAMPLES), 'utf8');

function shown(report: Report, format: Format = 'text', parts: { connection?: string } = {}): string {
  let text = '';
  const view = createView({
    format,
    write: (piece) => {
      text += piece;
    },
    live: false,
    colour: false,
    width: 100,
    brief: true,
    failuresOnly: false,
    connection: parts.connection ?? null,
    peer: null,
    since: Number.NaN,
    until: Number.NaN,
    peerStreams: new Set(['sun.log']),
  });
  view.end(report);
  return text;
}

describe('both ends of a refusal', () => {
  const report = walkBoth(sample('psk-mismatch-v2/moon.log'), setClock(sample('psk-mismatch-v2/sun.log'), 37_000));
  const text = shown(report);
  const lines = text.split('\n');

  test('are one connection, and one timeline by the clock of this end', () => {
    expect(lines[0]).toMatch(/^office {2}192\.0\.2\.1 … 203\.0\.113\.1 {2}IKEv2 initiator {2}FAILED/);
    const timeline = lines.filter((line) => /^ {2}16:15:/.test(line));
    const from = (needle: string) => timeline.findIndex((line) => line.includes(needle));
    const order = [
      'request 0',
      '192.0.2.1 is initiating',
      'response 0',
      'request 1',
      'tried 1 shared key',
      'response 1',
    ].map(from);
    expect(order.every((at) => at >= 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(timeline.filter((line) => line.includes('  peer ')).every((line) => line.startsWith('  16:15:48'))).toBe(
      true,
    );
  });

  test('fit into 100 columns', () => {
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });

  test('say how they were joined and what the clocks are', () => {
    expect(text).toContain("1 of 1 IKE_SA found in the peer's log.");
    expect(text).toContain('sun.log: its clock is 37 s ahead (± 2 ms).');
    expect(text).toContain('branch[1] at the peer (by addresses, sizes and times)');
  });

  test.each([
    [3_600_000, 'its clock is 1 h ahead (± 2 ms): 1 h, as between time zones.'],
    [-5_400_000, 'its clock is 1 h 30 min behind (± 2 ms): 1.5 h, as between time zones.'],
    [-2 * 86_400_000, 'its clock is 48 h behind (± 2 ms).'],
    [0, 'the clocks agree (± 2 ms).'],
  ])('a clock that is %d ms ahead', (ms, said) => {
    const other = walkBoth(sample('psk-mismatch-v2/moon.log'), setClock(sample('psk-mismatch-v2/sun.log'), ms));
    expect(shown(other)).toContain(said);
  });
});

test('a clock that counts from the start of its machine is said to', () => {
  const [moon, sun] = [sample('psk-missing-on-responder/moon.log'), sample('psk-missing-on-responder/sun.log')];
  expect(shown(walkBoth(moon, sun))).toContain('one of the clocks counts from the start of its machine');
});

test('a peer that heard nothing is no stranger', () => {
  const text = shown(walkBoth(sample('peer-unreachable/moon.log'), sample('peer-unreachable/sun.log')));
  expect(text.replace(/\s+/g, ' ')).toContain("Note: The peer's log has no IKE_SA: nothing of this end reached it");
});

test('a message that never arrived is marked where it was sent, and only there', () => {
  const text = shown(walkBoth(sample('reply-lost/moon.log'), sample('reply-lost/sun.log')));
  const marked = text.split('\n').filter((line) => line.endsWith('never arrived'));
  expect(marked).toHaveLength(1);
  expect(marked[0]).toMatch(/peer <-- IKE_SA_INIT response 0 /);
});

test('a message that came and could not be read did arrive', () => {
  const text = shown(walkBoth(sample('psk-mismatch-v1-main/moon.log'), sample('psk-mismatch-v1-main/sun.log')));
  expect(text).not.toContain('never arrived');
});

describe('what is asked for', () => {
  const report = walkBoth(sample('ok-psk/moon.log'), sample('ok-psk/sun.log'));

  test('by the name that this end has, with what is joined to it', () => {
    const json = JSON.parse(shown(report, 'json', { connection: 'office' })) as { ikeSas: { side: string }[] };
    expect(json.ikeSas.map(({ side }) => side)).toEqual(['local', 'peer']);
  });

  test('not by the name at the other end', () => {
    const json = JSON.parse(shown(report, 'json', { connection: 'branch' })) as { ikeSas: object[] };
    expect(json.ikeSas).toEqual([]);
  });
});

test('two logs that have nothing in common are shown one after the other, and why is said', () => {
  const other = sample('ok-psk/sun.log')
    .replaceAll('203.0.113.1', '198.51.100.9')
    .replaceAll('192.0.2.1', '198.51.100.8');
  const text = shown(walkBoth(read(new URL('psk-mismatch-v2/moon.log', SAMPLES)), other));
  expect(text).toContain('2 connections: 1 failed');
  expect(text.replace(/\s+/g, ' ')).toContain('Note: The two logs do not belong together');
});
