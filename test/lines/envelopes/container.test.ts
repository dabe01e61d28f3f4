import { describe, expect, test } from 'vitest';
import { readLines } from '../../fixtures/read-lines.ts';

describe("Docker's json-file", () => {
  const line = (log: string, time = '2026-11-23T09:08:57.123456789Z') =>
    JSON.stringify({ log, stream: 'stdout', time });

  test('a line in parts is joined; it belongs to its first line', () => {
    const { records, counts } = readLines([line('13[IKE] one '), line('two\n'), line('13[IKE] three\n')]);
    expect(records.map((record) => [record.text, record.line])).toEqual([
      ['one two', 1],
      ['three', 3],
    ]);
    expect(counts.parts).toBe(1);
  });

  test("charon's own time counts, brought to the runtime's zone", () => {
    const { records } = readLines(
      [line('Nov 23 10:08:52 13[IKE] one\n'), line('2026-11-23 09:08:53.250 13[IKE] two\n')],
      { timezone: 'UTC' },
    );
    expect(records.map((record) => record.at)).toEqual(['2026-11-23T09:08:52.000000Z', '2026-11-23T09:08:53.250000Z']);
  });

  test('charon as JSON inside', () => {
    const { records, counts } = readLines([line('{"thread":3,"group":"CFG","level":1,"msg":"say \\"x\\""}\n')]);
    expect(records).toEqual([
      expect.objectContaining({ thread: 3, group: 'CFG', text: 'say "x"', at: '2026-11-23T09:08:57.123457Z' }),
    ]);
    expect(counts.dialect).toBe('docker-json');
  });

  test('other output of the container', () => {
    expect(readLines([line('+ exec charon\n'), line('13[IKE] a\n')]).counts).toMatchObject({
      other: 1,
      charonLines: 1,
    });
  });
});

describe('CRI', () => {
  const stamp = '2026-11-23T09:08:57.123456789Z';

  test('parts are joined', () => {
    const { records } = readLines([
      `${stamp} stdout P 13[IKE] one `,
      `${stamp} stdout P and `,
      `${stamp} stdout F two`,
      `${stamp} stderr F 13[IKE] three`,
    ]);
    expect(records.map((record) => [record.text, record.line])).toEqual([
      ['one and two', 1],
      ['three', 4],
    ]);
  });

  test('a zone, a short fraction and an empty line', () => {
    const { records, counts } = readLines([
      '2026-11-23T10:08:57.5+01:00 stdout F 13[IKE] a',
      `${stamp} stdout F `,
      `${stamp} stdout F`,
    ]);
    expect(records.map((record) => record.at)).toEqual(['2026-11-23T09:08:57.500000Z']);
    expect(counts.other).toBe(2);
  });

  test('after lines of syslog with the same time shape', () => {
    const { counts } = readLines(['2026-11-23T09:08:57Z gw charon: 13[IKE] a', `${stamp} stdout F 13[IKE] b`]);
    expect([...counts.dialects.keys()]).toEqual(['syslog-iso', 'cri']);
  });
});

describe('several pods', () => {
  test('each is a host of its own', () => {
    const { records } = readLines([
      '[pod/vpn-0/charon] 13[IKE] a',
      '[pod/vpn-1/charon] 13[IKE] b',
      '[pod/vpn-0/charon] 13[IKE] c',
    ]);
    expect(records.map((record) => record.host)).toEqual(['pod/vpn-0/charon', 'pod/vpn-1/charon', 'pod/vpn-0/charon']);
    expect(new Set(records.map((record) => record.speaker)).size).toBe(2);
  });
});
