import { describe, expect, test } from 'vitest';
import { readLines } from '../fixtures/read-lines.ts';

const seen = (lines: readonly string[], options = {}) => {
  const { records, counts } = readLines(lines, options);
  return {
    texts: records.map((record) => `${record.thread < 0 ? '' : record.thread}${record.tag} ${record.text}`.trim()),
    duplicates: counts.duplicates,
    counts,
  };
};
const vyos = (text: string, at = '14:29:47') => `Jun 20 ${at} charon[2428]: 02[IKE] <PEER|1> ${text}`;
const bare = (text: string, at = '14:29:47') => `Jun 20 ${at} charon-systemd[2428]: ${text}`;

describe('two loggers of one daemon', () => {
  test.each([[false], [true]])('the copy without prefix goes, shifted by some lines (live: %s)', (live) => {
    const { texts, duplicates } = seen([vyos('a'), vyos('b'), bare('a'), vyos('c'), bare('b'), bare('c')], { live });
    expect(texts).toEqual(['2<PEER|1> a', '2<PEER|1> b', '2<PEER|1> c']);
    expect(duplicates).toBe(3);
  });

  test('the poorer copy may come first', () => {
    const { texts, duplicates } = seen([
      vyos('a'),
      bare('a'),
      bare('b'),
      vyos('b'),
      bare('c'),
      vyos('d'),
      vyos('c'),
      bare('d'),
    ]);
    expect(texts).toEqual(['2<PEER|1> a', '2<PEER|1> b', '2<PEER|1> d', '2<PEER|1> c']);
    expect(duplicates).toBe(4);
  });

  test('what only one of them logged stays, in its place', () => {
    const { texts, duplicates } = seen([
      vyos('a'),
      bare('a'),
      bare('only here'),
      vyos('b'),
      bare('b'),
      vyos('only there'),
      vyos('c'),
      bare('c'),
    ]);
    expect(texts).toEqual(['2<PEER|1> a', 'only here', '2<PEER|1> b', '2<PEER|1> only there', '2<PEER|1> c']);
    expect(duplicates).toBe(3);
  });

  test('as many copies go as there are messages', () => {
    const { texts } = seen([vyos('a'), vyos('a'), bare('a'), bare('a'), bare('a')]);
    expect(texts).toEqual(['2<PEER|1> a', '2<PEER|1> a', 'a']);
  });

  test('the same text much later is another message', () => {
    expect(seen([vyos('a', '14:29:47'), bare('a', '14:29:57')]).duplicates).toBe(0);
  });

  test('the same text of another host or process is another message', () => {
    const { duplicates } = seen([
      'Jun 20 14:29:47 x charon[1]: 02[IKE] a',
      'Jun 20 14:29:47 y charon-systemd[1]: a',
      'Jun 20 14:29:47 x charon-systemd[2]: a',
    ]);
    expect(duplicates).toBe(0);
  });

  test('both shapes of one process have one speaker', () => {
    const { records } = readLines([vyos('a'), bare('b')]);
    expect(new Set(records.map((record) => record.speaker)).size).toBe(1);
  });

  test('journal: native entry and its syslog copy', () => {
    const native = (text: string) =>
      `{"MESSAGE":"${text}","MESSAGE_ID":"57d2708cd60743bd8c3966bf35f1ad42","GROUP":"IKE","THREAD":"2","LEVEL":"1","IKE_SA_UNIQUE_ID":"1","IKE_SA_NAME":"gw","SYSLOG_IDENTIFIER":"charon-systemd","_PID":"9"}`;
    const copy = (text: string) =>
      `{"MESSAGE":"02[IKE] <gw|1> ${text}","SYSLOG_IDENTIFIER":"charon-systemd","_PID":"9"}`;
    const { texts, duplicates } = seen([native('a'), copy('a'), native('b'), copy('b')]);
    expect(texts).toEqual(['2<gw|1> a', '2<gw|1> b']);
    expect(duplicates).toBe(2);
  });

  test('standard output of ipsec start, in late blocks', () => {
    const log = (text: string, at: string) => `Jun 20 ${at} gw charon[12]: 02[IKE] ${text}`;
    const out = (text: string, at: string) => `Jun 20 ${at} gw ipsec[10]: 02[IKE] ${text}`;
    const { texts, duplicates } = seen([
      log('a', '14:00:00'),
      log('b', '14:05:00'),
      out('a', '15:00:00'),
      out('b', '15:00:00'),
      log('c', '15:00:01'),
    ]);
    expect(texts).toEqual(['2 a', '2 b', '2 c']);
    expect(duplicates).toBe(2);
  });
});

describe('one logger that writes twice', () => {
  const line = (text: string, group = 'IKE', at = '09:08:57') => `Nov 23 ${at} gw charon: 13[${group}] ${text}`;

  test('level 0 goes to daemon and authpriv', () => {
    const { texts, duplicates } = seen([
      line('initiating IKE_SA gw[1] to 192.0.2.2'),
      line('initiating IKE_SA gw[1] to 192.0.2.2'),
      line('sending packet: from 192.0.2.1[500] to 192.0.2.2[500] (464 bytes)', 'NET'),
      line('192.0.2.2 is initiating an IKE_SA'),
      line('192.0.2.2 is initiating an IKE_SA'),
    ]);
    expect(texts.length).toBe(3);
    expect(duplicates).toBe(2);
  });

  test('with and without tag: the tagged one stays', () => {
    const tagged = (text: string) => line(`<con1|1> ${text}`);
    const first = seen([tagged('a'), line('a'), tagged('b'), line('b'), line('c')]);
    expect(first.texts).toEqual(['13<con1|1> a', '13<con1|1> b', '13 c']);
    const second = seen([line('a'), tagged('a'), line('b'), tagged('b'), line('c')]);
    expect(second.texts.slice(-2)).toEqual(['13<con1|1> b', '13 c']);
    expect(second.duplicates).toBe(2);
  });

  test('packets of equal fragments stay', () => {
    const fragment = line('sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (1248 bytes)', 'NET');
    expect(
      seen([
        fragment,
        fragment,
        fragment,
        line('sending packet: from 192.0.2.1[4500] to 192.0.2.2[4500] (500 bytes)', 'NET'),
      ]).duplicates,
    ).toBe(0);
  });

  test('equal certificate requests stay', () => {
    const request = line('sending cert request for "C=CH, CN=Test CA"');
    expect(seen([line('a'), request, request, line('b')]).duplicates).toBe(0);
  });

  test('a daemon that says one thing for long without times keeps every line', () => {
    expect(seen(Array.from({ length: 40 }, () => '13[IKE] sending keep alive to 192.0.2.2[4500]')).duplicates).toBe(0);
  });

  test('a group whose lines all come in pairs is doubled; its real repetitions stay', () => {
    const twice = (text: string) => [line(text, 'NET'), line(text, 'NET')];
    const { texts, duplicates } = seen([
      ...twice('a'),
      ...twice('b'),
      ...twice('c'),
      ...twice('d'),
      ...twice('e'),
      ...twice('e'),
      ...twice('f'),
    ]);
    expect(texts).toEqual(['13 a', '13 b', '13 c', '13 d', '13 e', '13 e', '13 f']);
    expect(duplicates).toBe(7);
  });

  test('a copy a second later is another message', () => {
    expect(
      seen([
        line('initiating IKE_SA gw[1] to 192.0.2.2', 'IKE', '09:08:57'),
        line('initiating IKE_SA gw[1] to 192.0.2.2', 'IKE', '09:08:58'),
      ]).duplicates,
    ).toBe(0);
  });
});

describe('repetitions that a logger folded', () => {
  const head = 'Nov 23 09:08:57 gw charon: 13[IKE] <gw|7> a';
  test.each([
    ['syslogd', [head, 'Nov 23 09:09:57 gw last message repeated 3 times'], 3],
    [
      'syslogd without host',
      ['Nov 23 09:08:57 charon: 13[IKE] <gw|7> a', 'Nov 23 09:09:57 last message repeated 3 times'],
      3,
    ],
    ['FreeBSD', [head, 'Nov 23 09:09:57 gw syslogd: last message repeated 2 times'], 2],
    ['dashes', [head, 'Nov 23 09:09:57 gw --- last message repeated 2 times ---'], 2],
    ['pfSense page', [head, 'Nov 23 09:09:57 gw - Last output repeated twice -'], 2],
    ['rsyslog', [head, 'Nov 23 09:09:57 gw charon: message repeated 4 times: [ 13[IKE] <gw|7> a]'], 4],
    [
      'rsyslog, another program name',
      [head, 'Nov 23 09:09:57 gw site: message repeated 4 times: [ 13[IKE] <gw|7> a]'],
      4,
    ],
  ])('%s', (_name, lines, count) => {
    const { records, counts } = readLines(lines);
    expect(records.map((record) => [record.text, record.tag, record.count, record.line])).toEqual([
      ['a', '<gw|7>', 1, 1],
      ['a', '<gw|7>', count, 2],
    ]);
    expect(records[1]?.at).toBe('2026-11-23T09:09:57.000000Z');
    expect(counts.repeated).toBe(count);
    expect(counts.charonLines).toBe(2);
  });

  test('rsyslog, a message without prefix', () => {
    const { records } = readLines(['Nov 23 09:09:57 gw charon-systemd[4]: message repeated 2 times: [ a b]']);
    expect(records.map((record) => [record.text, record.count, record.pid])).toEqual([['a b', 2, 4]]);
  });

  test("of another program's line", () => {
    const { counts } = readLines([
      head,
      'Nov 23 09:08:58 gw sshd[1]: hello',
      'Nov 23 09:09:57 gw last message repeated 3 times',
    ]);
    expect(counts.repeated).toBe(0);
    expect(counts.other).toBe(2);
  });

  test("across a chunk's edge", () => {
    const content = `${head}\nNov 23 09:09:57 gw last message repeated 3 times\n`;
    const { records } = readLines(content, { chop: [head.length + 1], live: true });
    expect(records.map((record) => [record.text, record.count])).toEqual([
      ['a', 1],
      ['a', 3],
    ]);
  });
});
