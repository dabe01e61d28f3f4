// The dialects of journalctl and of containers, and what people put in front of a line when they show it.
import { type Row, TEXT, testWrappings } from './wrappings.ts';

const ROWS: readonly Row[] = [
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

testWrappings('one message in journals, containers and quotations', ROWS);
