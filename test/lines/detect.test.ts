import { describe, expect, test } from 'vitest';
import type { DialectName } from '../../src/lines/index.ts';
import type { Written } from '../fixtures/read-lines.ts';
import { readLines } from '../fixtures/read-lines.ts';

type Row = readonly [name: string, lines: readonly string[], dialect: DialectName, expected: Partial<Written>];

const TEXT = 'received packet: from 192.0.2.1[500] to 192.0.2.2[500] (464 bytes)';

/** One message in every wrapping. The record that must come out is the last of its lines. */
const ROWS: readonly Row[] = [
  // ---- charon's own file, with any time_format
  ['no time', [`13[NET] ${TEXT}`], 'charon-file', { at: null, thread: 13, group: 'NET', level: -1, tag: '' }],
  ['no time, tag', [`13[NET] <gw|7> ${TEXT}`], 'charon-file', { tag: '<gw|7>' }],
  ['thread of three digits', [`113[NET] ${TEXT}`], 'charon-file', { thread: 113 }],
  ['%b %e %T', [`Nov 23 09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z', thread: 13 }],
  [
    '%b %e %T, day of one digit',
    [`Nov  3 09:08:57 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-03T09:08:57.000000Z' },
  ],
  [
    '%b %e %T with ms and level',
    [`Nov 23 09:08:57.751 13[NET1] <gw|7> ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T09:08:57.751000Z', level: 1, tag: '<gw|7>' },
  ],
  [
    '%b %e %T with us',
    [`Nov 23 09:08:57.751183 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T09:08:57.751183Z' },
  ],
  ['%F %T', [`2026-11-23 09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  [
    '%FT%T%z with us behind the zone',
    [`2026-11-23T09:07:55+0100.782087 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T08:07:55.782087Z' },
  ],
  ['%F %T %z', [`2026-11-23 09:07:55 +0100 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T08:07:55.000000Z' }],
  [
    '%F %T %z with ms',
    [`2026-11-23 09:07:55 -0330.250 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T12:37:55.250000Z' },
  ],
  ['%FT%TZ', [`2026-11-23T09:07:55Z 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:07:55.000000Z' }],
  ['%d/%b/%Y:%H:%M:%S', [`23/Nov/2026:09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  [
    '%d/%b/%Y:%H:%M:%S %z',
    [`23/Nov/2026:09:08:57 +0200 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T07:08:57.000000Z' },
  ],
  ['%s', [`1795424937 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%s with us', [`1795424937.751183 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.751183Z' }],
  [
    '%a, %Y-%m-%d, %T',
    [`Mon, 2026-11-23, 09:08:57 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T09:08:57.000000Z' },
  ],
  ['%c', [`Mon Nov 23 09:08:57 2026 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  [
    '%c with ms',
    [`Mon Nov 23 09:08:57 2026.125 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T09:08:57.125000Z' },
  ],
  [
    '%a %b %e %T %Z %Y',
    [`Mon Nov 23 09:08:57 CET 2026 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T08:08:57.000000Z' },
  ],
  [
    '%b %e %T %Y',
    [`Nov 23 09:08:57 2026 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T09:08:57.000000Z', program: null, host: null },
  ],
  ['%b %e %Y %T', [`Nov 23 2026 09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%D %T', [`11/23/26 09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%d.%m.%Y %H:%M:%S', [`23.11.2026 09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  [
    '%d.%m.%Y %H:%M:%S with ms',
    [`23.11.2026 09:08:57.250 13[NET] ${TEXT}`],
    'charon-file',
    { at: '2026-11-23T09:08:57.250000Z' },
  ],
  ['%Y%m%d%H%M%S', [`20261123090857 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%y%m%d %H%M%S', [`261123 090857 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%I:%M:%S %p', [`2026-11-23 09:08:57 PM 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T21:08:57.000000Z' }],
  ['[%F %T]', [`[2026-11-23 09:08:57] 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%e %B %Y %T', [`23 November 2026 09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T09:08:57.000000Z' }],
  ['%T', [`09:08:57 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-24T09:08:57.000000Z' }],
  ['%T of later than now', [`13:08:57.250 13[NET] ${TEXT}`], 'charon-file', { at: '2026-11-23T13:08:57.250000Z' }],
  [
    'Android app',
    [`Nov 23 09:08:57 00[DMN] Starting IKE service (strongSwan 6.0.6, Android 15)`],
    'charon-file',
    { thread: 0, group: 'DMN' },
  ],
  // ---- charon's JSON
  [
    'json',
    [
      `{"time":"2026-11-23T09:07:55+0000.782629","thread":16,"group":"NET","level":1,"ikesa-uniqueid":"7","ikesa-name":"gw","msg":"${TEXT}"}`,
    ],
    'charon-json',
    { at: '2026-11-23T09:07:55.782629Z', thread: 16, group: 'NET', level: 1, tag: '<gw|7>' },
  ],
  [
    'json without time and tag',
    [`{"thread":16,"group":"NET","level":1,"msg":"${TEXT}"}`],
    'charon-json',
    { at: null, thread: 16, tag: '' },
  ],
  // ---- control connections
  ['swanctl --initiate', [`[NET] ${TEXT}`], 'control', { thread: -1, group: 'NET', at: null }],
  ['swanctl --initiate with level', [`[NET1] ${TEXT}`], 'control', { thread: -1, group: 'NET', level: 1 }],
  // ---- syslog
  [
    'syslog',
    [`Nov 23 09:08:57 gw charon: 13[NET] <gw|7> ${TEXT}`],
    'syslog-3164',
    { host: 'gw', program: 'charon', pid: null, tag: '<gw|7>' },
  ],
  [
    'syslog with pid',
    [`Nov 23 09:08:57 gw charon[2123]: 13[NET] ${TEXT}`],
    'syslog-3164',
    { host: 'gw', program: 'charon', pid: 2123 },
  ],
  [
    'syslog with priority',
    [`<30>Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`],
    'syslog-3164',
    { host: 'gw', at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'syslog without host',
    [`Nov 23 09:08:57 charon[2428]: 13[NET] ${TEXT}`],
    'syslog-3164',
    { host: null, program: 'charon', pid: 2428 },
  ],
  [
    'syslog, day with one blank',
    [`Feb 4 13:56:37 charon: 13[NET] ${TEXT}`],
    'syslog-3164',
    { at: '2026-02-04T13:56:37.000000Z' },
  ],
  ['program ipsec', [`Nov 23 09:08:57 gw ipsec[99]: 13[NET] ${TEXT}`], 'syslog-3164', { program: 'ipsec', pid: 99 }],
  ['program charon-nm', [`Nov 23 09:08:57 pc charon-nm[99]: 13[NET] ${TEXT}`], 'syslog-3164', { program: 'charon-nm' }],
  ['program charon-cmd', [`Nov 23 09:08:57 pc charon-cmd: 13[NET] ${TEXT}`], 'syslog-3164', { program: 'charon-cmd' }],
  ["identifier of one's own", [`Nov 23 09:08:57 gw site-vpn: 13[NET] ${TEXT}`], 'syslog-3164', { program: 'site-vpn' }],
  [
    'container under systemd',
    [`Nov 23 09:08:57 k8s 3f2a9b7c[811]: 13[NET] ${TEXT}`],
    'syslog-3164',
    { program: '3f2a9b7c' },
  ],
  [
    "container with charon's time",
    [`Nov 23 09:08:57 k8s dockerd[811]: 2026-11-23 09:08:56 13[NET] ${TEXT}`],
    'syslog-3164',
    { program: 'dockerd', at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'BusyBox',
    [`Nov 23 09:08:57 gw daemon.info charon: 13[NET] ${TEXT}`],
    'syslog-3164',
    { host: 'gw', program: 'charon' },
  ],
  [
    'pfSense page',
    [`Nov 23 09:08:57\tcharon\t\t13[NET] <con1000|74> ${TEXT}`],
    'syslog-3164',
    { program: 'charon', host: null, tag: '<con1000|74>' },
  ],
  [
    'pfSense page with blanks',
    [`Nov 23 09:08:57 charon 13[NET] <con1000|74> ${TEXT}`],
    'syslog-3164',
    { program: 'charon', host: null },
  ],
  ['pfSense without time', [`charon: 13[NET] <con1000|74> ${TEXT}`], 'syslog-no-time', { program: 'charon', at: null }],
  [
    'OpenWrt, empty program',
    [`Mon Nov 23 09:08:57 2026 daemon.info : 13[NET] ${TEXT}`],
    'openwrt-logread',
    { program: null, host: null, at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'OpenWrt, program',
    [`Mon Nov 23 09:08:57 2026 daemon.info ipsec: 13[NET] ${TEXT}`],
    'openwrt-logread',
    { program: 'ipsec', host: null },
  ],
  [
    'rsyslog RFC 3339',
    [`2026-11-23T09:08:57.751183+01:00 gw charon[2123]: 13[NET] ${TEXT}`],
    'syslog-iso',
    { at: '2026-11-23T08:08:57.751183Z', host: 'gw', pid: 2123 },
  ],
  [
    'ISO with blank',
    [`2026-11-23 09:08:57 gw charon: 13[NET] ${TEXT}`],
    'syslog-iso',
    { host: 'gw', program: 'charon' },
  ],
  [
    'ISO, host in capitals',
    [`2026-11-23T09:08:57 VPN charon: 13[NET] ${TEXT}`],
    'syslog-iso',
    { host: 'VPN', at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'Sophos',
    [`2026:11:23-09:08:57 fw charon[4]: 13[NET] ${TEXT}`],
    'syslog-iso',
    { host: 'fw', at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'octet counted',
    [`161 <30>1 2026-11-23T09:08:57Z gw charon 2123 - - 13[NET] ${TEXT}`],
    'syslog-5424',
    { host: 'gw' },
  ],
  [
    'OPNsense page',
    [`2026-11-23T09:08:57\tInformational\tcharon\t13[NET] <con1|1> ${TEXT}`],
    'syslog-iso',
    { host: null, program: 'charon', tag: '<con1|1>' },
  ],
  [
    'unusual time with header',
    [`[2026-11-23 09:08:57] gw charon[7]: 13[NET] ${TEXT}`],
    'syslog-3164',
    { host: 'gw', program: 'charon', pid: 7, at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'RFC 5424',
    [`<30>1 2026-11-23T09:08:57.751Z gw charon 2123 - - 13[NET] ${TEXT}`],
    'syslog-5424',
    { at: '2026-11-23T09:08:57.751000Z', host: 'gw', program: 'charon', pid: 2123 },
  ],
  [
    'OPNsense',
    [`<30>1 2026-11-23T09:08:57+01:00 fw.example.net charon 41 - [meta sequenceId="12"] 13[NET] <con1|1> ${TEXT}`],
    'syslog-5424',
    { at: '2026-11-23T08:08:57.000000Z', host: 'fw.example.net', tag: '<con1|1>' },
  ],
  [
    'logcat',
    [`11-23 09:08:57.123  1234  5678 I charon  : 13[NET] ${TEXT}`],
    'logcat',
    { program: 'charon', at: '2026-11-23T09:08:57.123000Z' },
  ],
  // ---- journalctl
  [
    'journalctl short',
    [`Nov 23 09:08:57 vm charon-systemd[4216]: ${TEXT}`],
    'journal-short',
    { thread: -1, group: '', program: 'charon-systemd', pid: 4216 },
  ],
  [
    'journalctl short-precise',
    [`Nov 23 09:08:57.751183 vm charon-systemd[4216]: ${TEXT}`],
    'journal-short',
    { at: '2026-11-23T09:08:57.751183Z' },
  ],
  [
    'journalctl short-iso',
    [`2026-11-23T09:08:57+0000 vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-iso',
    { at: '2026-11-23T09:08:57.000000Z', host: 'vm' },
  ],
  [
    'journalctl short-iso-precise',
    [`2026-11-23T09:08:57.751183+00:00 vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-iso',
    { at: '2026-11-23T09:08:57.751183Z' },
  ],
  [
    'journalctl short-full',
    [`Mon 2026-11-23 09:08:57 UTC vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-full',
    { at: '2026-11-23T09:08:57.000000Z', host: 'vm' },
  ],
  [
    'journalctl short-full, zone',
    [`Mon 2026-11-23 09:08:57 CET vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-full',
    { at: '2026-11-23T08:08:57.000000Z', host: 'vm' },
  ],
  [
    'journalctl with-unit',
    [`Mon 2026-11-23 09:08:57 UTC vm strongswan.service[4216]: ${TEXT}`],
    'journal-short-full',
    { program: 'strongswan.service', thread: -1 },
  ],
  [
    'journalctl short-unix',
    [`1795424937.751183 vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-unix',
    { at: '2026-11-23T09:08:57.751183Z', host: 'vm' },
  ],
  [
    'journalctl short-monotonic',
    [`[ 3039.283785] vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-monotonic',
    { at: '1970-01-01T00:50:39.283785Z', host: 'vm' },
  ],
  [
    'journalctl short-delta',
    [`[ 3039.283785 <    0.002124 >] vm charon-systemd[4216]: ${TEXT}`],
    'journal-short-monotonic',
    { at: '1970-01-01T00:50:39.283785Z' },
  ],
  [
    'charon in journalctl',
    [`Nov 23 09:08:57 vm charon[4216]: 13[NET] <gw|7> ${TEXT}`],
    'syslog-3164',
    { thread: 13, tag: '<gw|7>' },
  ],
  // ---- containers
  [
    'docker json-file',
    [`{"log":"13[NET] ${TEXT}\\n","stream":"stdout","time":"2026-11-23T09:08:57.123456789Z"}`],
    'docker-json',
    { at: '2026-11-23T09:08:57.123457Z', thread: 13 },
  ],
  [
    'CRI',
    [`2026-11-23T09:08:57.123456789Z stdout F 13[NET] ${TEXT}`],
    'cri',
    { at: '2026-11-23T09:08:57.123457Z', thread: 13, host: null, program: null },
  ],
  [
    'docker logs -t',
    [`2026-11-23T09:08:57.123456789Z 13[NET] ${TEXT}`],
    'container-timestamps',
    { at: '2026-11-23T09:08:57.123457Z' },
  ],
  [
    'docker logs -t, charon prints times too',
    [`2026-11-23T09:08:57.123456789Z Nov 23 10:08:56 13[NET] ${TEXT}`],
    'container-timestamps',
    { at: '2026-11-23T09:08:56.000000Z', host: null },
  ],
  [
    'kubectl logs --prefix',
    [`[pod/vpn-0/charon] 13[NET] ${TEXT}`],
    'charon-file',
    { host: 'pod/vpn-0/charon', thread: 13 },
  ],
  ['docker compose logs', [`vpn-1  | 13[NET] ${TEXT}`], 'charon-file', { host: 'vpn-1', thread: 13 }],
  // ---- what people put in front
  ['quoted', [`> Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`], 'syslog-3164', { host: 'gw', thread: 13 }],
  ['quoted twice', [`> > 13[NET] ${TEXT}`], 'charon-file', { thread: 13 }],
  ['quoted without blank', [`>Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`], 'syslog-3164', { host: 'gw' }],
  [
    'indented',
    [`    Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`],
    'syslog-3164',
    { at: '2026-11-23T09:08:57.000000Z', host: 'gw' },
  ],
  ['list number with colon', [`12: Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`], 'syslog-3164', { host: 'gw' }],
  ['list number with dot', [`12. 13[NET] ${TEXT}`], 'charon-file', { thread: 13 }],
  ['cat -n', [`    12\tNov 23 09:08:57 gw charon: 13[NET] ${TEXT}`], 'syslog-3164', { host: 'gw' }],
  ['grep -n', [`12:Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`], 'syslog-3164', { host: 'gw' }],
  [
    'grep on several files',
    [`/var/log/syslog.1:Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`],
    'syslog-3164',
    { host: 'gw', at: '2026-11-23T09:08:57.000000Z' },
  ],
  [
    'colours',
    [`\x1b[32mNov 23 09:08:57\x1b[0m gw \x1b[1mcharon\x1b[0m: 13[NET] <gw|7> ${TEXT}`],
    'syslog-3164',
    { host: 'gw', program: 'charon', tag: '<gw|7>' },
  ],
  [
    'quoted JSON of the journal',
    [`> {"MESSAGE":"${TEXT}","SYSLOG_IDENTIFIER":"charon-systemd","GROUP":"NET","THREAD":"13","LEVEL":"1"}`],
    'journal-json',
    { thread: 13, group: 'NET' },
  ],
];

describe('one message in every wrapping', () => {
  test.each(ROWS)('%s', (_name, lines, dialect, expected) => {
    const { records, counts } = readLines(lines);
    expect(records.at(-1)).toMatchObject({
      text: expected.text ?? (expected.group === 'DMN' ? records.at(-1)!.text : TEXT),
      count: 1,
      ...expected,
    });
    expect(counts.dialect).toBe(dialect);
    expect(counts.charonLines).toBe(1);
  });

  test.each(ROWS)('%s: known from other lines in between', (_name, lines, dialect) => {
    const noise = [
      'Nov 23 09:08:57 gw sshd[1]: Accepted publickey for admin',
      'Some prose about the tunnel.',
      '',
      '{"level":"info"}',
    ];
    const { records, counts } = readLines([...noise, ...lines, ...noise, ...lines, ...noise]);
    expect(counts.dialect).toBe(dialect);
    expect(records.length + counts.duplicates).toBe(2);
    expect(counts.other).toBe(noise.length * 3);
  });
});

describe('files pasted together', () => {
  test('each line is read in its own dialect, and the commonest is named', () => {
    const { records, counts } = readLines([
      `Nov 23 09:08:57 gw charon: 13[NET] ${TEXT}`,
      `{"MESSAGE":"one","GROUP":"IKE","THREAD":"3","LEVEL":"1","SYSLOG_IDENTIFIER":"charon-systemd"}`,
      `Nov 23 09:08:58 gw charon: 13[IKE] two`,
      `13[IKE] three`,
      `13[IKE] four`,
      `13[IKE] five`,
    ]);
    expect(records.map((record) => record.text)).toEqual([TEXT, 'one', 'two', 'three', 'four', 'five']);
    expect(counts.dialect).toBe('charon-file');
    expect([...counts.dialects]).toEqual([
      ['syslog-3164', 2],
      ['journal-json', 1],
      ['charon-file', 3],
    ]);
  });

  test('prose that quotes a line in its middle is prose', () => {
    const { records, others } = readLines([
      'I then saw 13[IKE] received AUTHENTICATION_FAILED in the log',
      'and [IKE] too',
      'Note that charon says so.',
    ]);
    expect(records).toEqual([]);
    expect(others.length).toBe(3);
  });

  test('a group that no release knows is counted as broken', () => {
    const { counts, broken } = readLines(['13[IKE] fine', '13[XYZ] strange']);
    expect(counts.broken).toBe(1);
    expect(broken).toEqual(['13[XYZ] strange']);
  });
});

describe('--dialect', () => {
  test('only that dialect counts', () => {
    const { records, counts } = readLines([`13[IKE] one`, `Nov 23 09:08:58 gw charon: 13[IKE] two`], {
      dialect: 'syslog-3164',
    });
    expect(records.map((record) => record.text)).toEqual(['two']);
    expect(counts.other).toBe(1);
  });

  test('bare takes every line', () => {
    const { records, counts } = readLines(['initiating IKE_SA gw[1] to 192.0.2.2', 'anything'], { dialect: 'bare' });
    expect(records.map((record) => record.text)).toEqual(['initiating IKE_SA gw[1] to 192.0.2.2', 'anything']);
    expect(counts.dialect).toBe('bare');
  });
});
