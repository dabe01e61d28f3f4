import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../src/watch/alert.ts';
import { createLogSink } from '../../../src/watch/sinks/log.ts';
import { HOSTILE, makeAlert, makeGroupAlert, patient } from '../build.ts';

/** The line that an alert becomes. */
async function lineOf(parts: Partial<Alert>): Promise<string> {
  const lines: string[] = [];
  const sink = createLogSink({ write: async (line) => void lines.push(line) });
  await sink.deliver(makeAlert(parts), patient());
  expect(lines).toHaveLength(1);
  return lines[0]!;
}
const remote = (host: string | null, id: string | null = null) => ({ remote: { host, port: 500, id } });

describe('the log sink', () => {
  test('begins each line with what a filter relies on, in a fixed order', async () => {
    const line = await lineOf({});
    expect(
      line.startsWith(
        '{"level":"error","time":"2026-11-23T16:15:48.440Z","peer":"192.0.2.1","edge":"raised","severity":"error","symptom":"authentication-failed","cause":"psk-mismatch",',
      ),
    ).toBe(true);
    expect(JSON.parse(line)).toMatchObject({ connection: 'home', identity: 'moon.example.org', count: 1 });
  });

  test('lists the connections of a group', async () => {
    const line = JSON.parse(await lineOf(makeGroupAlert())) as object;
    expect(line).toMatchObject({
      peer: null,
      connection: null,
      connections: ['t1 (198.18.0.1)', 't2 (198.18.0.2)', 't3 (198.18.0.3), works again'],
    });
  });

  test.each([
    ['IPv4', '192.0.2.1', '192.0.2.1'],
    ['IPv6', '2001:db8::1', '2001:db8::1'],
    ['nobody', null, null],
    ['a name', 'moon.example.org', null],
    ['a zone', 'fe80::1%eth0', null],
    ['hostile text', '192.0.2.1","peer":"198.51.100.66', null],
  ])('peer: %s', async (_, host, expected) => {
    expect((JSON.parse(await lineOf(remote(host))) as { peer: unknown }).peer).toBe(expected);
  });

  test.each(['connection', 'summary', 'id', 'key', 'symptom', 'cause', 'at'] as const)(
    'text in %s can neither end its string nor the line',
    async (field) => {
      const line = await lineOf({ [field]: HOSTILE, ...remote('192.0.2.1', HOSTILE) });
      expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u202e\ud800-\udfff]/);
      const read = JSON.parse(line) as { peer: string; identity: string };
      expect(read.peer).toBe('192.0.2.1');
      expect(read.identity).toBe(HOSTILE);
    },
  );

  test('what works again is no error', async () => {
    expect(JSON.parse(await lineOf({ edge: 'recovered' }))).toMatchObject({ level: 'info', edge: 'recovered' });
    expect(JSON.parse(await lineOf({ severity: 'warning' }))).toMatchObject({ level: 'warn' });
  });

  test('long text is cut', async () => {
    const evidence = Array.from({ length: 100 }, () => ({ source: 'a', line: 1, text: 'x'.repeat(100_000) }));
    const line = await lineOf({ summary: 'y'.repeat(1e6), evidence, ...remote(null, '\u{1f600}'.repeat(1000)) });
    expect(line.length).toBeLessThan(20_000);
  });

  test('a line that cannot be written is tried again', async () => {
    const sink = createLogSink({ write: () => Promise.reject(new Error('EPIPE')) });
    await expect(sink.deliver(makeAlert(), patient())).rejects.toMatchObject({ isFinal: false });
  });

  test('a reader that does not read is given up when time is up', async () => {
    const sink = createLogSink({ write: () => new Promise(() => {}) });
    const time = new AbortController();
    const delivered = sink.deliver(makeAlert(), time.signal);
    time.abort();
    await expect(delivered).rejects.toMatchObject({ isFinal: false });
    // Its line still waits: another copy is not put behind it.
    await expect(sink.deliver(makeAlert(), patient())).rejects.toThrow('does not read');
  });
});
