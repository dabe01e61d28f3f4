// The dialects of charon's own loggers: its file with any time_format, its JSON, control connections.
import { type Row, TEXT, testWrappings } from './wrappings.ts';

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
];

testWrappings('one message as charon writes it itself', ROWS);
