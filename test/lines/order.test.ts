import { describe, expect, test } from 'vitest';
import { readLines, readSources, sourceOf } from '../fixtures/read-lines.ts';

const pad = (n: number) => String(n).padStart(2, '0');
/** n syslog lines, oldest first, a second apart. */
const lines = (n: number) =>
  Array.from(
    { length: n },
    (_, i) =>
      `Nov 23 09:${pad(Math.floor(i / 60))}:${pad(i % 60)} pf charon: ${pad(i % 16)}[IKE] <con1|1> message ${i}`,
  );
const texts = (reading: ReturnType<typeof readLines>) => reading.records.map((record) => record.text);

describe('newest first', () => {
  test('is turned round, lines keep their numbers', () => {
    const reading = readLines(lines(5).reverse());
    expect(texts(reading)).toEqual(['message 0', 'message 1', 'message 2', 'message 3', 'message 4']);
    expect(reading.records.map((record) => record.line)).toEqual([5, 4, 3, 2, 1]);
    expect(reading.counts.order).toBe('newest-first');
    expect(reading.counts.lines).toBe(5);
  });

  test('longer than what is looked at first, chopped', () => {
    const whole = lines(3000);
    const reading = readLines(`${[...whole].reverse().join('\r\n')}\r\n`, { chop: [4096, 77] });
    expect(texts(reading)).toEqual(whole.map((_, i) => `message ${i}`));
    expect(reading.counts.lines).toBe(3000);
    expect(reading.counts.clockBack).toBe(0);
  });

  test('last line without newline, other programs in between', () => {
    const whole = lines(4).flatMap((line, i) => [line, `Nov 23 09:00:0${i} pf sshd[1]: session ${i}`]);
    const reading = readLines([...whole].reverse().join('\n'));
    expect(texts(reading)).toEqual(['message 0', 'message 1', 'message 2', 'message 3']);
    expect(reading.others.length).toBe(4);
    expect(reading.records[0]?.line).toBe(8);
  });

  test("over a year's end", () => {
    const reading = readLines(['Jan  1 00:00:02 13[IKE] c', 'Jan  1 00:00:01 13[IKE] b', 'Dec 31 23:59:59 13[IKE] a']);
    expect(reading.records.map((record) => [record.text, record.at?.slice(0, 10)])).toEqual([
      ['a', '2025-12-31'],
      ['b', '2026-01-01'],
      ['c', '2026-01-01'],
    ]);
  });

  test('without times: told by what charon says in one order', () => {
    const reading = readLines([
      'charon: 13[NET] sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (36 bytes)',
      'charon: 13[ENC] generating IKE_SA_INIT response 0 [ N(NO_PROP) ]',
      'charon: 13[IKE] no proposal found',
      'charon: 13[ENC] parsed IKE_SA_INIT request 0 [ SA KE No ]',
      'charon: 13[NET] received packet: from 192.0.2.2[500] to 192.0.2.1[500] (336 bytes)',
    ]);
    expect(reading.counts.order).toBe('newest-first');
    expect(reading.records[0]?.text).toMatch(/^received packet/);
  });

  test('messages over several lines are turned round as wholes', () => {
    const entry = (i: number) =>
      `__CURSOR=s=${i}\n__REALTIME_TIMESTAMP=${1_795_424_937_000_000 + i * 1_000_000}\nSYSLOG_IDENTIFIER=charon-systemd\nGROUP=IKE\nTHREAD=5\nMESSAGE=message ${i}\n\n`;
    const reading = readLines([4, 3, 2, 1, 0].map(entry).join(''));
    expect(texts(reading)).toEqual(['message 0', 'message 1', 'message 2', 'message 3', 'message 4']);
    expect(reading.records.map((record) => record.line)).toEqual([29, 22, 15, 8, 1]);
    expect(reading.counts.order).toBe('newest-first');
  });

  test('"last message repeated" belongs to the line below it', () => {
    const reading = readLines([
      'Nov 23 09:00:09 pf charon: 13[IKE] c',
      'Nov 23 09:00:05 pf last message repeated 3 times',
      'Nov 23 09:00:01 pf charon: 13[IKE] b',
      'Nov 23 09:00:00 pf charon: 13[IKE] a',
    ]);
    expect(reading.records.map(({ text, count }) => [text, count])).toEqual([
      ['a', 1],
      ['b', 1],
      ['b', 3],
      ['c', 1],
    ]);
  });

  test('live input is turned round as far as it is there', () => {
    const [c, b, a] = lines(3).reverse();
    const reading = readLines([c!, b!, a!], { live: true });
    expect(texts(reading)).toEqual(['message 0', 'message 1', 'message 2']);
  });
});

describe('oldest first', () => {
  test.each([
    ['one step back is a clock that was set', ['09:00:05', '09:00:01']],
    ['some lines out of order', ['09:00:01', '09:00:03', '09:00:02', '09:00:04']],
    ['one second for all', ['09:00:01', '09:00:01', '09:00:01']],
  ])('%s', (_name, clocks) => {
    const reading = readLines(clocks.map((clock, i) => `Nov 23 ${clock} pf charon: 13[IKE] message ${i}`));
    expect(texts(reading)).toEqual(clocks.map((_, i) => `message ${i}`));
    expect(reading.counts.order).toBe('oldest-first');
  });

  test('nothing is held back of live input', () => {
    const source = sourceOf('-', 0, true);
    const reading = readSources([[source, `${lines(3).join('\n')}\n`]], { chop: [30] });
    expect(texts(reading)).toEqual(['message 0', 'message 1', 'message 2']);
  });
});
