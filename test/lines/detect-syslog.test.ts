// The dialects of syslog daemons, and of the appliances that show their lines in pages of their own.
import { type Row, TEXT, testWrappings } from './wrappings.ts';

const ROWS: readonly Row[] = [
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
];

testWrappings('one message in every syslog', ROWS);
