import { describe, expect, test } from 'vitest';
import { readLines } from '../../fixtures/read-lines.ts';

describe('charon JSON', () => {
  test.each([
    ['escapes', '{"thread":1,"group":"IKE","level":1,"msg":"a \\"b\\" \\\\ c"}', '', 'a "b" \\ c'],
    [
      'raw quote in a name',
      '{"thread":1,"group":"IKE","level":1,"ikesa-uniqueid":"3","ikesa-name":"a"b","msg":"text"}',
      '<a"b|3>',
      'text',
    ],
    [
      'raw control byte in a name',
      '{"thread":1,"group":"IKE","level":1,"ikesa-uniqueid":"3","ikesa-name":"a\x01b","msg":"text"}',
      '<a\x01b|3>',
      'text',
    ],
    ['only an id', '{"thread":1,"group":"IKE","level":1,"ikesa-uniqueid":"3","msg":"text"}', '<3>', 'text'],
    ['braces and quotes at the end', '{"thread":1,"group":"IKE","level":1,"msg":"x\\"}"}', '', 'x"}'],
    ['keys in another order, with blanks', '{"msg": "text", "level": 1, "group": "IKE", "thread": 1}', '', 'text'],
  ])('%s', (_name, line, tag, text) => {
    // Other orders are only told from the journal's JSON when the file has shown its usual one.
    const first = '{"thread":1,"group":"IKE","level":1,"msg":"first"}';
    expect(readLines([first, line]).records.at(-1)).toMatchObject({ thread: 1, group: 'IKE', level: 1, tag, text });
  });

  test('a message of several lines', () => {
    const { records } = readLines([
      '{"time":"2026-11-23T09:07:55","thread":1,"group":"ENC","level":3,"msg":"a => 2 bytes\\n   0: 01"}',
    ]);
    expect(records.map((record) => record.text)).toEqual(['a => 2 bytes', '   0: 01']);
  });

  test('any time', () => {
    const times = ['Nov 23 09:08:57', '1795424937', 'Mon, 2026-11-23, 09:08:57', '23.11.2026 09:08:57.500'];
    const { records } = readLines(
      times.map((time) => `{"time":"${time}","thread":1,"group":"ENC","level":3,"msg":"${time}"}`),
    );
    expect(records.map((record) => record.at?.slice(0, 21))).toEqual([
      '2026-11-23T09:08:57.0',
      '2026-11-23T09:08:57.0',
      '2026-11-23T09:08:57.0',
      '2026-11-23T09:08:57.5',
    ]);
  });

  test('a time that is none', () => {
    expect(readLines(['{"time":"now","thread":1,"group":"ENC","level":3,"msg":"a"}']).records[0]?.at).toBe(null);
  });
});

describe('rsyslog escapes', () => {
  const one = (text: string) =>
    readLines([`Nov 23 09:08:57 gw charon-systemd[1]: ${text}`]).records.map((record) => record.text);
  test.each([
    ['a tab', 'a#011b', ['a\tb']],
    ['a newline, which does not make two messages', 'a#012  b', ['a\n  b']],
    ['at the end', 'a#011', ['a\t']],
    [
      'numbers of fragments stay',
      'received fragment #1 of 2, waiting for complete IKE message',
      ['received fragment #1 of 2, waiting for complete IKE message'],
    ],
    ['other octal numbers stay', 'fragment #201 of 300 #377', ['fragment #201 of 300 #377']],
    ['no octal number', 'a#089', ['a#089']],
  ])('%s', (_name, text, expected) => {
    expect(one(text)).toEqual(expected);
  });

  test("charon's own file has none", () => {
    expect(readLines(['13[IKE] id #011']).records[0]?.text).toBe('id #011');
  });
});

describe('mixed syslog', () => {
  test('only charon is taken, and everything is counted', () => {
    const { records, counts, others } = readLines([
      'Nov 23 09:08:57 gw kernel: [ 12.345678] eth0: link up',
      'Nov 23 09:08:57 gw charon: 13[IKE] a',
      'Nov 23 09:08:57 gw charond[4]: 2026 is the year',
      'Nov 23 09:08:57 gw systemd[1]: Started strongSwan IPsec IKEv1/IKEv2 daemon using swanctl.',
      'Nov 23 09:08:57 gw sudo:    root : TTY=pts/0 ; COMMAND=/usr/sbin/ipsec status',
      'Nov 23 09:08:57 gw strongswan: charon (17329) started after 80 ms',
      'Nov 23 09:08:57 gw',
      'Nov 23 09:08:57 gw charon:',
      '    at com.example.Main(Main.java:13)',
    ]);
    expect(records.map((record) => [record.program, record.text])).toEqual([
      ['charon', 'a'],
      ['strongswan', 'charon (17329) started after 80 ms'],
    ]);
    expect(others.length).toBe(7);
    expect(counts).toMatchObject({ lines: 9, charonLines: 2, other: 7, broken: 0 });
  });

  test('messages of charon that begin like a header', () => {
    const { counts } = readLines([
      'Nov 23 09:08:57 00[DMN] Starting: x',
      'Nov 23 09:08:57 09[IMV] policy: imv_policy_manager start',
      'Nov 23 09:08:57 [CFG] note: x',
      '09[IMV] policy: recommendation for access',
      '[TNC] a: b',
    ]);
    expect(counts).toMatchObject({ charonLines: 5, other: 0 });
  });

  test('speakers: host, program and process', () => {
    const { records } = readLines(
      ['a charon[1]', 'b charon[1]', 'a charon[1]', 'a charon[2]', 'a charon', 'a charon'].map(
        (who, i) => `Nov 23 09:08:5${i} ${who}: 13[IKE] x${i}`,
      ),
    );
    expect(records.map((record) => record.speaker - records[0]!.speaker)).toEqual([0, 1, 0, 2, 3, 3]);
  });

  test('the shape charon uses is kept while others print times of their own', () => {
    const { counts } = readLines([
      'Nov 23 09:08:57 gw charon: 13[IKE] a',
      '2026-11-23 09:08:57,123 INFO app: hello',
      'Nov 23 09:08:58 gw charon: 13[IKE] b',
      '23/Nov/2026:09:08:57 +0000 GET /',
      'Nov 23 09:08:59 gw charon: 13[IKE] c',
    ]);
    expect(counts).toMatchObject({ charonLines: 3, other: 2 });
  });
});

describe('bare messages', () => {
  const known = new Set([
    'initiating IKE_SA gw[1] to 192.0.2.2',
    'received NO_PROPOSAL_CHOSEN notify error',
    '  using certificate "CN=a"',
    'establishing connection failed',
  ]);
  const isKnownText = (bytes: Buffer, start: number, end: number) => known.has(bytes.toString('utf8', start, end));
  const [first, second, third, fourth] = [...known] as [string, string, string, string];

  test('are those the patterns know', () => {
    const { records, counts } = readLines(['$ ipsec up gw', first, 'Some prose.', second, third], { isKnownText });
    expect(records.map((record) => [record.text, record.thread, record.group, record.at])).toEqual([
      [first, -1, '', null],
      [second, -1, '', null],
      [third, -1, '', null],
    ]);
    expect(counts).toMatchObject({ dialect: 'bare', other: 2, charonLines: 3 });
  });

  test('and what stands among many of them', () => {
    const { records } = readLines([first, second, third, fourth, 'a message of tomorrow', first], { isKnownText });
    expect(records.map((record) => record.text)).toContain('a message of tomorrow');
  });

  test('quoted', () => {
    expect(readLines([`> ${first}`], { isKnownText }).records[0]?.text).toBe(first);
  });

  test('among prefixed lines, as the words of swanctl at the end', () => {
    const { records, counts } = readLines(['13[IKE] a', '13[IKE] b', fourth], { isKnownText });
    expect(records.at(-1)?.text).toBe(fourth);
    expect(counts.dialect).toBe('charon-file');
  });

  test('are not looked for without patterns', () => {
    expect(readLines([first, second]).counts).toMatchObject({ charonLines: 0, other: 2 });
  });
});
